"""What moderation looks like in numbers, for the public page, the yearly report and its CSV: no persons, no texts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic import clock
from civic.review.models import (
    Act,
    ActKind,
    AppealCase,
    AppealState,
    RemovalRequest,
    Report,
    RequestKind,
    Source,
)
from civic.review.queries.cases import COUNTED

K = ActKind
AGAINST = (K.HIDE, K.REJECT, K.MASK, K.PURGE)
COUNTED_KINDS = (
    K.PUBLISH, K.KEEP, K.REJECT, K.HIDE, K.MASK, K.MOVE, K.SPLIT, K.LOCK_THREAD, K.SLOW_MODE, K.WARN, K.SUSPEND_USER,
    K.PURGE, K.RESTORE, K.RETURN, K.LIFT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One article and source: what was done, objected to and undone."""

    article: int
    source: Source
    acts: int
    appeals: int
    restored: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A span of days. Hours are the median from the moment a case could be seen to the decision."""

    since: date
    until: date
    acts: Mapping[ActKind, int] = field(default_factory=dict)
    reports: int = 0
    reports_by_channel: Mapping[str, int] = field(default_factory=dict)
    appeals: int = 0
    appeals_restored: int = 0
    appeals_upheld: int = 0
    requests: int = 0
    requests_removed: int = 0
    requests_partly: int = 0
    requests_refused: int = 0
    disclosures: int = 0
    median_hours: float | None = None
    late: int = 0
    about_sections: int = 0
    seconded: int = 0
    returned: int = 0
    urgent: int = 0
    by_line: tuple[Line, ...] = ()

    @property
    def restored(self) -> int:
        return self.acts.get(K.RESTORE, 0) + self.acts.get(K.RETURN, 0)


def figures(db: Session, since: date, until: date) -> Figures:
    """Acts decided, reports made, appeals filed and requests received from the first to the last day."""
    start, end = clock.start_of(since), clock.end_of(until)
    acts = db.execute(_within(select(Act), Act.decided_at, start, end)).scalars().all()
    appeals = db.execute(_within(select(AppealCase), AppealCase.filed_at, start, end)).scalars().all()
    asked = db.execute(_within(select(RemovalRequest), RemovalRequest.received_at, start, end)).scalars().all()
    channels = db.execute(
        _within(select(col(Report.channel), func.count()), Report.created_at, start, end)
        .where(COUNTED)
        .group_by(col(Report.channel))
    ).all()
    removals = [one for one in asked if one.kind is RequestKind.REMOVAL]
    results = Counter(one.result for one in removals)
    decided = [one for one in acts if one.decided_by is not None and one.source in (Source.AUTO, Source.REPORT)]
    states = Counter(one.state for one in appeals)
    return Figures(
        since, until, acts=Counter(one.kind for one in acts), reports=sum(n for _channel, n in channels),
        reports_by_channel=dict(channels), appeals=len(appeals), appeals_restored=states[AppealState.RESTORED],
        appeals_upheld=states[AppealState.UPHELD], requests=len(removals), requests_removed=results["removed"],
        requests_partly=results["partly"], requests_refused=results["refused"],
        disclosures=len(asked) - len(removals),
        median_hours=round(median(one.waited_minutes for one in decided) / 60, 1) if decided else None,
        late=sum(one.is_late for one in decided),
        about_sections=sum(one.about_section_id is not None and one.kind in AGAINST for one in acts),
        seconded=sum(one.kind is K.HIDE and one.second_by is not None for one in acts),
        returned=sum(one.kind is K.RETURN for one in acts),
        urgent=sum(one.source is Source.URGENT for one in acts),
        by_line=tuple(_by_line(db, acts)),
    )  # fmt: skip


def _within(query: Any, column: Any, start: datetime, end: datetime) -> Any:
    return query.where(col(column) >= start, col(column) < end)


def _by_line(db: Session, acts: Iterable[Act]) -> Iterable[Line]:
    """By article and source; of the acts against a text and the sanctions."""
    kinds = (*AGAINST, K.WARN, K.SUSPEND_USER, K.MOVE, K.SPLIT, K.LOCK_THREAD, K.SLOW_MODE)
    taken = [one for one in acts if one.kind in kinds]
    objected = set(db.execute(select(col(AppealCase.act_id))).scalars())
    counts = Counter((one.article, one.source) for one in taken)
    appealed = Counter((one.article, one.source) for one in taken if one.id in objected)
    undone = Counter((one.article, one.source) for one in taken if one.undone_at is not None)
    for article, source in sorted(counts, key=lambda key: (key[0], key[1].value)):
        key = (article, source)
        yield Line(article, source, counts[key], appealed[key], undone[key])


def years(db: Session, now: datetime) -> list[int]:
    """Fiscal years (年度) with anything to report, newest first; the present one always."""
    first = db.execute(select(func.min(col(Act.decided_at)))).scalar()
    present = clock.fiscal_year(clock.today(now))
    oldest = clock.fiscal_year(clock.today(first)) if first is not None else present
    return list(range(present, oldest - 1, -1))


def of_year(db: Session, year: int) -> Figures:
    """1 April to 31 March."""
    return figures(db, date(year, 4, 1), date(year + 1, 3, 31))
