"""Work on whole memories: merge, dedupe, filter, split, slice, diff, stats, edit-lang."""
