"""What a request to the API asks: path and query values with their checks, and where a list goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from civic import clock
from civic.errors import CivicError
from civic.open.reads.asking import City, Page
from civic.open.records import Record
from civic.sites import Site

MOST = 200
USUAL = 50


class BadParameter(CivicError):
    """A value that cannot be read; the sentence names it."""

    status = 400


@dataclass(frozen=True, slots=True)
class Param:
    """`kind`: text, number, date or moment."""

    name: str
    said: str
    kind: str = "text"
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> Any:
        try:
            if self.kind == "number":
                return _number(text)
            if self.kind == "date":
                return date.fromisoformat(text)
            if self.kind == "moment":
                return _moment(text)
        except ValueError:
            raise BadParameter("open.bad_parameter", name=self.name) from None
        if self.choices and text not in self.choices:
            raise BadParameter("open.bad_parameter", name=self.name)
        return text.replace("\x00", "")[:400]

    @property
    def schema(self) -> dict[str, Any]:
        if self.kind == "number":
            return {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
        if self.kind == "text":
            return {"type": "string", "maxLength": 400, **({"enum": list(self.choices)} if self.choices else {})}
        return {"type": "string", "format": "date" if self.kind == "date" else "date-time"}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 2**31 - 1:
        raise ValueError
    return int(text)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace(" ", "+"))
    return found if found.tzinfo else found.replace(tzinfo=clock.TOKYO)


LIMIT = Param("limit", f"一度に返す数（{MOST}まで） / How many at once, {MOST} at most", "number")
AFTER = Param("after", "続きの場所（前の答えのnextにあります） / Where to go on, as `next` of the answer before says")


@dataclass(frozen=True, slots=True)
class Asked:
    """`values` holds what was given, read; `raw` the query as typed, for search."""

    site: Site
    city: City
    values: Mapping[str, Any]
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def after(self) -> str:
        return str(self.values.get("after", ""))

    @property
    def limit(self) -> int:
        return min(max(1, int(self.values.get("limit", USUAL))), MOST)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list, with how many there are where that is known, or None where nothing is found."""

    page: Page[Any]
    total: int | None = None


Read = Callable[[Session, Asked], Found | Record | None]


@dataclass(frozen=True, slots=True)
class Resource:
    """One address of the API; `path` is below /api/v1, its parameters typed as Starlette writes them."""

    path: str
    name: str
    said: str
    record: type[Record]
    read: Read
    is_list: bool = False
    params: tuple[Param, ...] = ()
    path_params: tuple[Param, ...] = ()

    @property
    def all_params(self) -> tuple[Param, ...]:
        return (*self.params, AFTER, LIMIT) if self.is_list else self.params
