"""How good search finds what people look for: hit@10, hit@100 and MRR per type of query, with time, memory and size.

    python benchmarks/search_quality.py --queries queries.jsonl --folder /tmp/index corpus/*.jsonl.gz

Reads the corpus files (JSON Lines, gzip: documents with passages), builds an index in the folder unless one is there,
asks every query of which a relevant document is in the files, and prints a table. A hit is a relevant passage of any
grade; without passages named, any passage of the document. Exact hits come first, then those with some of the words.
"""

import argparse
import gzip
import json
import resource
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from civic.index.cards import Card
from civic.index.engine import Engine
from civic.index.store import ENGINES
from civic.library.readers.council_profiles import role_of
from civic.text.eras import fiscal_year
from civic.text.query import parse_query

DEPTH = 100


def main() -> None:
    """Build or open, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path, help="JSONL.GZ files")
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where the index is or will be")
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--misses", action="store_true", help="print queries without a hit in the first ten")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="tantivy")
    options = parser.parse_args()
    is_new = options.rebuild or not options.folder.exists()
    if options.rebuild:
        shutil.rmtree(options.folder, ignore_errors=True)
    engine = ENGINES[options.engine](options.folder)
    if is_new:
        build(engine, options.corpus)
    documents = {document["id"] for path in options.corpus for document in read(path)}
    print(f"{engine.count():,} cards, index {folder_size(options.folder) / 1e6:.1f} MB")
    report(engine, list(questions(options.queries, documents)), show_misses=options.misses)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of one corpus file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def build(engine: Engine, paths: list[Path]) -> None:
    """Index every passage, as `civic reindex` does."""
    wall, cpu, characters = time.perf_counter(), time.process_time(), 0

    def cards() -> Iterator[Card]:
        nonlocal characters
        for path in paths:
            for document in read(path):
                for passage in document.get("passages", []):
                    characters += len(passage["text"])
                    yield card(document, passage)

    engine.rebuild(cards())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"built: {characters:,} characters, {wall:.0f} s wall, {cpu:.0f} s CPU, {characters / cpu:,.0f} characters/s")


def card(document: dict[str, Any], passage: dict[str, Any]) -> Card:
    """A passage as the library would put it: title, number, label and caption of the unit together."""
    dated = document.get("date") or ""
    on = date.fromisoformat(dated) if len(dated) == len("2026-11-23") else None
    begins = passage is document["passages"][0]
    heads = [passage.get("label"), passage.get("caption")]
    if begins:
        heads = [document["title"], *heads, document.get("number")]
    return Card(
        id=f"{document['id']}#{passage['seq']}",
        kind=document["kind"],
        doc=document["id"],
        seq=passage["seq"],
        title="\n".join(head for head in heads if head),
        within="" if begins else document["title"],
        text=passage["text"],
        speaker=passage.get("speaker") or "",
        role=passage.get("role") or role_of(passage.get("speaker") or ""),
        section=passage.get("section") or "",
        body=document.get("meeting") or document.get("body") or "",
        date=on,
        fiscal_year=fiscal_year(on) if on else None,
    )


def questions(path: Path, documents: set[str]) -> Iterator[dict[str, Any]]:
    """Queries with a relevant document among those indexed."""
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        if any(relevant["doc"] in documents for relevant in question["relevant"]):
            yield question


def rank_of_first(engine: Engine, question: dict[str, Any]) -> int | None:
    """The place (from 1) of the first relevant passage among the first DEPTH, or None."""
    hits = engine.search(parse_query(question["query"]), limit=DEPTH, facets=("kind", "year", "speaker"))
    wanted: dict[str, set[int] | None] = {}
    for relevant in question["relevant"]:
        seqs = set(relevant["seq"]) if relevant.get("seq") else None
        known = wanted.get(relevant["doc"], set())
        wanted[relevant["doc"]] = None if seqs is None or known is None else known | seqs
    for place, hit in enumerate((*hits.hits, *hits.some)[:DEPTH], 1):
        if hit.doc in wanted:
            seqs = wanted[hit.doc]
            if seqs is None or hit.seq in seqs:
                return place
    return None


def report(engine: Engine, asked: list[dict[str, Any]], *, show_misses: bool) -> None:
    """Ask everything and print one row per type."""
    places: dict[str, list[int | None]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    for question in asked:
        began = time.process_time()
        place = rank_of_first(engine, question)
        seconds[question["type"]].append(time.process_time() - began)
        places[question["type"]].append(place)
        if show_misses and (place is None or place > 10):
            print(f"  miss ({place}): {question['type']} {question['query']}")
    print(f"{'type':10} {'n':>4} {'hit@10':>7} {'hit@100':>8} {'MRR':>6} {'CPU ms p50':>11} {'p95':>7}")
    for kind, found in places.items():
        took = sorted(seconds[kind])
        print(
            f"{kind:10} {len(found):4} {share(found, 10):7.2f} {share(found, DEPTH):8.2f} "
            f"{sum(1 / place for place in found if place) / len(found):6.2f} "
            f"{took[len(took) // 2] * 1000:11.0f} {took[int(len(took) * 0.95)] * 1000:7.0f}"
        )


def share(found: list[int | None], depth: int) -> float:
    """The share of queries with a hit among the first `depth`."""
    return sum(1 for place in found if place and place <= depth) / len(found)


def folder_size(folder: Path) -> int:
    """Bytes of all files of the index."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
