"""The tantivy engine: compiled, for cities beyond fifteen thousand units."""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import tantivy
from tantivy import Order, Query

from civic.index import folder as index_folder
from civic.index.cards import Card
from civic.index.engine import (
    FEW_HITS,
    MOST_GROUPED,
    MOST_VALUES,
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
from civic.index.tantivy_fields import document_of, make_schema
from civic.index.tantivy_query import Builder
from civic.text import query as asked

# Raised with every change to tokens, normalisation or fields: an index of another format answers wrongly.
FORMAT = {"engine": "tantivy", "format": 3}
_META = "meta.json"
_LOCK_SECONDS = 10.0
_WRITER_BYTES, _BUILDER_BYTES = 32_000_000, 200_000_000
# Values a segment may hold of one facet field: far beyond any city's speakers, so that counts stay exact.
_MOST_DIFFERENT = 60_000
_FACET_FIELDS: dict[FacetName, str] = {"topic": "topics"}

Ranked = list[tuple[float, Any]]  # scores with tantivy's addresses


class TantivyEngine:
    """An index in one folder (see Engine). Safe to share between threads. The writer is open from the first put to the
    commit: opening it again costs nothing beside a commit, and meanwhile another process may write."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, or begin an empty one when there is nothing; raises IndexBroken."""
        self._folder = folder
        self._schema = make_schema()
        self._index = _open(folder, self._schema)
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._seen = index_folder.stamp(folder / _META)

    def put(self, cards: Iterable[Card]) -> None:
        for card in cards:
            document = document_of(card)
            with self._turn():
                writer = self._open_writer(_WRITER_BYTES)
                writer.delete_documents_by_term("id", card.id)
                writer.add_document(document)

    def drop(self, ids: Iterable[str]) -> None:
        with self._turn():
            for card_id in ids:
                self._open_writer(_WRITER_BYTES).delete_documents_by_term("id", card_id)

    def commit(self) -> None:
        with self._turn():
            if self._writer is not None:
                self._finish(self._writer)

    def rebuild(self, cards: Iterable[Card]) -> int:
        with self._turn():
            self.commit()
            writer = self._open_writer(_BUILDER_BYTES)
            count = 0
            try:
                writer.delete_all_documents()
                for card in cards:
                    writer.add_document(document_of(card))
                    count += 1
            except BaseException:
                self._writer = None  # dropping it forgets what was not committed
                del writer
                raise
            self._finish(writer)
            return count

    def tidy(self) -> None:
        """Merging is done with each commit; only files nobody reads any more are removed here."""
        with self._turn():
            self.commit()
            self._open_writer(_WRITER_BYTES).garbage_collect_files()
            self._writer = None

    def count(self) -> int:
        return int(self._searcher().num_docs)

    def search(
        self,
        query: asked.Query,
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
        searcher = self._searcher()
        build = Builder(self._schema, searcher)
        if scope == "doc" and len(query.clauses) > 1:
            matching = _in_documents(build, searcher, query, filters)
        else:
            matching = build.matching(query, filters)
        is_grouped = is_grouped or scope == "doc"
        names: list[FacetName] = [*facets, "doc"] if is_grouped else [*facets]
        total, few = _first(searcher, matching)
        if few and (limit or names):  # what follows reads these cards, and not all postings once more
            matching = build.these(hit.id for hit in _hits(searcher, few, {}))
        counts = _values(searcher, matching, names) if total else {name: [] for name in names}
        order = build.ordered(matching, query) if limit and sort == "relevance" and query.clauses else matching
        if not total:
            ranked: Ranked = []
        elif is_grouped:
            ranked = _first_of_each(searcher, _best(searcher, order, query, sort, MOST_GROUPED, 0))
            ranked = ranked[offset : offset + limit]
        else:
            ranked = _best(searcher, order, query, sort, limit, offset)
        within = dict(counts.get("doc", ())) if is_grouped else {}
        some: Ranked = []
        if has_some and limit and total < FEW_HITS and not offset and query.clauses:
            others = build.some_words(query, filters, matching)
            some = _best(searcher, others, query, "relevance", limit, 0) if others else []
        return Hits(
            total=total,
            hits=tuple(_hits(searcher, ranked, within)),
            some=tuple(_hits(searcher, some, {})),
            facets={name: counts[name][:MOST_VALUES] for name in facets},
            used_synonyms=query.used_synonyms,
            documents=len(within) if is_grouped else None,
        )

    def close(self) -> None:
        with self._writing:
            self._writer = None

    def _searcher(self) -> tantivy.Searcher:
        """The newest commit, whoever made it."""
        with self._lock, _told_when_broken():
            stamp = index_folder.stamp(self._folder / _META)
            if stamp is None:
                raise IndexBroken("The search index is not there, or is just being replaced.")
            if stamp != self._seen:
                if index_folder.marker(self._folder) != FORMAT:
                    raise IndexBroken("The search index was replaced by another.")
                self._index.reload()
                self._seen = stamp
            return self._index.searcher()

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return index_folder.turn(self._writing, _LOCK_SECONDS)

    def _open_writer(self, heap: int) -> tantivy.IndexWriter:
        if self._writer is None:
            writer = index_folder.patiently(lambda: _writer(self._index, heap), _LOCK_SECONDS)
            index_folder.must_be(self._folder, FORMAT)
            self._writer = writer
        return self._writer

    def _finish(self, writer: tantivy.IndexWriter) -> None:
        """Commit, and let go of the lock once small parts are merged."""
        self._writer = None
        writer.commit()
        writer.wait_merging_threads()


def _writer(index: tantivy.Index, heap: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap_size=heap, num_threads=1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise IndexBusy("Another process is writing to the search index.") from error
        raise


def _open(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    is_new = index_folder.begin(folder, FORMAT)
    with _told_when_broken():
        return tantivy.Index(schema, str(folder)) if is_new else tantivy.Index.open(str(folder))


@contextlib.contextmanager
def _told_when_broken() -> Iterator[None]:
    """What damaged files make tantivy raise: ValueError, or a panic, which is no Exception."""
    try:
        yield
    except IndexBroken:
        raise
    except BaseException as wrong:
        if isinstance(wrong, Exception) or type(wrong).__name__ == "PanicException":
            raise IndexBroken(f"The search index cannot be read ({type(wrong).__name__}).") from wrong
        raise


def _best(
    searcher: tantivy.Searcher, order: Query, query: asked.Query, sort: Sort, limit: int, offset: int
) -> Ranked:  # fmt: skip
    if not limit:
        return []
    if sort != "relevance" or not query.clauses:
        field, way = ("oldest", Order.Asc) if sort == "old" else ("newest", Order.Desc)
        found = searcher.search(order, limit, count=False, offset=offset, order_by_field=field, order=way)
        return [(0.0, address) for _, address in found.hits]
    return cast(Ranked, searcher.search(order, limit, count=False, offset=offset, weight_by_field="weight").hits)


def _first_of_each(searcher: tantivy.Searcher, ranked: Ranked) -> Ranked:
    """The best unit of each document."""
    numbers = searcher.fast_field_values("doc_number", [address for _, address in ranked])
    seen: dict[object, tuple[float, Any]] = {}
    for number, hit in zip(numbers, ranked, strict=True):
        seen.setdefault(number, hit)
    return list(seen.values())


def _in_documents(build: Builder, searcher: tantivy.Searcher, query: asked.Query, filters: Filters) -> Query:
    """Units with any of the words, in documents that hold all of them and none of the excluded ones."""
    docs: set[str] | None = None
    for clause in query.clauses:
        having = _docs_of(searcher, build.within([build.any_of(clause)], filters))
        docs = having if docs is None else docs & having
    if query.excluded and docs:
        docs -= _docs_of(searcher, build.within([build.any_of(query.excluded)], filters))
    if not docs:
        return Query.empty_query()
    return build.within([build.any_of(query.words), build.one_of("doc", sorted(docs))], filters)


def _docs_of(searcher: tantivy.Searcher, matching: Query) -> set[str]:
    return {doc for doc, _ in _counted(searcher, matching, ["doc"])[1]["doc"]}


def _counted(
    searcher: tantivy.Searcher, matching: Query, names: Sequence[FacetName]
) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """How many cards, and exact counts by value."""
    total, _ = _first(searcher, matching)
    return total, _values(searcher, matching, names) if total else {name: [] for name in names}


def _first(searcher: tantivy.Searcher, matching: Query) -> tuple[int, Ranked | None]:
    """How many cards; and the cards where they are few."""
    found = cast(Any, searcher.search(matching, FEW_HITS))
    total = int(found.count)
    return total, found.hits if total < FEW_HITS else None


def _values(
    searcher: tantivy.Searcher, matching: Query, names: Sequence[FacetName]
) -> dict[str, list[tuple[str, int]]]:
    """Exact counts by value, most frequent first; cards without a value are not counted."""
    if not names:
        return {}
    asked_for = {
        name: {"terms": {"field": _FACET_FIELDS.get(name, name), "size": _size(name), "segment_size": _MOST_DIFFERENT}}
        for name in names
    }
    answer = searcher.aggregate(matching, asked_for)
    found = {
        name: [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"]] for name in names
    }
    return {name: sorted(pairs, key=lambda pair: (-pair[1], pair[0])) for name, pairs in found.items()}


def _size(name: FacetName) -> int:
    return _MOST_DIFFERENT if name == "doc" else MOST_VALUES


def _hits(searcher: tantivy.Searcher, ranked: Ranked, within: dict[str, int]) -> Iterator[Hit]:
    for score, address in ranked:
        kept = searcher.doc(address).get_first("hit")
        card_id, doc, seq, kind = json.loads(bytes(cast(bytes, kept)))
        yield Hit(card_id, doc, seq, kind, float(score), within.get(doc, 1))
