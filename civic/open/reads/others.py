"""The register, dates and search results as records."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from civic import clock
from civic.index.engine import IndexBroken
from civic.open.reads.asking import City, Page, number_of
from civic.open.records import EntryRecord, EventRecord, HitRecord
from civic.registry import queries as registry
from civic.registry.queries import EntryShown
from civic.registry.queries.opportunities import dated_opportunities
from civic.registry.states import OpportunityState
from civic.rooms import queries as rooms
from civic.search import asked as asking
from civic.search import queries as search
from civic.sites import Site

# Dates further back than this are history, and stand in the rooms themselves.
DAYS_BACK = 365


def entries(db: Session, city: City, after: str, most: int) -> Page[EntryRecord]:
    """Newest first."""
    rows = registry.entries(db, registry.Filters(), city.today, after=number_of(after), most=most)
    return Page([_entry(city, one) for one in rows[:most]], str(rows[most - 1].id) if len(rows) > most else "")


def entry(db: Session, city: City, entry_id: int) -> EntryRecord | None:
    found = registry.listed_by_id(db, None, [entry_id], city.today) if 0 < entry_id < 2**31 else []
    return _entry(city, found[0]) if found else None


def _entry(city: City, e: EntryShown) -> EntryRecord:
    return EntryRecord(
        **city.facts(e.id, f"/registry/{e.id}"), kind=e.kind.value, name=e.display_name, kana=e.kana,
        fields=list(e.fields), skills=e.skills, introduction=e.introduction, areas=e.areas, days=e.days, fee=e.fee,
        languages=e.languages, accessibility=e.accessibility, confirmed_on=e.confirmed_on, expires_on=e.expires_on,
    )  # fmt: skip


def _iso(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return clock.tokyo(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def events(db: Session, city: City, after: str, most: int) -> Page[EventRecord]:
    """The dates of a year back and all to come, in order; the list is short, so a page is cut from it."""
    since = city.today - timedelta(days=DAYS_BACK)
    found = []
    for room in rooms.room_dates(db, None, since):
        path, dropped = f"/rooms/{room.id}", room.is_cancelled
        spans = [("room", "", room.title, room.opens_at, room.last_day)]
        spans += [("phase", f"-{p.position}", f"{p.name}：{room.title}", p.starts_at, p.last_day) for p in room.phases]
        spans += [("answer", "", room.title, room.planned_answer_on, None)]  # type: ignore[list-item]
        found += [
            EventRecord(
                **city.facts(f"{kind}-{room.id}{number}", path), kind=kind, title=title, starts=_iso(starts),
                ends=_iso(ends), place="", is_cancelled=dropped,
            )
            for kind, number, title, starts, ends in spans
            if starts is not None
        ]  # fmt: skip
    for one in dated_opportunities(db, since):
        found.append(
            EventRecord(
                **city.facts(f"opportunity-{one.id}", f"/opportunities/{one.id}"), kind="opportunity",
                title=one.title, starts=_iso(one.starts_at), ends=_iso(one.ends_at), place=one.place,
                is_cancelled=one.state is OpportunityState.CANCELLED,
            )
        )  # fmt: skip
    found.sort(key=lambda event: (event.starts, event.id))
    start = number_of(after)
    return Page(found[start : start + most], str(start + most) if len(found) > start + most else "")


def hits(db: Session, site: Site, city: City, params: dict[str, str]) -> tuple[list[HitRecord], int, int] | None:
    """One page of results, how many there are, and the number of the page; None while the index cannot be read."""
    what = asking.read(params)
    if not what.text:
        return [], 0, 1
    try:
        found = search.search_asked(db, site, None, what)
    except IndexBroken:
        return None
    rows = [
        HitRecord(
            **city.facts(number, row.source.path), kind=row.source.kind, title=row.source.title,
            where=row.source.where, date=row.source.on, who=row.source.who,
            snippet="".join(part[0] for part in row.snippet), must_check_original=row.source.must_check_original,
        )
        for number, row in enumerate(found.rows, start=(what.page - 1) * search.PAGE + 1)
    ]  # fmt: skip
    return rows, found.count, what.page
