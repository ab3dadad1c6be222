"""A city several times as large as a real one: every document of its record comes again under other keys.

    python -m benchmarks.resampled --home CIVIC_HOME --into OTHER_HOME --units 1000000

The copy's database and index are made from the city's own; passages keep text, speaker, day and kind, so that every word
is as frequent as it was, and posting lists are longer by the factor. Each text is analysed once."""

import argparse
import dataclasses
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from civic.index import tantivy_fields
from civic.index.cards import Card
from civic.index.tantivy_engine import TantivyEngine
from civic.search.jobs import all_cards
from civic.sites import Sites

TABLES = ("document", "document_version", "unit")
# Which columns point at which table; copies point at copies.
POINTING = {"document_id": "document", "version_id": "document_version", "current_version_id": "document_version"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--units", type=int, default=1_000_000)
    options = parser.parse_args()
    shutil.copytree(options.home, options.into)
    sites = Sites(options.into)
    site = next(iter(sites.all.values()))
    with Session(sites.engines(site)[0]) as db:
        count = sum(1 for card in all_cards(db) if card.id.startswith("unit:"))
        most, units = grown(site.folder / "civic.sqlite", -(-options.units // count) - 1)
        engine = TantivyEngine(site.index_folder)
        print(f"{engine.rebuild(copies(all_cards(db), most, units, options.units)):,} cards")
    sites.close()


def grown(file: Path, more: int) -> tuple[int, int]:
    """Rows of `more` copies; returns how many copies there are with the first, and how far the units' numbers step."""
    with sqlite3.connect(file) as raw:
        steps = {table: int(raw.execute(f"SELECT max(id) FROM {table}").fetchone()[0]) for table in TABLES}
        for table in TABLES:
            names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            for turn in range(1, more + 1):
                wanted = ", ".join(_moved(table, name, turn, steps) for name in names)
                raw.execute(
                    f"INSERT INTO {table} ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)}) "
                    f"SELECT {wanted} FROM {table} WHERE id <= {steps[table]}"
                )
    raw.close()
    return more + 1, steps["unit"]


def _moved(table: str, name: str, turn: int, steps: dict[str, int]) -> str:
    if name == "id":
        return f"id + {turn * steps[table]}"
    if name in POINTING:
        return f"{name} + {turn * steps[POINTING[name]]}"
    if name == "key" and table == "document":
        return f"key || '-{turn}'"
    return f'"{name}"'


def copies(cards: Iterator[Card], most: int, step: int, units: int) -> Iterator[Card]:
    """Each card with its copies, side by side, so that its analysis is made once; stops at the number asked for."""
    analyse, kept = tantivy_fields.analyse, {}
    tantivy_fields.analyse = lambda card: kept["tokens"]
    given = 0
    try:
        for card in cards:
            kind, _, number = card.id.partition(":")
            if kind != "unit" or int(number) > step:  # a copy's own row: its card was given with the first
                continue
            kept["tokens"] = analyse(card)
            for turn in range(most):
                if given < units:
                    given += 1
                    if not given % 50_000:
                        print(f"{given:,} of {units:,}", flush=True)
                    doc = f"{card.doc}-{turn}" if turn else card.doc
                    yield dataclasses.replace(card, id=f"unit:{int(number) + turn * step}", doc=doc)
    finally:
        tantivy_fields.analyse = analyse


if __name__ == "__main__":
    main()
