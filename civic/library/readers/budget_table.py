"""Budget tables with one line a row (CSV, XLSX): which columns name the line, which carry yen, and the tree they make."""

import re
import unicodedata
from collections.abc import Sequence

from civic.library.readers.bill_heads import budget_facts
from civic.library.readers.budget_tree import AMOUNT, BEFORE, CHANGE, MOST_LINES, PREVIOUS, BudgetTree, Place, Side
from civic.library.readers.document import ReadUnit, Unread, sample
from civic.library.readers.failures import ReadFailed

# Heads of columns, by what they hold; the first rule that fits decides.
COLUMNS = (
    ("year", re.compile("^(?:会計)?年度$|^year$", re.I)),
    ("side", re.compile("歳入歳出|^区分$|^side$", re.I)),
    ("account", re.compile("会計(?:名|区分)?$|^account$", re.I)),
    ("code", re.compile("(?:コード|番号|code|[ _]?id|key)$", re.I)),
    (BEFORE, re.compile("補正前")),
    (CHANGE, re.compile("^補正額|^増減額?$|^比較$")),
    (PREVIOUS, re.compile("前年度")),
    (AMOUNT, re.compile("^amount|^金額|予算額|当初予算|現計|補正後|決算額|本年度|^計$", re.I)),
    ("name", re.compile("款|項|目|節|事業|分類|category|project|name$|名称?$|科目", re.I)),
)
Key = tuple[int, Side, tuple[int, ...], str]
# 「2 総務費」, 「02　総務費」: the number the line has in the budget.
_NUMBERED = re.compile(r"([0-9０-９]{1,3})[ \u3000.．:：]*(?=[^0-9０-９,，.．%％])")
_TOTAL = re.compile("(?:歳入|歳出)?(?:合計|総計|総額)")
_FIGURE = re.compile(r"[△▲\-−]?[0-9][0-9,]*(?:\.0+)?")
_FACTOR = (("百万円", 1_000_000), ("千円", 1_000), ("円", 1))


def kinds_of(heading: Sequence[str]) -> list[str]:
    return [next((kind for kind, rule in COLUMNS if rule.search(_plain(name))), "") for name in heading]


def is_budget(heading: Sequence[str]) -> bool:
    """A column of money and one that names what it is for."""
    kinds = kinds_of(heading)
    return AMOUNT in kinds and "name" in kinds


def budget_units(
    heading: Sequence[str], rows: Sequence[Sequence[str]], above: str, notes: list[Unread], called: str = ""
) -> tuple[tuple[ReadUnit, ...], dict[str, str]]:
    """Lines of the table as a tree; a row whose money is no figure is listed and left out."""
    kinds = kinds_of(heading)
    factor = _factor(f"{above} {' '.join(heading)}", notes)
    facts = budget_facts(above)
    names = [at for at, kind in enumerate(kinds) if kind == "name"]
    money = [(at, kind) for at, kind in enumerate(kinds) if kind in (AMOUNT, PREVIOUS, BEFORE, CHANGE)]
    tree = BudgetTree(is_statutory=any(re.search("[款項目節]", heading[at]) for at in names))
    numbers = dict[Key, int]()
    carried: list[str] = []
    for line, row in enumerate(rows, start=2):
        if len(tree.lines) > MOST_LINES:
            raise ReadFailed("too_large", limit=MOST_LINES, what="lines")
        if len(row) != len(heading):
            notes.append(Unread(f"line {line}", "wrong_columns", sample(" ".join(row))))
        figures = {
            kind: value * factor for at, kind in money if at < len(row) and (value := _figure(row[at])) is not None
        }
        if AMOUNT not in figures:
            notes.append(Unread(f"line {line}", "odd_figure", sample(" ".join(row))))
            continue
        _year(kinds, row, facts)
        side, account = _side(kinds, row, f"{called} {above}"), _account(kinds, row, tree)
        said, carried = _named(names, row, carried, tree.is_statutory)
        if _TOTAL.fullmatch("".join(said)):
            tree.put((account, side, ()), "".join(said), figures, line)
            continue
        place: tuple[int, ...] = ()
        for depth, printed in enumerate(said):
            place = (*place, _number(numbers, (account, side, place), printed, tree.is_statutory))
            name = _NUMBERED.sub("", printed) if tree.is_statutory else printed
            tree.put((account, side, place), name, figures if depth == len(said) - 1 else {}, line)
    _add_up(tree)
    tree.check()
    notes.extend(tree.notes)
    return tuple(tree.units(1, "A")), facts


def _named(
    names: Sequence[int], row: Sequence[str], carried: Sequence[str], is_statutory: bool
) -> tuple[list[str], list[str]]:
    """The names of a row from the outermost in, and the same for rows below; a merged or empty outer cell means the one above."""
    cells = [row[at] if at < len(row) else "" for at in names]
    first = next((at for at, cell in enumerate(cells) if cell), 0)
    cells[:first] = carried[:first]
    said = [cell for cell in cells if cell]
    if not is_statutory:
        # 健康福祉 / 健康福祉 / 国民健康保険事業 is a tree of two levels, not of three; 議会費 has 議会費 below it by law.
        said = [name for at, name in enumerate(said) if at == 0 or name != said[at - 1]]
    return said, cells


def _number(numbers: dict[Key, int], above: Place, printed: str, is_statutory: bool) -> int:
    """The printed number of a line (「2 総務費」) if it has one that is free, else the next one."""
    if (*above, printed) in numbers:
        return numbers[*above, printed]
    taken = {number for key, number in numbers.items() if key[:3] == above}
    found = _NUMBERED.match(printed) if is_statutory else None
    own = int(found[1]) if found else 0
    number = own if own and own not in taken else max(taken, default=0) + 1
    return numbers.setdefault((*above, printed), number)


def _add_up(tree: BudgetTree) -> None:
    """A group the table names but gives no money for carries the sum of what is below it, so that the tree can be read."""
    for column in (AMOUNT, PREVIOUS):
        summed: dict[Place, int] = {}
        for place in sorted(tree.lines, key=lambda place: len(place[2]), reverse=True):
            account, side, numbers = place
            own = tree.lines[place].figures.get(column, summed.get(place))
            above = (account, side, numbers[:-1])
            if numbers and own is not None and above in tree.lines:
                summed[above] = summed.get(above, 0) + own
        for place, total in summed.items():
            tree.lines[place].figures.setdefault(column, total)


def _year(kinds: Sequence[str], row: Sequence[str], facts: dict[str, str]) -> None:
    at = kinds.index("year") if "year" in kinds else -1
    if 0 <= at < len(row) and re.fullmatch("[0-9]{4}", _plain(row[at])):
        facts.setdefault("fiscal_year", _plain(row[at]))


def _side(kinds: Sequence[str], row: Sequence[str], around: str) -> Side:
    """By the row's own column, else by the table's name or title."""
    at = kinds.index("side") if "side" in kinds else -1
    if 0 <= at < len(row) and row[at]:
        return "R" if "入" in row[at] else "E"
    return "R" if "歳入" in around and "歳出" not in around else "E"


def _account(kinds: Sequence[str], row: Sequence[str], tree: BudgetTree) -> int:
    at = kinds.index("account") if "account" in kinds else -1
    return tree.account(row[at]) if 0 <= at < len(row) and row[at] else 0


def _factor(words: str, notes: list[Unread]) -> int:
    for word, factor in _FACTOR:
        if word in unicodedata.normalize("NFKC", words):
            return factor
    notes.append(Unread("heading", "no_unit", sample(words)))
    return 1


def _figure(text: str) -> int | None:
    plain = _plain(text).replace(" ", "")
    if not _FIGURE.fullmatch(plain) or len(plain) > 20:
        return None
    value = int(re.sub("[^0-9]", "", plain.split(".")[0]))
    return -value if plain[0] in "△▲-−" else value


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
