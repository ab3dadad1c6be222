"""Reads of budgets: a version's lines as a tree, the other stages of the same year beside it, and the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, VersionState
from civic.library.queries import VersionShown
from civic.library.readers.budget_tree import AMOUNT, BEFORE, CHANGE, LEVELS, PREVIOUS

# Lines shown as one table: 款 and 項 of a large city; deeper ones open from their 項.
MOST_LINES = 3_000
LEVEL_NAMES = (*LEVELS, "group")
# Bars shown in the chart: the 款 of one side.
MOST_BARS = 30


@dataclass(slots=True)
class BudgetLine:
    """A line with its figures in yen; `share` is its part of the side's total in thousandths."""

    path: str
    label: str
    name: str
    level: str
    figures: Mapping[str, int]
    depth: int
    others: dict[str, int] = field(default_factory=dict)
    share: int = 0

    @property
    def side(self) -> str:
        """R (歳入) or E (歳出)."""
        return self.path[:1]

    @property
    def amount(self) -> int | None:
        return self.figures.get(AMOUNT)

    @property
    def previous(self) -> int | None:
        return self.figures.get(PREVIOUS, self.figures.get(BEFORE))

    @property
    def change(self) -> int | None:
        if CHANGE in self.figures:
            return self.figures[CHANGE]
        return self.amount - self.previous if self.amount is not None and self.previous is not None else None


@dataclass(frozen=True, slots=True)
class Beside:
    """Another budget of the same account: its stage and year, and the amounts by name of the line."""

    key: str
    title: str
    stage: str
    fiscal_year: str
    amounts: Mapping[tuple[str, ...], int]


def has_lines(db: Session, version: VersionShown) -> bool:
    """Was a tree of lines read, or pages of text only?"""
    query = select(col(Unit.id)).where(col(Unit.version_id) == version.id, col(Unit.level).in_(LEVEL_NAMES))
    return db.execute(query.limit(1)).first() is not None


def lines_of(db: Session, version: VersionShown, under: str = "") -> list[BudgetLine]:
    """款 and 項 of a version, or everything under one line; in the order of the tree."""
    columns = (col(Unit.path), col(Unit.label), col(Unit.caption), col(Unit.level), col(Unit.numbers))
    query = select(*columns).where(col(Unit.version_id) == version.id, col(Unit.level).in_(LEVEL_NAMES))
    if under:
        query = query.where((col(Unit.path) == under) | col(Unit.path).like(f"{under}-%"))
    rows = db.execute(query.order_by(col(Unit.seq)).limit(MOST_LINES)).all()
    deepest = under.count("-") + 2 if under else 2
    found = [
        BudgetLine(path, label, name, level, numbers or {}, path.count("-"))
        for path, label, name, level, numbers in rows
        if path.count("-") <= deepest
    ]
    _share(found)
    return found


def _share(lines: Sequence[BudgetLine]) -> None:
    tops = {line.path.partition("-")[0] for line in lines}
    for side in tops:
        first = [line for line in lines if line.path.partition("-")[0] == side and line.depth == 1]
        total = sum(line.amount or 0 for line in first)
        for line in lines:
            if line.path.partition("-")[0] == side and total and line.amount and line.amount > 0:
                line.share = round(line.amount * 1000 / total)


def beside(db: Session, version: VersionShown) -> list[Beside]:
    """Public budgets of the same account in this year and the years around it, by year and stage."""
    account = version.facts.get("account", "")
    query = (
        select(col(Document.key), col(Document.title), col(DocumentVersion.id), col(DocumentVersion.facts))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(
            col(Document.kind) == DocumentKind.BUDGET, col(DocumentVersion.state) == VersionState.PUBLISHED,
            col(DocumentVersion.id) != version.id, col(Document.id) != version.document_id,
        )
        .order_by(col(Document.id))
        .limit(500)
    )  # fmt: skip
    same = [row for row in db.execute(query) if row[3].get("account", "") == account and row[3].get("fiscal_year")]
    found = [
        Beside(key, title, facts.get("stage", ""), facts["fiscal_year"], _amounts(db, version_id))
        for key, title, version_id, facts in same[:8]
    ]
    return sorted(found, key=lambda one: (one.fiscal_year, one.stage != "当初", one.stage))


def _amounts(db: Session, version_id: int) -> dict[tuple[str, ...], int]:
    """By names from the top: numbers of 款 and 項 shift from year to year, names seldom do."""
    columns = (col(Unit.path), col(Unit.caption), col(Unit.numbers))
    rows = db.execute(select(*columns).where(col(Unit.version_id) == version_id, col(Unit.level).in_(LEVEL_NAMES)))
    names, figures = dict[str, str](), dict[str, int]()
    for path, name, numbers in rows:
        names[path] = name
        if numbers and AMOUNT in numbers:
            figures[path] = numbers[AMOUNT]
    return {trail(path, names): amount for path, amount in figures.items()}


def trail(path: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """(side, 款, 項 …) by name."""
    parts = path.split("-")
    return (parts[0][:1], *(names.get("-".join(parts[: at + 1]), "") for at in range(1, len(parts))))


def put_beside(lines: Sequence[BudgetLine], others: Sequence[Beside]) -> None:
    """Every line gets the amounts the other budgets have for the same names."""
    names = {line.path: line.name for line in lines}
    for line in lines:
        for other in others:
            amount = other.amounts.get(trail(line.path, names))
            if amount is not None:
                line.others[other.key] = amount


def yen(amount: int) -> str:
    """1億2,300万円: as a person says it."""
    sign, rest = ("△" if amount < 0 else ""), abs(amount)
    oku, rest = divmod(rest, 10**8)
    man, one = divmod(rest, 10**4)
    words = (
        (f"{oku:,}億" if oku else "") + (f"{man:,}万" if man else "") + (f"{one:,}" if one or not (oku or man) else "")
    )
    return f"{sign}{words}円"
