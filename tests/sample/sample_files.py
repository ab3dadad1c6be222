"""The sample city's files as the tests read them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from civic.library.readers import read

FOLDER = Path(__file__).parents[2] / "civic" / "sample"
Row = dict[str, Any]


@cache
def rows(name: str) -> list[Row]:
    data: list[Row] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return data


@cache
def city() -> Row:
    data: Row = json.loads((FOLDER / "city.json").read_text("utf-8"))
    return data


def by_key(name: str) -> dict[str, Row]:
    return {row["key"]: row for row in rows(name)}


@cache
def units() -> dict[str, str]:
    """Address of every unit of every document -> its text."""
    return {
        f"{document.key}#{unit.path}": unit.text
        for row in rows("documents")
        for document in read(FOLDER / row["path"])
        for unit in document.units
    }


def minutes_before(row: Row) -> int:
    """How long before midnight at the end of day 0; larger is earlier."""
    hours, minutes = row["time"].split(":")
    return int(row["days_ago"]) * 1440 + 1440 - int(hours) * 60 - int(minutes)


def texts() -> Iterator[tuple[str, str]]:
    """Everything people wrote, with where it stands."""
    for post in rows("posts"):
        yield post["key"], post["body"]
        for revision in post["revisions"]:
            yield post["key"], revision["body"]
    for answer in rows("answers"):
        yield answer["key"], answer["text"]
    for act in rows("acts"):
        yield act["key"], " ".join(filter(None, (act["reason"], act["story"], act["appeal"])))
    for entry in rows("registry"):
        yield entry["key"], " ".join([entry["introduction"], *(detail["value"] for detail in entry["details"])])
    for room in rows("rooms"):
        yield room["key"], room["purpose"] + room["background"] + room["decider"]
    yield from units().items()


AMOUNT = re.compile(r"本年度予算額 ([0-9,]+)千円")
LINE = re.compile(r"(歳入|歳出) (\d+)款(?:(\d+)項)?(?:(\d+)目)?")


def budget_lines() -> dict[tuple[str, ...], int]:
    """(side, 款, 項, 目) as far as given -> amount in thousand yen."""
    record = json.loads((FOLDER / "files/budget/r8-toshoyosan.jsonl").read_text("utf-8"))
    lines: dict[tuple[str, ...], int] = {}
    for passage in record["passages"]:
        if amount := AMOUNT.search(passage["text"]):
            place = LINE.fullmatch(passage["label"])
            key = tuple(part for part in place.groups() if part) if place else (passage["caption"],)
            lines[key] = int(amount[1].replace(",", ""))
    return lines
