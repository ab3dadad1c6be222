"""The Whoosh engine: pure Python, good up to about fifteen thousand units a city."""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import fields, writing
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from civic.index.cards import Card, analyse
from civic.index.engine import FEW_HITS, NO_FILTERS, FacetName, Filters, Hit, Hits, IndexBroken, IndexBusy, Sort
from civic.index.whoosh_fields import Counted, Positioned, Values
from civic.index.whoosh_query import Ranked, Snapshot
from civic.index.whoosh_scores import Lengths
from civic.text.query import Query

# Raised with every change to tokens, normalisation or fields: an index of another format answers wrongly.
_FORMAT = {"engine": "whoosh", "format": 1}
_MARKER = "civic-index.json"
_LOCK_SECONDS = 10.0
_CARDS_AT_ONCE = 500  # analysed and handed to the writer together
_TRIES = 20
_MOST_SEGMENTS = 12  # a search opens every segment


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True),
        hit=fields.STORED(),
        bi=Positioned(),
        title_bi=Positioned(),
        kana=Positioned(),
        su=Counted(),
        title_su=Counted(),
        numbers=Positioned(),
        kind=Values(),
        doc=Values(),
        body=Values(),
        speaker=Values(),
        role=Values(),
        section=Values(),
        topics=Values(),
        quality=Values(),
        room=Values(),
        fiscal_year=Values(),
        on=Values(),
    )


class WhooshEngine:
    """An index in one folder (see Engine). Safe to share between threads: searches take turns, as they would anyway
    under the interpreter's lock; so do writers, and a commit makes visible what all of them have put."""

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
            with self._writing:
                self._pending[card.id] = card
                if len(self._pending) >= _CARDS_AT_ONCE:
                    self._write_pending()

    def drop(self, ids: Iterable[str]) -> None:
        with self._writing:
            self._pending.update(dict.fromkeys(ids))

    def commit(self) -> None:
        with self._writing:
            self._write_pending()
            if self._writer is not None:
                self._writer.commit(merge=len(self._writer.segments) >= _MOST_SEGMENTS)
                self._forget_writer()

    def rebuild(self, cards: Iterable[Card]) -> int:
        with self._writing:
            self.commit()
            writer = self._open_writer()
            count = 0
            try:
                for card in cards:
                    writer.add_document(**_document(card))
                    count += 1
                writer.commit(mergetype=writing.CLEAR)
            except BaseException:
                writer.cancel()
                raise
            finally:
                self._forget_writer()
            return count

    def tidy(self) -> None:
        with self._writing:
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
    ) -> Hits:
        with self._reading() as snapshot:
            found = snapshot.matching(query, filters)
            ranked = snapshot.ranked(query, found, offset + limit, sort)[offset:]
            some: Ranked = []
            if len(found) < FEW_HITS and not offset and query.clauses:
                some = snapshot.some_words(query, filters, found, limit)
            return Hits(
                total=len(found),
                hits=tuple(_hits(snapshot, ranked)),
                some=tuple(_hits(snapshot, some)),
                facets=snapshot.facets(found, facets),
                used_synonyms=query.used_synonyms,
            )

    def close(self) -> None:
        with self._writing:
            self._pending.clear()
            if self._writer is not None:
                self._writer.cancel()
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

    def _open_writer(self) -> Any:
        if self._writer is None:
            try:
                self._writer = self._index.writer(timeout=_LOCK_SECONDS, compound=False)
            except whoosh_index.LockError as locked:
                raise IndexBusy("Another process is writing to the search index.") from locked
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
                writer.add_document(**_document(card))
        self._written.update(self._pending)
        self._pending.clear()


def _open(folder: Path) -> whoosh_index.FileIndex:
    marker = folder / _MARKER
    if not folder.exists() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
        index = FileStorage(str(folder)).create_index(_schema())
        marker.write_text(json.dumps(_FORMAT), encoding="utf-8")
        return index
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise IndexBroken("The folder of the search index holds something else, or lost its marker.") from wrong
    if found != _FORMAT:
        raise IndexBroken(f"The search index has the format {found}, not {_FORMAT}.")
    try:
        return FileStorage(str(folder)).open_index()
    except Exception as wrong:  # whatever a damaged file makes Whoosh, pickle or struct raise
        raise IndexBroken(f"The search index cannot be read ({type(wrong).__name__}).") from wrong


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


def _hits(snapshot: Snapshot, ranked: Ranked) -> Iterator[Hit]:
    for number, score in ranked:
        kept = snapshot.stored(number)
        yield Hit(kept["id"], kept["doc"], kept["seq"], kept["kind"], score)


def _document(card: Card) -> dict[str, object]:
    """The card as Whoosh's fields; a value that is not there is left out."""
    tokens = analyse(card)
    values: dict[str, list[str]] = {
        "kind": [card.kind],
        "doc": [card.doc],
        "body": [card.body],
        "speaker": [card.speaker],
        "role": [card.role],
        "section": [card.section],
        "topics": list(card.topics),
        "quality": [card.quality],
        "room": [card.room],
        "fiscal_year": [] if card.fiscal_year is None else [str(card.fiscal_year)],
        "on": [] if card.date is None else [card.date.isoformat()],
    }
    streams = {
        "bi": tokens.bi,
        "title_bi": tokens.title_bi,
        "kana": tokens.kana,
        "su": tokens.su,
        "title_su": tokens.title_su,
        "numbers": tokens.numbers,
    }
    document: dict[str, object] = {name: kept for name, kept in values.items() if any(kept)}
    document |= {name: stream for name, stream in streams.items() if stream}
    document["id"] = card.id
    document["hit"] = {"id": card.id, "doc": card.doc, "seq": card.seq, "kind": card.kind}
    return document
