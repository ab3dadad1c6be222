"""What the first page of a paper laid before the council says of itself: number, title, day; and of a budget, its year."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from civic.library.readers.council_sitting import day_in
from civic.library.readers.document import ReadUnit
from civic.library.readers.law_words import ERAS

FIRST_PAGES, FIRST_LINES, TITLE_LETTERS = 3, 8, 80
_BILL = re.compile(
    "(?P<number>(?:[^ 0-9]{1,4}第|第)?(?:議案|報告|請願|陳情|意見書案|発議|同意案|認定)第[0-9]{1,4}号|(?:議案|報告)第[0-9]{1,4}号)(?P<title>.*)"
)
_SUBMITTED = re.compile("((?:平成|令和)[0-9元]{1,2}年[0-9]{1,2}月[0-9]{1,2}日) ?提出")
_TITLE_END = re.compile(
    "(?:について|条例|規則|予算書?|計画|方針|報告|一覧表?|構想|概要|決算書?|請願|陳情|の件|要綱|説明|理由)(?:[(（].{1,40}[）)])?$"
)
_YEAR = re.compile("(?P<era>昭和|平成|令和) ?(?P<year>[0-9]{1,2}|元) ?年度")
_ACCOUNT = re.compile("(?P<name>[^ 年度市町村区県]{0,16}(?:一般会計|特別会計|事業会計|企業会計))")
_SUPPLEMENT = re.compile("補正予算(?:[(（]第? ?(?P<number>[0-9]{1,2}) ?(?:号|次)[）)])?")


@dataclass(frozen=True)
class Heads:
    title: str = ""
    number: str = ""
    day: dt.date | None = None


def heads_of(units: Sequence[ReadUnit]) -> Heads:
    """By the first pages; empty where the paper does not begin with what it is."""
    pages = [unicodedata.normalize("NFKC", unit.text) for unit in units if unit.level == "page"][:FIRST_PAGES]
    lines = [line.strip() for page in pages[:1] for line in page.split("\n") if line.strip()][:FIRST_LINES]
    submitted = next((found[1] for page in pages if (found := _SUBMITTED.search(page))), "")
    day = day_in(submitted) if submitted else None
    bare = [re.sub(r"(?<=[^ -~]) (?=[^ -~])", "", line) for line in lines]
    several = len({found["number"] for page in pages for line in page.split("\n") if (found := _BILL.match(line))}) > 1
    for at, line in enumerate(bare):
        # A list of bills, or their reasons one after the other, is not called by the first of them.
        if not several and (found := _BILL.match(line)) and not re.match("[0-9]", line):
            rest = [found["title"].strip(": "), *bare[at + 1 : at + 4]]
            title = next((one for one in rest if _is_title(one)), "")
            return Heads(_with_year(title, bare), found["number"], day)
    own = [line for line in bare[:4] if not _BILL.match(line)]
    title = next((one for one in own if _is_title(one) and len(one) > 4), "")
    if not title and _is_title("".join(own[:2])):
        title = "".join(own[:2])
    return Heads(_with_year(title, bare), "", day)


def _is_title(line: str) -> bool:
    return _TITLE_END.search(line) is not None and len(line) <= TITLE_LETTERS and "。" not in line


def _with_year(title: str, lines: Sequence[str]) -> str:
    """「令和8年度」 printed on a line of its own belongs to the title of a budget or plan."""
    year = next((line for line in lines[:4] if _YEAR.fullmatch(line)), "")
    return f"{year}{title}" if title and year and not _YEAR.search(title) else title


def budget_facts(title: str) -> dict[str, str]:
    """fiscal_year, account, stage (当初, 補正第2号, 決算) as far as the title says."""
    plain = unicodedata.normalize("NFKC", title)
    facts: dict[str, str] = {}
    if found := _YEAR.search(plain):
        year = 1 if found["year"] == "元" else int(found["year"])
        facts["fiscal_year"] = str(ERAS[found["era"]][1] + year - 1)
    if found := _ACCOUNT.search(plain):
        facts["account"] = found["name"]
    if found := _SUPPLEMENT.search(plain):
        facts["stage"] = f"補正第{found['number']}号" if found["number"] else "補正"
    elif "決算" in plain:
        facts["stage"] = "決算"
    elif "予算" in plain:
        facts["stage"] = "当初"
    return facts
