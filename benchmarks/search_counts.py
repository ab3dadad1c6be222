"""Are totals exact? Each random cut of the real text is asked for, and counted by a scan of every unit.

    python -m benchmarks.search_counts --home CIVIC_HOME                      (the one city there, on its engine)
    python -m benchmarks.search_counts --engine whoosh --folder /tmp/i corpus/*.jsonl.gz

A cut is one to eight characters inside a run of kana and kanji, or a whole run of letters or digits, of the folded text
(civic.text.normalise); synonyms and other spellings are off. The scan knows nothing of tokens: a unit counts when its
text, title, section or speaker holds the cut, letters and digits as a whole. Then the acceptance set of the domain."""

import argparse
import functools
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sqlmodel import Session

from benchmarks.search_quality import card, read
from civic.index.cards import Card
from civic.index.engine import Engine
from civic.index.store import ENGINES, engine_for
from civic.search.jobs import all_cards
from civic.sites import Sites
from civic.text.normalise import KANA, KANJI, normalise_text
from civic.text.query import parse_query
from civic.text.synonyms import NO_SYNONYMS
from civic.text.tokens import is_japanese, runs

CUTS, LONGEST, SEED = 2000, 8, 20261128
# DOMAIN: what each must find is tested elsewhere (tests/index); here the counts.
ACCEPTANCE = (
    "予算", "税", "窓", "個人情報", '"電子会議室"', "住基ネット", "ｅ－Ｊａｐａｎ戦略Ⅱ", "平成16年度", "二十六市", "26市", "5,813億円", "取り扱い", "取扱い",
    "議事録", "会議録", "渡辺", "渡邊", "山崎", "山﨑", "⼾籍", "コンピュータ", "コンピューター", "デジタルデバイド", "情報格差", "セキュリティポリシー",
)  # fmt: skip
# Two words, and a word that must not be there.
PAIRS = (("電子会議室", "掲示板"), ("予算", "決算"), ("公園", "遊具"), ("保育園", "待機児童"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path, help="JSONL.GZ files")
    parser.add_argument("--home", type=Path, help="CIVIC_HOME with one city")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="whoosh")
    parser.add_argument("--folder", type=Path, help="where the index of the files is or will be")
    parser.add_argument("--cuts", type=int, default=CUTS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if options.home:
        sites = Sites(options.home)
        site = next(iter(sites.all.values()))
        engine = engine_for(site)
        with Session(sites.engines(site)[0]) as db:
            units = list(map(folded, all_cards(db)))
    else:
        is_new = not options.folder.exists()
        engine = ENGINES[options.engine](options.folder)
        if is_new:
            engine.rebuild(_of(options.corpus))
        units = list(map(folded, _of(options.corpus)))
    print(f"{engine.name}: {engine.count():,} cards in the index, {len(units):,} units scanned")
    report("random cuts", engine, units, list(cuts(units, options.cuts, random.Random(options.seed))))
    report("acceptance set", engine, units, list(ACCEPTANCE))
    for one, other in PAIRS:
        both, without = count(engine, f"{one} {other}"), count(engine, f"{one} -{other}")
        having = [holds(unit, other) for unit in units if holds(unit, one)]
        agrees = "equal" if (both, without) == (sum(having), len(having) - sum(having)) else "DIFFERENT"
        print(f"{one} {other}: {both:,}; {one} -{other}: {without:,}: {agrees}")


def _of(corpus: Iterable[Path]) -> Iterator[Card]:
    for path in corpus:
        for document in read(path):
            for passage in document.get("passages", []):
                yield card(document, passage)


def folded(card: Card) -> str:
    """All a word may stand in, folded, one part a line."""
    called = " ".join(filter(None, (card.within, *card.title.splitlines())))
    return "\n".join(normalise_text(part) for part in (card.text, called, card.section, card.speaker))


def cuts(units: list[str], most: int, chance: random.Random) -> Iterator[str]:
    """Cuts of units drawn at random; every fifth a run of letters or digits."""
    given = 0
    while given < most:
        unit = chance.choice(units)
        found = [run for run in runs(unit.split("\n")[0]) if is_japanese(run[0]) != (given % 5 == 0)]
        if not found:
            continue
        run = chance.choice(found)
        if is_japanese(run[0]):
            begin = chance.randrange(len(run))
            run = run[begin : begin + chance.randint(1, LONGEST)]
        if runs(normalise_text(run)):
            given += 1
            yield run


def holds(unit: str, word: str) -> bool:
    """Whether the unit has the runs of the word side by side, letters and digits as a whole."""
    return scan(word)(unit)


@functools.lru_cache(maxsize=4)
def scan(word: str) -> Callable[[str], bool]:
    """A test for units, made once for a word."""
    parts = tuple(runs(normalise_text(word)))
    if len(parts) == 1 and is_japanese(parts[0][0]):
        return lambda unit: parts[0] in unit
    pattern = _pattern(parts)
    return lambda unit: parts[0] in unit and pattern.search(unit) is not None


def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    def edge(look: str, part: str) -> str:
        if is_japanese(part):
            return ""
        return look + ("[0-9])" if part.isdigit() else f"[^\\W0-9_{KANA}{KANJI}])")

    between = r"[^\w\n]*"
    return re.compile(edge("(?<!", parts[0][0]) + between.join(map(re.escape, parts)) + edge("(?!", parts[-1][-1]))


def count(engine: Engine, text: str) -> int:
    return engine.search(parse_query(text, synonyms=NO_SYNONYMS, has_spellings=False), limit=1).total


def report(name: str, engine: Engine, units: list[str], words: list[str]) -> None:
    """Every word on both sides; those that differ are named."""
    asked = time.process_time()
    totals = [count(engine, word) for word in words]
    asked = time.process_time() - asked
    scanned = time.process_time()
    truth = [sum(map(scan(word), units)) for word in words]
    scanned = time.process_time() - scanned
    wrong = [(word, total, true) for word, total, true in zip(words, totals, truth, strict=True) if total != true]
    print(
        f"{name}: {len(words):,} words, {len(words) - len(wrong):,} equal; CPU a word {asked / len(words) * 1000:.1f} ms, "
        f"of the scan {scanned / len(words) * 1000:.0f} ms"
    )
    for word, total, true in wrong[:20]:
        print(f"  {word!r}: index {total:,}, scan {true:,}")


if __name__ == "__main__":
    main()
