"""The city's days as an iCalendar document (RFC 5545), for people's own calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vDuration, vText

from civic import clock

ICS = "text/calendar; charset=utf-8"
# How often a calendar that was subscribed to is asked for again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment, or whole days from `starts` to `ends` (its last day). `name` tells it from every other for good."""

    name: str
    title: str
    path: str
    starts: datetime | date
    stands_since: datetime
    ends: date | None = None
    text: str = ""
    is_cancelled: bool = False


def _event(entry: Entry, base: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{urlsplit(base).hostname}")
    event.add("dtstamp", entry.stands_since)
    event.add("summary", entry.title)
    event.add("url", base.rstrip("/") + entry.path)
    if entry.text:
        event.add("description", entry.text)
    if isinstance(entry.starts, datetime):
        event.add("dtstart", clock.tokyo(entry.starts))
    else:
        event.add("dtstart", entry.starts)
        # RFC 5545, 3.6.1: the end of whole days is the day after the last one.
        event.add("dtend", (entry.ends or entry.starts) + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    return event


def ics(title: str, entries: Sequence[Entry], base: str) -> bytes:
    """The calendar in UTF-8, with Tokyo's time zone described in it."""
    made = Calendar()
    made.add("prodid", "-//Civic//Calendar//JA")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", "Asia/Tokyo")
    made.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    made.add("x-published-ttl", vText("PT1H"))
    for entry in entries:
        made.add_component(_event(entry, base))
    made.add_missing_timezones()
    return bytes(made.to_ical())
