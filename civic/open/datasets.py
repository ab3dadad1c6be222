"""What can be taken away whole: the name of each set, its record and how it is read page by page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session

from civic.library.models import DocumentKind
from civic.open import records
from civic.open.reads import documents, others, results, talk
from civic.open.reads.asking import City, Page
from civic.open.records import Record

# Records read at once; each batch has a session of its own.
BATCH = 500

ReadPage = Callable[[Session, City, str, int], Page[Any]]
Opened = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Dataset:
    name: str
    record: type[Record]
    read: ReadPage


DATASETS: Mapping[str, Dataset] = {
    one.name: one
    for one in (
        Dataset("documents", records.DocumentRecord, documents.page),
        *(
            Dataset(f"units-{kind.value}", records.UnitRecord, partial(documents.collection, kind=kind.value))
            for kind in DocumentKind
        ),
        Dataset("coverage", records.CoverageRecord, documents.coverage),
        Dataset("rooms", records.RoomRecord, talk.rooms),
        Dataset("posts", records.PostRecord, talk.posts),
        Dataset("answers", records.AnswerRecord, talk.answers),
        Dataset("faq", records.FaqRecord, results.faqs),
        Dataset("opinions", records.OpinionRecord, results.opinions),
        Dataset("moderation-log", records.ActRecord, talk.acts),
        Dataset("registry", records.EntryRecord, others.entries),
        Dataset("events", records.EventRecord, others.events),
    )
}


def pages(opened: Opened, city: City, read: ReadPage) -> Iterator[Sequence[Record]]:
    """All of it."""
    after = ""
    while True:
        with opened() as db:
            found = read(db, city, after, BATCH)
        yield found.records
        if not (after := found.after):
            return
