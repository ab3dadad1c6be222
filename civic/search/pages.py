"""Doors of search."""

from starlette.responses import Response

from civic.city import queries as city
from civic.errors import CivicError
from civic.index.engine import FEW_HITS, NO_FILTERS, IndexBroken
from civic.search import asked, queries, showing
from civic.search.suggesting import suggestions
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit


class SearchResting(CivicError):
    """The index cannot be read just now; staff see why in `civic doctor`."""

    status = 503


@page()
def results(visit: Visit) -> Response:
    """One page over everything a visitor may find."""
    what = asked.read(visit.request.query_params)
    try:
        return _results(visit, what)
    except IndexBroken:
        raise SearchResting("search.index_broken") from None


def _results(visit: Visit, what: asked.Asked) -> Response:
    found, more, unfiltered = None, [], 0
    if what.text:
        found = queries.search_asked(visit.db, visit.site, visit.viewer, what)
        if found.hits.total < FEW_HITS and what.page == 1:
            more = suggestions(visit.db, visit.site, what, found.hits.total)
        if not found.hits.total and what.filters != NO_FILTERS:
            unfiltered = queries.total(visit.db, visit.site, what.text)
    last = -(-found.count // queries.PAGE) if found else 0
    return visit.render(
        "search/results.html",
        what=what,
        found=found,
        facets=showing.facets(visit.db, what, found.hits) if found else [],
        chosen=list(showing.chosen(visit.db, visit.viewer, what)),
        suggestions=more,
        unfiltered=unfiltered,
        last=min(last, asked.MOST_PAGES),
        narrowed=lambda **changed: url("search.results", **{**what.fields, **changed}),
        freshness=queries.freshness(visit.db, visit.site),
        information_request=city.setting(visit.db, "city.information_request_url"),
    )


routes = [route("/search", results)]
