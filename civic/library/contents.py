"""The reading view: pages of a version, its contents list, the passages beside a passage."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.library.models import DocumentVersion, Unit
from civic.library.queries import UNITS, UnitShown, VersionShown

# One page of the reading view: at most this many passages and about this many characters.
PAGE_UNITS = 50
PAGE_CHARACTERS = 40_000
# Longer contents are shown by chapter or by page.
MOST_CONTENTS = 300
# What nobody looks up: times and stage directions.
_ASIDE = ("stage", "time")

# By these a passage is called; of its words no more than a line of a list holds.
_NAMED = (col(Unit.label), col(Unit.caption), col(Unit.speaker), func.substr(col(Unit.text), 1, 80))
_PAGE = UNITS.where(
    col(Unit.version_id) == bindparam("version"), col(Unit.seq) >= bindparam("first"), col(Unit.seq) < bindparam("end")
).order_by(col(Unit.seq))

_HOW_MANY = select(func.count()).where(col(Unit.version_id) == bindparam("version"))


def version_in_force(versions: Sequence[VersionShown], day: date) -> VersionShown | None:
    """The public version in force on that day by its 施行日; None when the library has none that old."""
    before = [v for v in versions if v.is_published and v.effective_from is not None and v.effective_from <= day]
    return max(before, key=lambda v: (v.effective_from or date.min, v.number), default=None)


def same_passage(db: Session, unit: UnitShown) -> list[int]:
    """Ids of this passage in all versions of its document: whoever cites an old one cites the passage."""
    versions = select(col(DocumentVersion.id)).where(col(DocumentVersion.document_id) == unit.document_id)
    query = select(col(Unit.id)).where(col(Unit.version_id).in_(versions), col(Unit.path) == unit.path)
    return list(db.execute(query).scalars())


def first_below(db: Session, version: VersionShown, path: str) -> str | None:
    """The address of the first passage inside one that has no words of its own: A2-P1 for A2."""
    below = (col(Unit.version_id) == version.id, col(Unit.path).startswith(f"{path}-", autoescape=True))
    return db.execute(select(col(Unit.path)).where(*below).order_by(col(Unit.seq)).limit(1)).scalar()


@dataclass(frozen=True, slots=True)
class Neighbour:
    path: str
    name: str


def neighbours(db: Session, unit: UnitShown) -> tuple[Neighbour | None, Neighbour | None]:
    """The passages before and after, in the same version."""
    names = select(col(Unit.path), *_NAMED).where(col(Unit.version_id) == unit.version_id)
    before = db.execute(names.where(col(Unit.seq) < unit.seq).order_by(col(Unit.seq).desc()).limit(1)).first()
    after = db.execute(names.where(col(Unit.seq) > unit.seq).order_by(col(Unit.seq)).limit(1)).first()
    return _neighbour(before), _neighbour(after)


def _neighbour(row: Any) -> Neighbour | None:
    return Neighbour(row[0], _name(*row)) if row else None


def _name(path: str, label: str, caption: str, speaker: str, opening: str) -> str:
    """What stands at a place; a heading or a stage line is called by its own words."""
    return " ".join(filter(None, (label, caption))) or speaker or opening.strip().split("\n")[0].strip() or path


def page_starts(db: Session, version_id: int) -> list[int]:
    """The first seq of every page of the reading view; the same for everybody, so that links to a page hold."""
    query = select(col(Unit.seq), func.length(col(Unit.text))).where(col(Unit.version_id) == version_id)
    return starts_of((seq, length) for seq, length in db.execute(query.order_by(col(Unit.seq))))


def starts_of(passages: Iterable[tuple[int, int]]) -> list[int]:
    """Page breaks over (seq, characters): a page is full at PAGE_UNITS passages or about PAGE_CHARACTERS."""
    starts: list[int] = []
    units = characters = 0
    for seq, length in passages:
        if not starts or units >= PAGE_UNITS or characters + length > PAGE_CHARACTERS:
            starts.append(seq)
            units = characters = 0
        units += 1
        characters += length
    return starts


def units_on_page(db: Session, version: VersionShown, starts: Sequence[int], page: int) -> list[UnitShown]:
    """The passages of one page (from 1). Raises NotFound beyond the last."""
    if version.is_closed:
        return []
    if not 1 <= page <= len(starts):
        raise NotFound
    end = starts[page] if page < len(starts) else 2**31 - 1
    rows = db.execute(_PAGE, {"version": version.id, "first": starts[page - 1], "end": end})
    return [UnitShown(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the passage it leads to and the page that holds it."""

    path: str
    name: str
    page: int
    is_heading: bool = False


def contents(db: Session, version: VersionShown, starts: Sequence[int]) -> list[Entry]:
    """The contents list: every passage, or every chapter, or every page when there are too many."""
    columns = (col(Unit.seq), col(Unit.level), col(Unit.path), *_NAMED)
    query = select(*columns).where(col(Unit.version_id) == version.id, col(Unit.level).not_in(_ASIDE))
    if db.execute(_HOW_MANY, {"version": version.id}).scalar_one() > MOST_CONTENTS:
        chapters = _chapters(db, version)
        if chapters:
            return [Entry(path, chapter, bisect_right(starts, seq)) for seq, path, chapter in chapters]
        query = query.where(col(Unit.seq).in_(starts[:MOST_CONTENTS]))
    rows = db.execute(query.order_by(col(Unit.seq)))
    return [Entry(row[2], _name(*row[2:]), bisect_right(starts, row[0]), row[1] == "heading") for row in rows]


def _chapters(db: Session, version: VersionShown) -> Sequence[Any]:
    """Where each chapter begins: found by the database, so that a session of 10,000 speeches costs what its chapters do."""
    of_version = col(Unit.version_id) == version.id
    if db.execute(select(col(Unit.id)).where(of_version, col(Unit.chapter) != "").limit(1)).first() is None:
        return []
    before = func.lag(col(Unit.chapter), 1, "").over(order_by=col(Unit.seq)).label("before")
    rows = (
        select(col(Unit.seq).label("seq"), col(Unit.path).label("path"), col(Unit.chapter).label("chapter"), before)
        .where(of_version, col(Unit.level).not_in(_ASIDE))
        .subquery()
    )
    begins = select(rows.c.seq, rows.c.path, rows.c.chapter).where(
        rows.c.chapter != "", rows.c.chapter != rows.c.before
    )
    return db.execute(begins.order_by(rows.c.seq).limit(MOST_CONTENTS)).all()
