"""What every part of the sample city's story shares: its files, its moments, its people as actors, the names of things."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from civic import clock
from civic.accounts.queries import grants_of
from civic.db import Db
from civic.permissions import Actor
from civic.sites import Site, Sites

FOLDER = Path(__file__).parent
# The city is older than anything it tells: the first registration is 900 days old.
DAYS_OF_HISTORY = 930

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    found: list[Row] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def facts() -> Row:
    found: Row = json.loads((FOLDER / "city.json").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the story: one transaction, with the clock at its moment."""

    at: datetime
    act: Callable[[Db, datetime], None]


@dataclass(slots=True)
class Story:
    """The city being told: day 0 is `today`; the keys of the files lead to ids of the database."""

    site: Site
    sites: Sites
    today: date
    people: dict[str, int] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    # `document key#path` -> (id of the unit, its seq)
    units: dict[str, tuple[int, int]] = field(default_factory=dict)

    def day(self, days_from_now: int) -> date:
        return self.today + timedelta(days=days_from_now)

    def moment(self, days_ago: int, clock_time: str) -> datetime:
        return at(self.day(-days_ago), clock_time)

    @property
    def founded_at(self) -> datetime:
        """Before the oldest entry, and before the dates the files give as such."""
        fixed = [date.fromisoformat(period["notice_on"]) for period in facts()["election_periods"]]
        return at(min(self.day(-DAYS_OF_HISTORY), min(fixed) - timedelta(days=30)), "09:00")

    def actor(self, db: Db, person: str, now: datetime) -> Actor:
        """The person with the roles that are in force at that moment."""
        person_id = self.people[person]
        return Actor(person_id, self.handles[person], grants_of(db, person_id, now))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self.sites.engines(self.site)[1]) as db, db.begin():
            yield db

    def play(self, event: Event) -> None:
        clock.set_source(lambda: event.at)
        with self.writing() as db:
            event.act(db, event.at)


def at(day: date, clock_time: str) -> datetime:
    """`09:15` of that day in Tokyo, as UTC."""
    return datetime.combine(day, time.fromisoformat(clock_time), clock.TOKYO).astimezone(clock.UTC)
