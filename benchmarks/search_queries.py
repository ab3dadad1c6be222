"""A second set of queries, made by rule from what the first set does not use, for `benchmarks.search_quality`.

    python -m benchmarks.search_queries --except queries.jsonl --out /tmp/made.jsonl corpus/*.jsonl.gz --petitions petitions.jsonl.gz

Nobody judged them: each asks for something by a name it bears in the files, written in one of the ways people write. Documents that
the first set asks for are left out. Every type is drawn by a fixed seed; the queries name the corpus, so they are not kept here."""

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.search_quality import read
from civic.text.eras import era_of, kanji_number, number

SEED, MOST = 20261129, 60
# On purpose simpler than what the index does (civic.text.titles), and without its help.
_CITY = re.compile("^[一-鿿]{1,3}[市区町村]立?")
_ENDING = re.compile("(に関する|の|等に関する)?(条例|規則|規程|要綱|要領)(施行規則)?$")
_ARTICLE = re.compile("第([〇一二三四五六七八九十百千]+)条((?:の[一二三四五六七八九十]+)*)")
_LAW = re.compile(
    "(明治|大正|昭和|平成)([元〇一二三四五六七八九十]+)年.*?(法律|政令)第([〇一二三四五六七八九十百千]+)号"
)
_THEME = re.compile("(?:次に|最初に|初めに)、([^、。「」]{10,40})について(?:です|伺|お伺|お聞き|質問)")

Made = tuple[str, dict[str, Any]]  # the words, and what they ask for


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path, help="JSONL.GZ files")
    parser.add_argument("--except", dest="known", type=Path, required=True, help="the first set")
    parser.add_argument("--petitions", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    known = [json.loads(line) for line in options.known.read_text(encoding="utf-8").splitlines()]
    used = {relevant["doc"] for query in known for relevant in query["relevant"]}
    documents = [document for path in options.corpus for document in read(path) if document["id"] not in used]
    petitions = list(_lines(options.petitions)) if options.petitions else []
    with options.out.open("w", encoding="utf-8") as out:
        for kind, made in kinds(documents, petitions, {query["query"] for query in known}).items():
            chosen = random.Random(SEED).sample(made, min(MOST, len(made)))
            for place, (query, relevant) in enumerate(chosen, 1):
                line = {"qid": f"made-{kind}-{place:03}", "type": kind, "query": query, "relevant": [relevant]}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            print(f"{kind}: {len(chosen)} of {len(made)}")


def kinds(documents: list[dict[str, Any]], petitions: list[dict[str, Any]], known: set[str]) -> dict[str, list[Made]]:
    """Every query that can be made, by type."""
    minutes = [document for document in documents if document["kind"] == "minutes"]
    laws = [document for document in documents if document["kind"] == "law"]
    ordinances = [document for document in documents if document["kind"] == "ordinance"]
    return {
        "petition": list(_petitions(petitions, {document["id"] for document in minutes}, known)),
        "theme": list(_themes(minutes)),
        "date": [made for place, document in enumerate(minutes) for made in _dates(document, place)],
        "ordname": _short_titles(ordinances),
        "lawname": [(document["title"].replace("に関する法律", ""), {"doc": document["id"], "grade": 2})
                    for document in laws if document["title"].endswith("に関する法律")],
        "lawnum": [made for place, document in enumerate(laws) for made in _law_numbers(document, place)],
        "article": _captions(laws), "ordart": _captions(ordinances),
        "number": [made for document in laws for made in _article_numbers(document)],
    }  # fmt: skip


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _petitions(petitions: list[dict[str, Any]], kept: set[str], known: set[str]) -> Iterator[Made]:
    """The citizens' title, for any speech of the sitting that examined it."""
    for petition in petitions:
        query = re.sub("(に関する|を求める|についての)?(請願|陳情)$", "", petition["title"])
        sittings = [found["minutes_id"] for found in petition.get("discussed_in", []) if found["minutes_id"] in kept]
        if len(sittings) == 1 and query not in known:
            yield query, {"doc": sittings[0], "grade": 2}


def _themes(minutes: list[dict[str, Any]]) -> Iterator[Made]:
    """What a member says to ask about, for that speech."""
    for document in minutes:
        for passage in document["passages"]:
            found = _THEME.search(passage["text"]) if passage.get("role") == "member" else None
            if found:
                yield found[1], {"doc": document["id"], "seq": [passage["seq"]], "grade": 2}


def _dates(document: dict[str, Any], place: int) -> Iterator[Made]:
    """The day in one of seven spellings, with the meeting's name where the first set has it too."""
    on = date.fromisoformat(document["date"])
    era = era_of(on)
    assert era is not None
    year = on.year - era.first_on.year + 1
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    written = (
        f"{era.name}{'元' if year == 1 else year}年{on.month}月{on.day}日",
        f"{era.name}{'元' if year == 1 else kanji_number(year)}年{kanji_number(on.month)}月{kanji_number(on.day)}日",
        f"{era.letter.upper()}{year}.{on.month}.{on.day}",
        f"{on.year}年{on.month}月{on.day}日".translate(wide),
        f"{on.year}/{on.month:02}/{on.day:02}",
        on.isoformat(),
        f"{era.kanji}{year}.{on.month}.{on.day}",
    )[place % 7]
    yield f"{written}　{document['meeting']}", {"doc": document["id"], "grade": 2}


def _short_titles(ordinances: list[dict[str, Any]]) -> list[Made]:
    """Titles without city and ending that stand in one title only."""
    titles = [document["title"] for document in ordinances]
    made = []
    for document in ordinances:
        query = _ENDING.sub("", _CITY.sub("", document["title"]))
        if len(query) > 3 and query != document["title"] and sum(query in title for title in titles) == 1:
            made.append((query, {"doc": document["id"], "grade": 2}))
    return made


def _law_numbers(document: dict[str, Any], place: int) -> Iterator[Made]:
    found = _LAW.match(document.get("number") or "")
    if found:
        year, no = number(found[2]), number(found[4])
        short = {"明治": "明", "大正": "大", "昭和": "昭", "平成": "平"}[found[1]]
        written = (
            f"{found[1]}{year}年{found[3]}第{no}号", f"{found[1]}{found[2]}年{found[3]}第{found[4]}号", f"{short}{year}{found[3]}{no}"
        )[place % 3]  # fmt: skip
        yield written, {"doc": document["id"], "grade": 2}


def _captions(documents: list[dict[str, Any]]) -> list[Made]:
    """Captions that occur once; every other one with the title of its document before it."""
    seen = Counter(passage.get("caption") for document in documents for passage in document["passages"])
    found = [
        (document, passage)
        for document in documents
        for passage in document["passages"]
        if seen[passage.get("caption")] == 1 and len(passage.get("caption") or "") > 3
    ]
    return [
        (
            f"{document['title']} {passage['caption']}" if place % 2 else passage["caption"],
            {"doc": document["id"], "seq": [passage["seq"]], "grade": 2},
        )
        for place, (document, passage) in enumerate(found)
    ]


def _article_numbers(document: dict[str, Any]) -> Iterator[Made]:
    """A law and the number of an article, in four spellings."""
    for place, passage in enumerate(document["passages"]):
        found = _ARTICLE.fullmatch(passage.get("label") or "")
        if found and len(document["title"]) < 25:
            main, branches = number(found[1]), [number(part) for part in found[2].split("の")[1:]]
            tail = "".join(f"の{branch}" for branch in branches)
            written = (f"第{main}条{tail}", f" 第{main}条{tail}", f"{found[0]}", f" {main}条{tail}")[place % 4]
            yield document["title"] + written, {"doc": document["id"], "seq": [passage["seq"]], "grade": 2}


if __name__ == "__main__":
    main()
