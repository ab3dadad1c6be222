"""Doors of search."""

from starlette.responses import Response

from civic.city import queries as city
from civic.errors import CivicError
from civic.index.engine import Filters, IndexBroken
from civic.search import queries
from civic.text.eras import parse_era_date
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit


class SearchResting(CivicError):
    """The index cannot be read just now; staff see why in `civic doctor`."""

    status = 503


def _filters(visit: Visit) -> Filters:
    """From the form's fields; a value nobody offered simply finds nothing."""
    kind, body, year, room = (visit.query(name) for name in ("kind", "body", "year", "room"))
    return Filters(
        kinds=(kind,) if kind else (),
        bodies=(body,) if body else (),
        rooms=(room,) if room else (),
        docs=(visit.query("doc"),) if visit.query("doc") else (),
        fiscal_years=(int(year),) if year.isascii() and year.isdigit() and len(year) == 4 else (),
        since=parse_era_date(visit.query("since")),
        until=parse_era_date(visit.query("until")),
    )


@page()
def results(visit: Visit) -> Response:
    """One page over everything a visitor may find."""
    text = visit.query("q").strip()
    sort = visit.query("sort", "relevance")
    number = min(max(1, visit.query_number("page", 1)), queries.MOST_PAGES)
    asked = {
        name: visit.query(name)
        for name in ("q", "kind", "body", "year", "room", "doc", "since", "until", "sort", "words")
        if visit.query(name)
    }
    found = None
    if text:
        try:
            found = queries.search(
                visit.db,
                visit.site,
                visit.viewer,
                text,
                filters=_filters(visit),
                sort=sort if sort in queries.SORTS else "relevance",
                page=number,
                has_synonyms=visit.query("words") != "only",
            )
        except IndexBroken:
            raise SearchResting("search.index_broken") from None
    last = -(-found.hits.total // queries.PAGE) if found else 0
    return visit.render(
        "search/results.html",
        text=text,
        found=found,
        asked=asked,
        page=number,
        last=min(last, queries.MOST_PAGES),
        narrowed=lambda **more: url("search.results", **{**asked, "page": "", **more}),
        information_request=city.setting(visit.db, "city.information_request_url"),
    )


routes = [route("/search", results)]
