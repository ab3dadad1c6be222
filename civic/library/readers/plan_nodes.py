"""A plan as a tree (基本目標 › 政策 › 施策 › 事業): its nodes by their codes, with the indicators of each."""

import re
from collections.abc import Iterator

from civic.library.readers.document import ReadUnit, Unread
from civic.library.readers.record_fields import Record, records_in, text_in

# 1-2-3: the code of a node says where it stands in the tree.
_PLAN_CODE = re.compile(r"[0-9]{1,3}(?:-[0-9]{1,3}){0,4}")


def plan_units(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    """Every node under its code as address, with the names above it; its indicators follow it."""
    passages = list(records_in(record, "passages", notes))
    names = {text_in(passage, "code"): text_in(passage, "caption") for passage in passages}
    seen: set[str] = set()
    seq = 0
    for passage in passages:
        code = text_in(passage, "code")
        if not _PLAN_CODE.fullmatch(code) or code in seen:
            notes.append(Unread(f"code {code}", "duplicate_number" if code in seen else "no_seq"))
            continue
        seen.add(code)
        parts = code.split("-")
        above = (names.get("-".join(parts[:depth]), "") for depth in range(1, len(parts)))
        chapter, level = " › ".join(filter(None, above)), text_in(passage, "level")
        seq += 1
        yield ReadUnit(
            seq=seq, path=code, text=text_in(passage, "text"), label=f"{level} {code}".strip(), section=chapter,
            caption=text_in(passage, "caption"), level="plan",
        )  # fmt: skip
        for position, indicator in enumerate(records_in(passage, "indicators", notes), start=1):
            seq += 1
            yield ReadUnit(
                seq=seq, path=f"{code}-i{position}", text=_indicator(indicator), label="指標", section=chapter,
                caption=text_in(indicator, "name"), level="indicator",
            )  # fmt: skip


def _indicator(indicator: Record) -> str:
    """基準 2023年 12.5％　目標 2032年 20％　実績 …: figures as the source writes them."""
    unit, told = text_in(indicator, "unit"), []
    for name, word in (("baseline", "基準"), ("targets", "目標"), ("actuals", "実績")):
        values = indicator.get(name)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict) and text_in(value, "value"):
                told.append(f"{word} {text_in(value, 'year')}年 {text_in(value, 'value')}{unit}")
    return "\n".join(told)
