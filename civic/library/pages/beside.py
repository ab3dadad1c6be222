"""Doors beside the reading view: two versions compared, a budget's lines, speakers, the text alone, what is covered."""

from starlette.responses import Response

from civic import clock
from civic.errors import NotFound
from civic.library import budgets, collections, contents, minutes, queries
from civic.library.comparing import compare_versions
from civic.library.pages.reading import chosen_version, start_of_reading
from civic.library.readers.budget_tree import LEVEL_WORDS
from civic.web.page import page
from civic.web.visit import Visit

NAME_LETTERS = 60
# A page of the text alone: a day's sitting of 300,000 characters in a few pages.
TEXT_UNITS = 400


@page()
def compare(visit: Visit) -> Response:
    """Two versions: ?from= and ?to= are their numbers; without them the current one and the one before it."""
    versions = queries.versions_of(visit.db, visit.viewer, visit.text("key"))
    readable = [version for version in versions if not version.is_closed]
    if not readable:
        raise NotFound
    newer = queries.choose_version(readable, visit.query_number("to") or None)
    before = [version for version in readable if version.number != newer.number]
    older = queries.choose_version(before, visit.query_number("from") or None) if before else None
    if older is not None and not visit.query_number("from"):
        older = max((v for v in before if v.number < newer.number), key=lambda v: v.number, default=older)
    return visit.render(
        "library/compare.html",
        older=older,
        newer=newer,
        versions=readable,
        comparison=compare_versions(visit.db, older, newer) if older else None,
    )


@page()
def budget(visit: Visit) -> Response:
    """A budget's lines with other stages and years beside them, and the largest 款 as bars."""
    version, versions = chosen_version(visit)
    under = visit.query("under")[:80]
    lines = [] if version.is_closed else budgets.lines_of(visit.db, version, under)
    if not lines:
        raise NotFound
    others = budgets.beside(visit.db, version)
    budgets.put_beside(lines, others)
    return visit.render(
        "library/budget.html",
        lines=lines,
        others=others,
        under=under,
        failing=[note for note in version.unread if note.get("why") in ("sum_differs", "figures_differ")],
        bars=[line for line in lines if line.depth == (under.count("-") + 1 if under else 1) and line.share][
            : budgets.MOST_BARS
        ],
        yen=budgets.yen,
        level_words=LEVEL_WORDS,
        **start_of_reading(visit, version, versions),
    )


@page()
def text(visit: Visit) -> Response:
    """The text alone, for reading aloud, printing and copying."""
    version, versions = chosen_version(visit)
    if version.is_closed:
        return visit.render("library/closed.html", status=410, version=version, versions=versions)
    starts = contents.page_starts(visit.db, version.id)
    number = visit.query_number("page", 1)
    return visit.render(
        "library/text.html",
        version=version,
        units=contents.units_on_page(visit.db, version, starts, number),
        page=number,
        pages=len(starts),
    )


@page()
def speakers(visit: Visit) -> Response:
    starting, body = visit.query("q")[:NAME_LETTERS].strip(), visit.query("body")[:100]
    return visit.render(
        "library/speakers.html",
        starting=starting,
        body=body,
        speakers=minutes.speakers(visit.db, starting, body),
    )


@page()
def speaker(visit: Visit) -> Response:
    """What one person said, newest first."""
    name, body = visit.text("person")[:NAME_LETTERS], visit.query("body")[:100]
    number = max(1, min(visit.query_number("page", 1), 10_000))
    spoken = minutes.spoken_by(visit.db, name, body, number)
    if not spoken:
        raise NotFound
    return visit.render(
        "library/speaker.html",
        name=name,
        body=body,
        spoken=spoken[: minutes.SPEECHES_ON_PAGE],
        page=number,
        has_more=len(spoken) > minutes.SPEECHES_ON_PAGE,
    )


@page()
def coverage(visit: Visit) -> Response:
    """What exists from when to when, what is missing or due, and what could not be read."""
    return visit.render(
        "library/coverage.html",
        lines=collections.coverage(visit.db, clock.today(visit.now)),
        files=collections.unreadable(visit.db),
        doubtful=collections.doubtful(visit.db),
    )
