"""Indexing against tokenising alone, memory and size; then how soon a changed document is found in a large city.

    python -m benchmarks.indexing --folder /tmp/index corpus/minutes/*.jsonl.gz
    python -m benchmarks.indexing --home CIVIC_HOME

Tokenising alone makes both streams of every text (folding, pairs, dictionary words) and nothing else. Both sides take
the same cards in turns, a thousand at a time; all threads are counted. With --home the worker's own job indexes single
documents of the city again, and another reader of the index is asked until it sees the commit."""

import argparse
import resource
import shutil
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlmodel import Session, col, select

from benchmarks.search_quality import card, folder_size, read
from civic import clock
from civic.index.cards import Card
from civic.index.store import ENGINES
from civic.index.tantivy_engine import TantivyEngine
from civic.jobs import Work
from civic.library.jobs import index_document
from civic.library.models import Document, DocumentKind
from civic.sites import Sites
from civic.text.normalise import normalise_text
from civic.text.tokens import bi_tokens, su_tokens

TURN = 1000
CHANGED = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path, help="JSONL.GZ files")
    parser.add_argument("--folder", type=Path, help="for the index; emptied first")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="tantivy")
    parser.add_argument("--home", type=Path, help="CIVIC_HOME with one large city")
    options = parser.parse_args()
    if options.home:
        changed(options.home)
    else:
        against_tokenising(options.engine, options.folder, options.corpus)


def cards(paths: list[Path]) -> Iterator[Card]:
    for path in paths:
        for document in read(path):
            for passage in document.get("passages", []):
                yield card(document, passage)


def against_tokenising(name: str, folder: Path, paths: list[Path]) -> None:
    """The index is built while the clock of the other side stands still, and the other way round."""
    shutil.rmtree(folder, ignore_errors=True)
    engine = ENGINES[name](folder)
    su_tokens("辞書を読む")
    characters = size = count = 0
    alone = 0.0

    def fed() -> Iterator[Card]:
        nonlocal characters, size, count, alone
        stream = cards(paths)
        while some := list(islice(stream, TURN)):
            began = time.process_time()
            for one in some:
                bi_tokens(normalise_text(one.text))
                su_tokens(one.text)
            alone += time.process_time() - began
            count += len(some)
            characters += sum(len(one.text) for one in some)
            size += sum(len(one.text.encode()) for one in some)
            yield from some

    began, wall = time.process_time(), time.perf_counter()
    engine.rebuild(fed())
    whole = time.process_time() - began - alone
    wall = time.perf_counter() - wall
    print(f"{name}: {count:,} cards, {characters:,} characters ({size / 1e6:.1f} MB of UTF-8)")
    print(f"tokenising alone: {alone:.1f} s CPU, {characters / alone:,.0f} characters/s")
    print(
        f"indexing: {whole:.1f} s CPU, {characters / whole:,.0f} characters/s; speed of tokenising x {alone / whole:.2f}"
    )
    print(f"index {folder_size(folder) / 1e6:.1f} MB, {folder_size(folder) / size:.2f} of the text")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; wall of both {wall:.0f} s")


def changed(home: Path) -> None:
    """Sittings of the usual length, and the longest one."""
    sites = Sites(home)
    site = next(iter(sites.all.values()))
    with Session(sites.engines(site)[0]) as db:
        sittings = select(Document.id, Document.unit_count).where(col(Document.kind) == DocumentKind.MINUTES)
        found = sorted(db.exec(sittings).all(), key=lambda row: row[1])
    usual = found[len(found) // 2 - CHANGED // 2 :][:CHANGED]
    other = TantivyEngine(site.index_folder)
    print(f"{other.count():,} units in the index")
    for name, rows in (("usual", usual), ("longest", found[-1:])):
        took = [_until_seen(sites, site, document_id, other) for document_id, _count in rows]
        passages = statistics.median(count for _, count in rows)
        print(
            f"{name}, {passages:.0f} passages: seen after {statistics.median(wall for wall, _ in took):.2f} s "
            f"(worst {max(wall for wall, _ in took):.2f}), CPU {statistics.median(cpu for _, cpu in took):.2f} s"
        )
    sites.close()


def _until_seen(sites: Sites, site: object, document_id: int, other: TantivyEngine) -> tuple[float, float]:
    """Seconds and CPU seconds from the job's start to the other reader's first sight of its commit."""
    other.count()
    before = other._seen
    wall, cpu = time.perf_counter(), time.process_time()
    with Session(sites.engines(site)[1]) as db, db.begin():  # type: ignore[arg-type]
        index_document(Work(site, db, clock.now(), str(document_id), {}, sites))  # type: ignore[arg-type]
    while other.count() and other._seen == before:
        time.sleep(0.001)
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
