"""Budget tables on printed pages: cells by their place on the paper, so that a figure stays beside its name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from civic.library.readers.budget_tree import AMOUNT, BEFORE, CHANGE, PREVIOUS, BudgetTree, Side

# Baselines closer than this are one printed line; an amount may hang half a line below its name.
SAME_LINE = 3.0
HANGING = 13.0
# Pieces of one word stand closer together than this; columns stand further apart.
WORD_GAP = 12.0

HEADERS = {
    "款": "kan", "項": "kou", "目": "moku", "区分": "setsu", "節": "setsu_over",
    "金額": AMOUNT, "予算額": AMOUNT, "本年度": AMOUNT, "本年度予算額": AMOUNT, "計": AMOUNT, "補正後の額": AMOUNT,
    "前年度": PREVIOUS, "前年度予算額": PREVIOUS, "比較": CHANGE, "補正前の額": BEFORE, "補正額": CHANGE,
    "国県支出金": "", "地方債": "", "その他": "", "一般財源": "", "説明": "", "特定財源": "",
}  # fmt: skip
_FIGURE = re.compile(r"[△▲\-−]?[0-9][0-9,]*")
_NAMED = re.compile(r"(?P<number>[0-9]{1,3})\.(?P<name>.*)")
_UNIT = re.compile(r"単位[：:]?(千円|百万円|円)")
_ACCOUNT = re.compile("(?P<name>(?:一般|[^年度市町村区　 ]{2,16})会計)$")
_HEAD = re.compile(
    r"款(?P<kan>[0-9]{1,3})\.(?P<kan_name>[^0-9項]{1,30})(?:項(?P<kou>[0-9]{1,3})\.(?P<kou_name>[^0-9(]{1,30}))?"
)
_TOTAL = re.compile("(歳入|歳出)合計")
FACTORS = {"円": 1, "千円": 1_000, "百万円": 1_000_000}


@dataclass(frozen=True)
class Cell:
    """Words at a place: left and right edge, height of the baseline (up is larger)."""

    left: float
    right: float
    y: float
    text: str

    @property
    def figure(self) -> int | None:
        """The value of a cell that is nothing but a figure."""
        bare = self.text.replace(" ", "")
        if not _FIGURE.fullmatch(bare):
            return None
        digits = re.sub("[^0-9]", "", bare)
        value = int(digits) if len(digits) <= 12 else None
        return -value if value is not None and bare[0] in "△▲-−" else value


@dataclass
class BudgetPages:
    """Reads page after page; what 款 and 項 a page is in may have been said on the page before."""

    tree: BudgetTree = field(default_factory=BudgetTree)
    side: Side | None = None
    account: int = 0
    factor: int = 1000
    kan: int = 0
    kou: int = 0
    moku: int = 0
    open_names: dict[str, tuple[float, tuple[int, ...]]] = field(default_factory=dict)

    def page(self, words: Sequence[Cell], number: int) -> bool:
        """True when the page held lines of the tree."""
        rows = rows_of(words)
        plain = [_plain(row) for row in rows]
        self._where("".join(plain), plain)
        before = len(self.tree.lines)
        columns: list[tuple[float, str]] = []
        self.open_names = {}
        for at, row in enumerate(rows):
            if found := _header(row):
                columns = _joined(columns, found) if self._is_header_block(rows, at) else found
                continue
            self._heading(plain[at])
            if columns and any(kind in {k: 1 for _, k in columns} for kind in ("kan", "kou", "moku", "setsu")):
                self._row(row, rows[at + 1 : at + 2], columns, number)
        return len(self.tree.lines) > before

    def _is_header_block(self, rows: Sequence[Sequence[Cell]], at: int) -> bool:
        return at > 0 and rows[at - 1][0].y - rows[at][0].y < 3 * HANGING

    def _where(self, text: str, rows: Sequence[str]) -> None:
        if found := _UNIT.search(text):
            self.factor = FACTORS[found[1]]
        for row in (*rows[:2], *rows[-2:]):
            if found := _ACCOUNT.search(re.sub("[―ー－0-9]", "", row)):
                self.account = self.tree.account(found["name"])
        if "（歳入）" in text or "(歳入)" in text:
            self.side = "R"
        elif "（歳出）" in text or "(歳出)" in text:
            self.side = "E"
        elif any(_HEAD.match(row) for row in rows):
            self.side = "E" if "財源内訳" in text or "特定財源" in text else "R"

    def _heading(self, plain: str) -> None:
        """「款 2. 総務費 項 1. 総務管理費」 stands above the table of every 項."""
        if found := _HEAD.match(plain):
            place = (int(found["kan"]), int(found["kou"] or 0))
            # The same heading again on the next page: the 目 it broke off in goes on.
            self.moku = self.moku if place == (self.kan, self.kou) else 0
            self.kan, self.kou = place
            if self.side is None:
                self.side = "R"
            self.tree.put((self.account, self.side, (self.kan,)), found["kan_name"], {})
            if self.kou:
                self.tree.put(
                    (self.account, self.side, (self.kan, self.kou)), found["kou_name"].removesuffix("単位:千円"), {}
                )

    def _row(
        self, row: Sequence[Cell], below: Sequence[Sequence[Cell]], columns: Sequence[tuple[float, str]], page: int
    ) -> None:
        if self.side is None:
            return
        plain = _plain(row)
        if total := _TOTAL.search(plain):
            self.side = "R" if total[1] == "歳入" else "E"
            self._put((), f"{total[1]}合計", _beside(row[0], row, below), columns, page)
            return
        if re.fullmatch("(?:項)?計.*", plain) and self.kou:
            self._put((self.kan, self.kou), "", row, columns, page)
            return
        named = [
            (cell, found, _column_of_name(cell, columns))
            for cell in row
            if (found := _NAMED.fullmatch(_squeezed(cell.text)))
        ]
        for cell, found, kind in named:
            numbers = self._numbers(kind, int(found["number"]))
            if numbers is None:
                continue
            self.open_names[kind] = (cell.left, numbers)
            mine = _own_columns(columns) if kind == "setsu" else columns
            self._put(numbers, found["name"], _beside(cell, row, below), mine, page)
        for cell in row:
            kind = _column_of_name(cell, columns)
            if not named and cell.figure is None and kind in self.open_names and cell.left >= self.open_names[kind][0]:
                line = self.tree.lines[self.account, self.side, self.open_names[kind][1]]
                line.name = f"{line.name}{_squeezed(cell.text)}"[:100]

    def _numbers(self, kind: str, number: int) -> tuple[int, ...] | None:
        if kind == "kan":
            self.kan, self.kou, self.moku = number, 0, 0
            return (number,)
        if kind == "kou" and self.kan:
            self.kou, self.moku = number, 0
            return (self.kan, number)
        if kind == "moku" and self.kou:
            self.moku = number
            return (self.kan, self.kou, number)
        if kind == "setsu" and self.moku:
            return (self.kan, self.kou, self.moku, number)
        return None

    def _put(
        self,
        numbers: tuple[int, ...],
        name: str,
        cells: Iterable[Cell],
        columns: Sequence[tuple[float, str]],
        page: int,
    ) -> None:
        assert self.side is not None
        figures: dict[str, int] = {}
        for cell in cells:
            kind = _column_of_figure(cell, columns)
            if cell.figure is not None and kind in (AMOUNT, PREVIOUS, BEFORE, CHANGE) and kind not in figures:
                figures[kind] = cell.figure * self.factor
        if figures or name:
            self.tree.put((self.account, self.side, numbers), name, figures, page)


def _beside(cell: Cell, row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> list[Cell]:
    """What stands right of a name on its line, or, where that line has no figure, hanging half a line below it."""
    right = [one for one in row if one.left >= cell.left]
    if any(one.figure is not None for one in row):
        return right
    hanging = (one for line in below for one in line if cell.y - one.y < HANGING)
    return right + [one for one in hanging if not _NAMED.fullmatch(_squeezed(one.text))]


def _own_columns(columns: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The 節's own amount; in a supplement it says what is added."""
    amount = CHANGE if any(kind == BEFORE for _, kind in columns) else AMOUNT
    return [(x, amount if kind == "setsu_amount" else kind if kind == "setsu" else "") for x, kind in columns]


def rows_of(words: Sequence[Cell]) -> list[list[Cell]]:
    """Printed lines from top to bottom; pieces of a word joined, columns kept apart."""
    lines: list[list[Cell]] = []
    for word in sorted(words, key=lambda one: (-one.y, one.left)):
        if lines and lines[-1][0].y - word.y <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    merged = (_merged(sorted(line, key=lambda one: one.left)) for line in lines)
    return [line for line in merged if line]


def _merged(line: Sequence[Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for word in line:
        text = unicodedata.normalize("NFKC", word.text).strip()
        if not text:
            continue
        word = Cell(word.left, word.right, word.y, text)
        last = cells[-1] if cells else None
        starts = re.fullmatch(r"[0-9]{1,3}\.", text) is not None or word.figure is not None
        if last is not None and word.left - last.right < WORD_GAP and not starts and last.figure is None:
            cells[-1] = Cell(last.left, word.right, last.y, last.text + text)
        else:
            cells.append(word)
    return cells


def _plain(row: Sequence[Cell]) -> str:
    return "".join(_squeezed(cell.text) for cell in row)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _header(row: Sequence[Cell]) -> list[tuple[float, str]]:
    """(middle of the column, what it holds) when every cell of the row is the head of a column."""
    found = [((cell.left + cell.right) / 2, HEADERS.get(_squeezed(cell.text))) for cell in row]
    known = [(x, kind) for x, kind in found if kind is not None]
    return known if known and len(known) >= len(found) - 1 else []


def _joined(columns: Sequence[tuple[float, str]], more: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Headers printed over several lines; the amount beside 区分 is the 節's own."""
    joined = sorted({*columns, *more})
    after_part = False
    result: list[tuple[float, str]] = []
    for x, kind in joined:
        after_part = after_part or kind == "setsu"
        if kind != "setsu_over":
            result.append((x, "setsu_amount" if kind == AMOUNT and after_part else kind))
    return result


def _column_of_name(cell: Cell, columns: Sequence[tuple[float, str]]) -> str:
    """Names are set from the left: the first column whose middle lies to the right of where they begin."""
    return next((kind for x, kind in columns if x > cell.left), "")


def _column_of_figure(cell: Cell, columns: Sequence[tuple[float, str]]) -> str:
    middle = (cell.left + cell.right) / 2
    return min(columns, key=lambda column: abs(column[0] - middle))[1] if columns else ""
