"""Doors of search."""

from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from civic.city import queries as city
from civic.city.actions import change_setting
from civic.errors import CivicError, NotFound
from civic.i18n import sentence
from civic.index.engine import FEW_HITS, NO_FILTERS, IndexBroken
from civic.permissions import require
from civic.search import asked, cities, completing, queries, showing
from civic.search.suggesting import suggestions
from civic.text.synonyms import municipal
from civic.text.word_lists import parse
from civic.web.hooks import hooks
from civic.web.limits import Pace
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit

# What a search over the cities hands on to the page of one city.
LISTS = ("synonyms", "abbreviations")
OWN_FIELDS = ("q", "kind", "since", "until", "sort", "words")

# Somebody who types quickly asks four times a second; twice that is a machine.
WORDS_PACE = Pace(most=80, seconds=10)


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
        leads_on=cities.has_joined(visit.db) and len(hooks().sites.all) > 1,
        information_request=city.setting(visit.db, "city.information_request_url"),
    )


@page()
def words(visit: Visit) -> Response:
    """Words to go on with, for the script of the search boxes."""
    if not WORDS_PACE.allows(visit):
        return JSONResponse({"words": []}, status_code=429, headers={"Retry-After": str(WORDS_PACE.seconds)})
    try:
        found = completing.completions(visit.db, visit.site, visit.query("q"))
    except IndexBroken:
        found = []
    return JSONResponse({"words": [{"text": one.text, "label": sentence(f"search.word.{one.kind}")} for one in found]})


@page()
def together(visit: Visit) -> Response:
    """One search over the documents of every city here that joined; open only where the city itself takes part."""
    if not cities.has_joined(visit.db):
        raise NotFound
    what = asked.read(visit.request.query_params)
    found = cities.search_cities(hooks().sites, what) if what.text else None
    return visit.render(
        "search/cities.html",
        what=what,
        found=found,
        kinds=[(kind, sentence(f"search.kind.{kind}")) for kind in cities.KINDS],
        paged=lambda number: url("search.together", **{**what.fields, "page": number}),
        own=urlencode({name: value for name, value in what.fields.items() if name in OWN_FIELDS}),
    )


@page()
def word_lists(visit: Visit) -> Response:
    """The words search widens: what Civic brings, what the city added, and a place to try both."""
    require(visit.viewer, "setting.change")
    tried = visit.query("try").strip()
    return visit.render(
        "search/word_lists.html",
        own={name: "\n".join(city.setting(visit.db, f"search.{name}")) for name in LISTS},
        shipped=municipal().groups,
        tried=tried,
        trial=queries.trial(visit.db, visit.site, tried) if tried else None,
    )


@page(method="POST", again=word_lists)
def change_words(visit: Visit) -> Response:
    """One of the city's two lists, whole; a line that cannot be read is named and nothing is changed."""
    name = visit.text("which")
    if name not in LISTS:
        raise NotFound
    lines = parse(name, str(visit.form.get(name, "")))
    changed = change_setting(visit.db, visit.viewer, f"search.{name}", lines, visit.now)
    visit.say(sentence("city.setting_changed" if changed else "city.setting_same"))
    return visit.go("search.word_lists")


routes = [
    route("/search", results),
    route("/search/words", words),
    route("/staff/search-words", word_lists),
    route("/staff/search-words/{which}", change_words),
    route("/search/cities", together),
]
