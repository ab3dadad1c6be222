"""What the worker does later for the register: index cards, the day's expiries and reminders."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.index import store
from civic.index.cards import Card
from civic.jobs import Work, job
from civic.registry import actions, queries
from civic.registry.actions import groups, importing, introducing, opportunities, retention, upkeep
from civic.registry.models import Entry, Translation


def _card(db: Session, entry: Entry) -> Card:
    """What an anonymous visitor may read of the entry."""
    details = [d.value for d in queries.public_details(db, entry.id)]
    shown = (col(Translation.entry_id) == entry.id) & col(Translation.checked_at).is_not(None)
    for one in db.execute(select(Translation).where(shown)).scalars():
        details += [one.display_name, one.skills, one.introduction]
    words = [entry.skills, entry.introduction, entry.areas, entry.days, entry.languages, *entry.fields, *details]
    return Card(
        id=f"entry:{entry.id}",
        kind="entry",
        doc=f"entry-{entry.id}",
        title=entry.display_name,
        kana=entry.kana,
        text="\n".join(filter(None, words)),
        date=entry.confirmed_on,
    )


def all_cards(db: Session) -> Iterator[Card]:
    """Every entry listed today."""
    for entry in db.execute(select(Entry).where(queries.listed_on(clock.today()))).scalars():
        yield _card(db, entry)


@job("registry.index_entry")
def index_entry(work: Work) -> None:
    engine = store.engine_for(work.site)
    with work.reading() as db:
        listed = queries.listed_on(clock.today(work.now))
        entry = db.execute(select(Entry).where(col(Entry.id) == int(work.key), listed)).scalars().first()
        if entry is None:
            engine.drop([f"entry:{work.key}"])
        else:
            engine.put([_card(db, entry)])
    engine.commit()


@job("registry.each_day")
def each_day(work: Work) -> None:
    """Entries whose last day is past leave list and search (the list asks the date anyway); owners are reminded;
    introductions and opportunities pass their days; what has been kept long enough is erased."""
    actions.expire_entries(work.db, work.now)
    actions.remind_of_renewal(work.db, work.now)
    upkeep.pass_elections(work.db, work.now)
    groups.tell_of_new_year(work.db, work.now)
    introducing.pass_days(work.db, work.now)
    opportunities.pass_days(work.db, work.now)
    importing.forget_lists(work.db, work.now)
    retention.erase_old(work.db, work.now)
