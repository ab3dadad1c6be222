"""What every list is asked, and what it gives back: a page and where the next one begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from civic import clock
from civic.open.records import Record

T = TypeVar("T", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class City:
    """What every record says of its city, and the moment it is read at."""

    code: str
    name: str
    base: str
    now: datetime

    @property
    def today(self) -> date:
        return clock.today(self.now)

    def facts(self, id_: object, path: str) -> dict[str, str]:
        """The fields all records share."""
        return {"city_code": self.code, "city": self.name, "id": str(id_), "url": self.base + path}


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`after` is the place to go on from, empty at the end."""

    records: Sequence[T]
    after: str = ""


def number_of(after: str) -> int:
    """A place that is no number is the beginning."""
    return int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0


def fiscal(day: date | None) -> int | None:
    return clock.fiscal_year(day) if day else None
