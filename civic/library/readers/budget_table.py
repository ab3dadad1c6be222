"""Budget tables with one line a row (CSV, XLSX): which columns name the line, which carry yen, and the tree they make."""

import re
import unicodedata
from collections.abc import Sequence

from civic.library.readers.bill_heads import budget_facts
from civic.library.readers.budget_tree import AMOUNT, BEFORE, CHANGE, MOST_LINES, PREVIOUS, BudgetTree, Side
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
_FIGURE = re.compile(r"[△▲\-−]?[0-9][0-9,]*(?:\.0+)?")
_FACTOR = (("百万円", 1_000_000), ("千円", 1_000), ("円", 1))


def kinds_of(heading: Sequence[str]) -> list[str]:
    return [next((kind for kind, rule in COLUMNS if rule.search(_plain(name))), "") for name in heading]


def is_budget(heading: Sequence[str]) -> bool:
    """A column of money and one that names what it is for."""
    kinds = kinds_of(heading)
    return AMOUNT in kinds and "name" in kinds


def budget_units(
    heading: Sequence[str], rows: Sequence[Sequence[str]], above: str, notes: list[Unread]
) -> tuple[tuple[ReadUnit, ...], dict[str, str]]:
    """Lines of the table as a tree; a row whose money is no figure is listed and left out."""
    kinds = kinds_of(heading)
    factor = _factor(f"{above} {' '.join(heading)}", notes)
    facts = budget_facts(above)
    names = [at for at, kind in enumerate(kinds) if kind == "name"]
    money = [(at, kind) for at, kind in enumerate(kinds) if kind in (AMOUNT, PREVIOUS, BEFORE, CHANGE)]
    tree = BudgetTree(is_statutory=any(re.search("[款項目節]", heading[at]) for at in names))
    numbers = dict[tuple[object, ...], int]()
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
        side, account = _side(kinds, row), _account(kinds, row, tree)
        place: tuple[int, ...] = ()
        said = _distinct([row[at] for at in names if at < len(row) and row[at]])
        for depth, name in enumerate(said):
            known = numbers.setdefault((account, side, place, name), _next(numbers, account, side, place))
            place = (*place, known)
            tree.put((account, side, place), name, figures if depth == len(said) - 1 else {}, line)
    _add_up(tree)
    tree.check()
    notes.extend(tree.notes)
    return tuple(tree.units(1, "A")), facts


def _distinct(names: list[str]) -> list[str]:
    """健康福祉 / 健康福祉 / 国民健康保険事業 is a tree of two levels, not of three."""
    return [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]


def _next(numbers: dict[tuple[object, ...], int], account: int, side: str, place: tuple[int, ...]) -> int:
    return 1 + sum(1 for key in numbers if key[:3] == (account, side, place))


def _add_up(tree: BudgetTree) -> None:
    """A group the table names but gives no money for carries the sum of what is below it, so that the tree can be read."""
    for depth in range(5, -1, -1):
        for (account, side, place), line in list(tree.lines.items()):
            if len(place) == depth + 1 and (account, side, place[:-1]) in tree.lines:
                above = tree.lines[account, side, place[:-1]]
                if above.page is None or AMOUNT not in above.figures:
                    above.figures.setdefault("summed", 0)
                    above.figures["summed"] += line.figures.get(AMOUNT, line.figures.get("summed", 0))
    for line in tree.lines.values():
        summed = line.figures.pop("summed", None)
        if summed is not None:
            line.figures.setdefault(AMOUNT, summed)


def _year(kinds: Sequence[str], row: Sequence[str], facts: dict[str, str]) -> None:
    at = kinds.index("year") if "year" in kinds else -1
    if 0 <= at < len(row) and re.fullmatch("[0-9]{4}", _plain(row[at])):
        facts.setdefault("fiscal_year", _plain(row[at]))


def _side(kinds: Sequence[str], row: Sequence[str]) -> Side:
    at = kinds.index("side") if "side" in kinds else -1
    return "R" if 0 <= at < len(row) and "入" in row[at] else "E"


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
