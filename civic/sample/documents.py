"""The sample city's documents: brought in by one member of staff, published by another, through the readers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import col, select

from civic.db import Db
from civic.library import actions as library
from civic.library.models import Document, DocumentKind, DocumentVersion, Unit
from civic.sample.story import FOLDER, Event, Row, Story, at, facts, rows

# Whoever keeps a document drafts and approves it; minutes belong to no section and go through planning.
PLANNING = "kikaku"


def events(story: Story) -> Iterator[Event]:
    used = _first_uses(story)
    for row in rows("documents"):
        yield Event(_published_at(story, row, used), partial(bring_in, story, row))


def _published_at(story: Story, row: Row, used: dict[str, datetime]) -> datetime:
    """Two weeks after its date or 施行日, but before anybody cites it, whichever day the city is loaded on."""
    day = max(date.fromisoformat(row[name]) for name in ("date", "effective_from") if row.get(name))
    usual = at(day + timedelta(days=14), "10:00")
    latest = used.get(row["key"], story.moment(1, "10:00")) - timedelta(days=1)
    return max(min(usual, latest), story.founded_at + timedelta(days=1))


def _first_uses(story: Story) -> dict[str, datetime]:
    """Document key -> when it is first named in a room, a post or an answer."""
    found: dict[str, datetime] = {}

    def note(references: list[str], moment: datetime) -> None:
        for reference in references:
            key = reference.partition("#")[0]
            found[key] = min(moment, found.get(key, moment))

    for room in rows("rooms"):
        note(room["documents"], story.moment(2 - room["milestones"].get("approved", 0), "00:00"))
    for post in rows("posts"):
        note(post["cites"], story.moment(post["days_ago"], "00:00"))
    for answer in rows("answers"):
        note([answer["evidence"] or ""], story.moment(answer["drafted_days_ago"], "00:00"))
    return found


def bring_in(story: Story, row: Row, db: Db, now: datetime) -> None:
    """Reading commits on its own, before the first statement of this transaction, which publishes."""
    drafter, approver = keepers(row["section"])
    report = library.import_path(
        story.sites.engines(story.site), story.site, FOLDER / row["path"], DocumentKind(row["kind"]),
        story.people[drafter],
    )  # fmt: skip
    if report.has_failed or report.unread:
        raise ValueError(f"{row['path']}: {report.failure_code} {report.unread}")
    for version_id in report.version_ids:
        version = db.get_one(DocumentVersion, version_id)
        document = library.publish_version(db, story.actor(db, approver, now), version, now)
        library.place_document(db, story.actor(db, drafter, now), document, row["topics"], row["section"], now)
        _note_units(story, db, document)


def keepers(section: str | None) -> tuple[str, str]:
    """(drafter, approver) of the section, or of the one that took over from it."""
    code = section or PLANNING
    code = next((one["successor"] for one in facts()["sections"] if one["key"] == code and one["successor"]), code)
    return _with_role("drafter", code), _with_role("approver", code)


def _with_role(role: str, section: str) -> str:
    return next(
        str(person["key"])
        for person in rows("people")
        for one in person["roles"]
        if one["role"] == role and one["scope"] == f"section:{section}"
    )


def _note_units(story: Story, db: Db, document: Document) -> None:
    query = select(Unit.id, Unit.seq, Unit.path).where(col(Unit.version_id) == document.current_version_id)
    for unit_id, seq, path in db.exec(query):
        story.units[f"{document.key}#{path}"] = (unit_id, seq)
