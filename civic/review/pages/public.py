"""Doors of what is public: one act, the log and its CSV, the figures, the yearly report."""

from datetime import date, timedelta

from starlette.responses import Response

from civic.clock import fiscal_year, today
from civic.errors import NotFound
from civic.review import queries, tables
from civic.review.actions.appeals import APPEALABLE
from civic.web.page import page, route
from civic.web.visit import Visit

CSV = "text/csv; charset=utf-8"
# A CSV of the log reaches back this far unless the address says otherwise.
DAYS_BACK = 365
MOST_DAYS = 3700


@page()
def act(visit: Visit) -> Response:
    """One act: the author (and moderators) see the reason and how to object; others only what the log shows."""
    shown = queries.act_for(visit.db, visit.viewer, visit.number("act_id"))
    return visit.render(
        "review/act.html",
        act=shown,
        article=queries.articles(visit.db, shown.rule_version).get(shown.article),
        until=queries.appeal_until(visit.db, shown.decided_at),
        may_appeal=shown.is_author and shown.kind in APPEALABLE and shown.appeal_state is None
        and shown.undone_at is None and today(visit.now) <= queries.appeal_until(visit.db, shown.decided_at),
        contact=queries.contact(visit.db),
    )  # fmt: skip


@page()
def log(visit: Visit) -> Response:
    """The public log: every act with its article, without persons."""
    before, counts = visit.query_number("before"), queries.log_counts(visit.db)
    lines = queries.log(visit.db, before)
    return visit.render(
        "review/log.html",
        lines=lines[: queries.PAGE],
        totals=counts.totals,
        by_article=counts.by_article,
        texts=queries.article_texts(visit.db),
        older=lines[queries.PAGE - 1].act_id if len(lines) > queries.PAGE else 0,
        is_first=not before,
    )


def _day(visit: Visit, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(visit.query(name))
    except ValueError:
        return otherwise


@page()
def log_csv(visit: Visit) -> Response:
    """The same as a table, for the days of the address (`since`, `until`)."""
    until = _day(visit, "until", today(visit.now))
    since = max(_day(visit, "since", until - timedelta(days=DAYS_BACK)), until - timedelta(days=MOST_DAYS))
    body = tables.log_table(queries.log_between(visit.db, since, until))
    return Response(body, media_type=CSV, headers={"Content-Disposition": 'attachment; filename="moderation-log.csv"'})


@page()
def figures(visit: Visit) -> Response:
    """The last twelve months in numbers."""
    until = today(visit.now)
    return visit.render(
        "review/figures.html",
        figures=queries.figures(visit.db, until - timedelta(days=DAYS_BACK), until),
        years=queries.years(visit.db, visit.now),
        texts=_articles(visit),
        year=0,
    )


def _articles(visit: Visit) -> dict[int, str]:
    """The newest words of each article."""
    return {number: text for (_version, number), text in sorted(queries.article_texts(visit.db).items())}


def _year(visit: Visit) -> int:
    year = visit.number("year")
    if year not in queries.years(visit.db, visit.now):
        raise NotFound
    return year


@page()
def transparency_report(visit: Visit) -> Response:
    """透明性レポート of one 年度, to read and to print on A4."""
    year = _year(visit)
    return visit.render(
        "review/figures.html",
        figures=queries.of_year(visit.db, year),
        years=queries.years(visit.db, visit.now),
        texts=_articles(visit),
        year=year,
    )


@page()
def transparency_csv(visit: Visit) -> Response:
    year = _year(visit)
    name = f"transparency-{year}.csv" if year != fiscal_year(today(visit.now)) else f"transparency-{year}-so-far.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(tables.figures_table(queries.of_year(visit.db, year)), media_type=CSV, headers=headers)


routes = [
    route("/acts/{act_id:int}", act),
    route("/log", log),
    route("/log.csv", log_csv),
    route("/statistics/moderation", figures),
    route("/transparency/{year:int}", transparency_report),
    route("/transparency/{year:int}/report.csv", transparency_csv),
]
