"""Memories in other formats: tables, JSON lines, Moses pairs, XLIFF, PO, spreadsheets."""
