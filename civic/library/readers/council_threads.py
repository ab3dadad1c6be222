"""What belongs together in a sitting: agenda items, and threads of a question with its answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from civic.library.readers.document import ReadUnit

SECTION_LETTERS = 120
# A chair opens an item at the head of a speech; further down she only speaks about one.
OPENING_LETTERS = 200
_ITEM = re.compile(
    r"(?<!議事)(?P<number>(?:追加)?日程(?:の)?第[ \u3000]*[0-9０-９一二三四五六七八九十百]+)(?!号|[0-9０-９])(?:から.{0,20}まで)?[、，,　 ]*(?P<name>[^。\n]{0,100})"
)
_OPENS = re.compile(
    "(?:を|について|に関する件)?(?:議題|議題に供|上程|行い|許可|審議|報告いた|いたさせ|一括|に入り|といたし|を求め|のとおり)"
)
_REPORTS = re.compile("委員会.{0,40}(?:審査|調査).{0,30}報告|提案理由|趣旨説明|(?:動議|議案).{0,20}提出者を代表")
_MARKS = " \u3000◎●△▲◆■□※◇▼▽○◯〇"
_QUESTIONERS = ("member",)
_ANSWERERS = ("executive", "staff")


def in_order(units: Iterable[ReadUnit]) -> Iterator[ReadUnit]:
    """The units with agenda item, thread and stance filled in; what the source says itself stays."""
    item, thread, asker = "", 0, ""
    last = 0
    for unit in units:
        opened = _opened(unit)
        if opened and opened != item:
            item, asker, thread = opened, "", 0
        if unit.level != "speech":
            yield replace(unit, section=unit.section or item)
            continue
        stance = _stance(unit, is_asked=bool(asker))
        if stance == "question" and unit.speaker != asker:
            last += 1
            asker, thread = unit.speaker, last
        in_thread = thread if stance in ("question", "answer") else 0
        yield replace(unit, section=unit.section or item, stance=stance, thread=in_thread)


def _opened(unit: ReadUnit) -> str:
    """The agenda item this unit opens, or nothing."""
    if unit.level == "heading":
        return unit.text.strip(_MARKS)[:SECTION_LETTERS]
    if unit.level != "speech" or unit.role not in ("chair", "vice-chair"):
        return ""
    found = _ITEM.search(unit.text[:OPENING_LETTERS])
    if found is None:
        return ""
    name = _OPENS.split(found["name"], maxsplit=1)[0].strip(" \u3000、をはのに")
    number = re.sub(r"[ \u3000]", "", found["number"])
    return f"{number} {name}".strip()[:SECTION_LETTERS]


def _stance(unit: ReadUnit, *, is_asked: bool) -> str:
    """question, answer, explanation (nobody asked), report, chair; empty when the office fits no rule."""
    if unit.role in ("chair", "vice-chair"):
        return "report" if unit.stance == "question" else "chair"
    if unit.role in _QUESTIONERS and _REPORTS.search(unit.text[:OPENING_LETTERS]):
        return "report"
    if unit.stance == "question" or (not unit.stance and unit.role in _QUESTIONERS):
        return "question"
    if unit.stance == "answer" or unit.role in _ANSWERERS:
        return "answer" if is_asked else "explanation"
    return ""
