"""The tree of a budget (款項目節事業): lines with yen as integers, and sums that must agree, checked line by line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from civic.library.readers.document import Quality, ReadUnit, Unread

Side = Literal["R", "E"]
SIDES: dict[Side, str] = {"R": "歳入", "E": "歳出"}
# Depth of a line in the tree -> its level; 0 is the total of a side.
LEVELS = ("total", "kan", "kou", "moku", "setsu", "project")
LEVEL_WORDS = {
    "total": "合計", "kan": "款", "kou": "項", "moku": "目", "setsu": "節", "project": "事業", "group": "分類",
}  # fmt: skip
# What a line's figures are: this document's amount, the year before, before a supplement, the change; all in yen.
AMOUNT, PREVIOUS, BEFORE, CHANGE = "amount", "previous", "before", "change"
COLUMNS = (AMOUNT, PREVIOUS, BEFORE, CHANGE)
COLUMN_WORDS = {AMOUNT: "金額", PREVIOUS: "前年度", BEFORE: "補正前の額", CHANGE: "増減"}
# Deeper lines than this are lists of things bought, not the tree that was voted.
SUMMED_LEVELS = ("total", "kan", "kou", "moku")
MOST_LINES = 50_000
LARGEST = 10**15

# 「諸収入○国庫支出金」: the name after the circle is last year's line, printed in the same cell.
_LAST_YEAR = re.compile("(?<=.)[○◯〇]")
Place = tuple[int, Side, tuple[int, ...]]


@dataclass
class Line:
    name: str
    figures: dict[str, int] = field(default_factory=dict)
    page: int | None = None


@dataclass
class BudgetTree:
    """Lines by (account, side, numbers). A figure printed twice must be the same both times."""

    lines: dict[Place, Line] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    notes: list[Unread] = field(default_factory=list)
    # False for a table that groups its lines in some other way than 款項目節.
    is_statutory: bool = True
    _children: dict[Place, list[Place]] = field(default_factory=dict)
    _indexed: int = 0

    def account(self, name: str) -> int:
        if name not in self.accounts:
            self.accounts.append(name)
        return self.accounts.index(name)

    def put(self, place: Place, name: str, figures: Mapping[str, int], page: int | None = None) -> None:
        name = _LAST_YEAR.split(name)[0] or name
        line = self.lines.setdefault(place, Line(name, page=page))
        if len(name) > len(line.name) and name.startswith(line.name):
            line.name = name
        for column, value in figures.items():
            standing = line.figures.setdefault(column, value)
            if standing != value:
                where = address(place)
                self.notes.append(Unread(where, "figures_differ", f"{name} {standing:,} / {value:,}"))

    @property
    def is_supplement(self) -> bool:
        return any(BEFORE in line.figures for line in self.lines.values())

    def check(self) -> None:
        """Adds a note for every sum that fails: children to parent in every column, both sides, before and after."""
        for account, side, numbers in list(self.lines):
            line = self.lines[account, side, numbers]
            if LEVELS[min(len(numbers), 5)] in SUMMED_LEVELS:
                self._sum((account, side, numbers), line)
            figures = line.figures
            if BEFORE in figures and CHANGE in figures and AMOUNT in figures:
                self._agree((account, side, numbers), line, "計", figures[AMOUNT], figures[BEFORE] + figures[CHANGE])
            elif PREVIOUS in figures and CHANGE in figures and AMOUNT in figures:
                self._agree(
                    (account, side, numbers), line, "比較", figures[CHANGE], figures[AMOUNT] - figures[PREVIOUS]
                )
        for account in range(len(self.accounts) or 1):
            both = [self.lines.get((account, side, ())) for side in SIDES]
            if both[0] and both[1] and AMOUNT in both[0].figures and AMOUNT in both[1].figures:
                first, second = (line.figures[AMOUNT] for line in both if line)
                self._agree((account, "R", ()), both[0], "歳入合計と歳出合計", first, second)

    def _sum(self, place: Place, line: Line) -> None:
        below = self.below(place)
        # A supplement prints only the lines it changes: there the changes add up, not the amounts.
        for column in (CHANGE,) if self.is_supplement else (AMOUNT, PREVIOUS):
            known = [one.figures[column] for one in below if column in one.figures]
            if column in line.figures and below and len(known) == len(below):
                self._agree(place, line, COLUMN_WORDS[column], line.figures[column], sum(known))

    def _level(self, place: Place) -> str:
        if self.is_statutory:
            return LEVELS[min(len(place[2]), 5)]
        return "group" if self.below(place) else "project"

    def below(self, place: Place) -> list[Line]:
        account, side, numbers = place
        children = self._children.get(place)
        if children is None or self._indexed != len(self.lines):
            self._children.clear()
            for a, s, n in self.lines:
                if n:
                    self._children.setdefault((a, s, n[:-1]), []).append((a, s, n))
            self._indexed = len(self.lines)
            children = self._children.get((account, side, numbers))
        return [self.lines[one] for one in children or ()]

    def _agree(self, place: Place, line: Line, what: str, printed: int, summed: int) -> None:
        if printed != summed:
            difference = f"{line.name} {what} {printed:,} ≠ {summed:,}（差 {printed - summed:,}）"
            self.notes.append(Unread(address(place), "sum_differs", difference))

    def units(self, first_seq: int, quality: Quality = "B") -> Iterator[ReadUnit]:
        for seq, (place, line) in enumerate(sorted(self.lines.items()), start=first_seq):
            account, side, numbers = place
            chapter = [self.accounts[account] if self.accounts else "", SIDES[side]]
            for depth in range(1, len(numbers)):
                above = self.lines.get((account, side, numbers[:depth]))
                chapter.append(above.name if above else f"{LEVEL_WORDS[LEVELS[depth]]}{numbers[depth - 1]}")
            level = self._level(place)
            yield ReadUnit(
                seq=seq, path=address(place), text=said(line), caption=line.name, page=line.page, quality=quality,
                label=f"{LEVEL_WORDS[level]}{numbers[-1] if numbers else ''}", section=" › ".join(filter(None, chapter)),
                level=level, numbers=dict(line.figures),
            )  # fmt: skip


def address(place: Place) -> str:
    """E-2-1: the first account of a file carries no number, so that a year's main budget has the plainest addresses."""
    account, side, numbers = place
    head = side if not account else f"{side}{account + 1}"
    return "-".join([head, *map(str, numbers)])


def said(line: Line) -> str:
    """The line in words: name and every figure it has."""
    figures = (f"{COLUMN_WORDS[column]} {line.figures[column]:,}円" for column in COLUMNS if column in line.figures)
    return "　".join([line.name, *figures])
