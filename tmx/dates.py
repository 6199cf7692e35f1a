"""TMX dates (ISO 8601 basic, UTC) as aware datetimes, and back."""

from __future__ import annotations

from datetime import UTC, datetime


def parse_date(text: str) -> datetime | str:
    """Read a date of TMX 1.4b, or any ISO 8601 date and time that names its zone.

    A date that says less is handed back as it came: guessing its zone would make it wrong in
    silence.

    >>> parse_date("20240131T093000Z")
    datetime.datetime(2024, 1, 31, 9, 30, tzinfo=datetime.timezone.utc)
    >>> parse_date("31.01.2024")
    '31.01.2024'
    """
    try:
        date = datetime.fromisoformat(text)
        if date.tzinfo is UTC:
            return date
        return date.astimezone(UTC) if date.tzinfo else text
    except (ValueError, OverflowError):
        return text


def format_date(date: datetime) -> str:
    """Write a date as TMX 1.4b wants it, ``YYYYMMDDThhmmssZ``.

    >>> format_date(datetime(2024, 1, 31, 9, 30, tzinfo=UTC))
    '20240131T093000Z'

    Raises:
        ValueError: the datetime names no zone, so its moment is not known.
    """
    if date.tzinfo is None:
        raise ValueError(f"the date {date.isoformat()} names no time zone: give it one")
    utc = date.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return utc.isoformat().replace("-", "").replace(":", "") + "Z"
