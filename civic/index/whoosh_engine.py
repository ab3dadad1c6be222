"""The Whoosh engine: pure Python, good up to about fifteen thousand units a city."""

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh import writing
from whoosh.filedb.filestore import FileStorage

from civic.index import folder as index_folder
from civic.index.cards import Card
from civic.index.engine import (
    FEW_HITS,
    MOST_GROUPED,
    NO_FILTERS,
    FacetName,
    Filters,
    Hit,
    Hits,
    IndexBroken,
    IndexBusy,
    Scope,
    Sort,
)  # fmt: skip
from civic.index.whoosh_fields import document_of, make_schema
from civic.index.whoosh_query import Ranked, Snapshot
from civic.index.whoosh_scores import Lengths
from civic.text.query import Query

# Raised with every change to tokens, normalisation or fields: an index of another format answers wrongly.
FORMAT = {"engine": "whoosh", "format": 4}
_LOCK_SECONDS = 10.0
_CARDS_AT_ONCE = 500  # analysed and handed to the writer together
_TRIES = 20
_MOST_SEGMENTS = 12  # a search opens every segment


class WhooshEngine:
    """An index in one folder (see Engine). Safe to share between threads: searches take turns, as they would anyway
    under the interpreter's lock; so do writers, and a commit makes visible what all of them have put."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, or begin an empty one when there is nothing; raises IndexBroken."""
        self._folder = folder
        self._index = _open(folder)
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        self._lengths: Lengths = {}
        self._snapshot: Snapshot | None = _snapshot(folder, self._index, self._lengths)
        self._writer: Any = None
        self._pending: dict[str, Card | None] = {}
        self._written: set[str] = set()

    def put(self, cards: Iterable[Card]) -> None:
        for card in cards:
            with self._turn():
                self._pending[card.id] = card
                if len(self._pending) >= _CARDS_AT_ONCE:
                    self._write_pending()

    def drop(self, ids: Iterable[str]) -> None:
        with self._turn():
            self._pending.update(dict.fromkeys(ids))

    def commit(self) -> None:
        with self._turn():
            self._write_pending()
            if self._writer is not None:
                self._writer.commit(merge=len(self._writer.segments) >= _MOST_SEGMENTS)
                self._forget_writer()

    def rebuild(self, cards: Iterable[Card]) -> int:
        with self._turn():
            self.commit()
            writer = self._open_writer()
            count = 0
            try:
                for card in cards:
                    writer.add_document(**document_of(card))
                    count += 1
                writer.commit(mergetype=writing.CLEAR)
            except BaseException:
                _give_up(writer)
                raise
            finally:
                self._forget_writer()
            return count

    def tidy(self) -> None:
        with self._turn():
            self.commit()
            writer = self._open_writer()
            writer.commit(optimize=True)
            self._forget_writer()

    def count(self) -> int:
        with self._reading() as snapshot:
            return int(snapshot.searcher.doc_count())

    def search(
        self,
        query: Query,
        *,
        filters: Filters = NO_FILTERS,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: Sequence[FacetName] = (),
        scope: Scope = "unit",
        is_grouped: bool = False,
        has_some: bool = True,
    ) -> Hits:
        with self._reading() as snapshot:
            found = snapshot.matching(query, filters, scope)
            within: dict[str, int] | None = None
            if is_grouped or scope == "doc":
                within = snapshot.documents(found)
                ranked = snapshot.first_of_each(snapshot.ranked(query, found, MOST_GROUPED, sort))
                ranked = ranked[offset : offset + limit]
            else:
                ranked = snapshot.ranked(query, found, offset + limit, sort)[offset:]
            some: Ranked = []
            if has_some and limit and len(found) < FEW_HITS and not offset and query.clauses:
                some = snapshot.some_words(query, filters, found, limit)
            return Hits(
                total=len(found),
                hits=tuple(_hits(snapshot, ranked, within or {})),
                some=tuple(_hits(snapshot, some, {})),
                facets=snapshot.facets(found, facets),
                used_synonyms=query.used_synonyms,
                documents=None if within is None else len(within),
            )

    def close(self) -> None:
        with self._writing:
            self._pending.clear()
            if self._writer is not None:
                _give_up(self._writer)
                self._forget_writer()
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.searcher.close()
                self._snapshot = None
            self._index.close()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The newest generation, one thread at a time. A new searcher per generation: Whoosh's refresh() loses cards."""
        with self._lock:
            if self._snapshot is None or self._snapshot.generation != _generation(self._folder, self._index):
                fresh = _snapshot(self._folder, self._index, self._lengths)
                if self._snapshot is not None:
                    self._snapshot.searcher.close()
                self._snapshot = fresh
            yield self._snapshot

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return index_folder.turn(self._writing, _LOCK_SECONDS)

    def _open_writer(self) -> Any:
        if self._writer is None:
            index_folder.must_be(self._folder, FORMAT)
            try:
                writer = self._index.writer(timeout=_LOCK_SECONDS, compound=False)
            except whoosh_index.LockError as locked:
                raise IndexBusy("Another process is writing to the search index.") from locked
            try:
                index_folder.must_be(self._folder, FORMAT)
            except IndexBusy:
                _give_up(writer)
                raise
            self._writer = writer
        return self._writer

    def _forget_writer(self) -> None:
        self._writer = None
        self._written.clear()

    def _write_pending(self) -> None:
        """Hand what is pending to the writer. A writer cannot take back what it was given itself, so a card that comes
        twice between two commits causes a commit of its own."""
        if not self._pending:
            return
        if not self._written.isdisjoint(self._pending):
            self._open_writer().commit(merge=False)
            self._forget_writer()
        writer = self._open_writer()
        with writer.searcher() as searcher:
            for card_id in self._pending:
                number = searcher.document_number(id=card_id)
                if number is not None:
                    writer.delete_document(number)
        for card in self._pending.values():
            if card is not None:
                writer.add_document(**document_of(card))
        self._written.update(self._pending)
        self._pending.clear()


def _open(folder: Path) -> whoosh_index.FileIndex:
    if index_folder.begin(folder, FORMAT):
        return FileStorage(str(folder)).create_index(make_schema())
    try:
        return FileStorage(str(folder)).open_index()
    except Exception as wrong:  # whatever a damaged file makes Whoosh, pickle or struct raise
        raise IndexBroken(f"The search index cannot be read ({type(wrong).__name__}).") from wrong


def _give_up(writer: Any) -> None:
    """Cancel, and close the files that Whoosh leaves open then."""
    with contextlib.suppress(Exception):
        writer.fieldwriter.close()
    writer.cancel()


def _snapshot(folder: Path, index: whoosh_index.FileIndex, lengths: Lengths) -> Snapshot:
    """The newest generation, opened. The writer may remove files while they are being opened: then a newer one is there."""
    while True:
        generation = _generation(folder, index)
        try:
            return Snapshot(generation, index.searcher(), lengths)
        except Exception as wrong:  # as in _open
            if generation == _generation(folder, index):
                raise IndexBroken(f"The search index cannot be read ({type(wrong).__name__}).") from wrong


def _generation(folder: Path, index: whoosh_index.FileIndex) -> tuple[int, int, int]:
    """What changes with every commit, and when another index is put in the folder's place (its numbers begin anew)."""
    for _ in range(_TRIES):
        with contextlib.suppress(OSError):  # the writer removed it between the two lines: a newer one is there
            number = int(index.latest_generation())
            file = (folder / f"_{index.indexname}_{number}.toc").stat()
            return number, file.st_ino, file.st_mtime_ns
    raise IndexBroken("The search index is not there, or is just being replaced.")


def _hits(snapshot: Snapshot, ranked: Ranked, within: dict[str, int]) -> Iterator[Hit]:
    for number, score in ranked:
        kept = snapshot.stored(number)
        yield Hit(kept["id"], kept["doc"], kept["seq"], kept["kind"], score, within.get(kept["doc"], 1))
