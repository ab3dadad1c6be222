"""Doors for readers: the list of documents, a document page by page, one passage, the original file."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import FileResponse, Response

from civic import clock
from civic.city import queries as city
from civic.errors import NotFound
from civic.library import budgets, catalogue, collections, contents, links, minutes, queries
from civic.library.actions.originals import original_path
from civic.library.citing import cited_in
from civic.library.laid_out import pieces
from civic.library.models import DocumentKind
from civic.library.queries import VersionShown
from civic.library.readers.council_lines import stage_runs
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What an original may call itself when it is handed out; anything else is just bytes.
TYPES = {"pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv"}


def _list_revision(db: Session, _path: Mapping[str, Any], _now: datetime) -> tuple[str, None]:
    return catalogue.stamp(db), None


@page(revision=_list_revision)
def documents(visit: Visit) -> Response:
    """The list, narrowed by kind, body, year and topic, with what is covered."""
    topics = {topic.code: topic for topic in city.topics(visit.db)}
    kind, topic = visit.query("kind"), visit.query("topic")
    filters = catalogue.Filters(
        kind=DocumentKind(kind) if kind in list(DocumentKind) else None,
        body=visit.query("body")[:100],
        year=year if 1 <= (year := visit.query_number("year")) <= 9998 else None,
        topic_id=topics[topic].id if topic in topics else None,
    )
    after = visit.query("after")
    listed = catalogue.documents(visit.db, filters, after)
    chosen = {
        "kind": filters.kind.value if filters.kind else "",
        "body": filters.body,
        "year": filters.year or "",
        "topic": topic if filters.topic_id else "",
    }
    has_more = len(listed) > catalogue.LIST_LENGTH
    listed = listed[: catalogue.LIST_LENGTH]
    return visit.render(
        "library/documents.html",
        listed=listed,
        total=catalogue.total(visit.db, filters),
        chosen=chosen,
        topic=topics.get(str(chosen["topic"])),
        choices=catalogue.choices(visit.db, filters),
        upcoming=catalogue.upcoming(visit.db, clock.today(visit.now)),
        first=url("library.documents", **chosen) if after else "",
        next=url("library.documents", **chosen, after=listed[-1].place) if has_more else "",
    )


def _document_revision(db: Session, path: Mapping[str, Any], _now: datetime) -> tuple[str, None]:
    return "|".join(f"{v.id}.{v.state}.{v.is_current}" for v in queries.versions_of(db, None, str(path["key"]))), None


def chosen_version(visit: Visit) -> tuple[VersionShown, list[VersionShown]]:
    """The version asked for with ?v=, or in force on ?at=2024-04-01, and all of them that this viewer may see."""
    versions = queries.versions_of(visit.db, visit.viewer, visit.text("key"))
    day = as_of(visit)
    if day is not None and versions:
        found = contents.version_in_force(versions, day)
        if found is None:
            raise NotFound
        return found, versions
    return queries.choose_version(versions, visit.query_number("v") or None), versions


def as_of(visit: Visit) -> date | None:
    """The day of ?at= or ?on=, when it is one; ?at= also carries the address of a passage."""
    written = visit.query("on") or visit.query("at")
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None


def start_of_reading(visit: Visit, version: VersionShown, versions: list[VersionShown]) -> dict[str, Any]:
    """What every page of a version shows beside its text."""
    return {
        "version": version,
        "versions": versions,
        "today": clock.today(visit.now),
        "as_of": as_of(visit),
        "contact": collections.contact_for(visit.db, version.kind, version.body),
        "has_original": has_original(visit, version),
    }


def has_original(visit: Visit, version: VersionShown) -> bool:
    """Only a file that holds this one document, with nothing taken out, may be handed out."""
    is_whole = version.is_alone and not version.is_redacted and not version.is_closed
    return is_whole and original_path(visit.site, version.sha256).is_file()


@page(revision=_document_revision)
def document(visit: Visit) -> Response:
    version, versions = chosen_version(visit)
    if version.is_closed:
        return visit.render("library/closed.html", status=410, version=version, versions=versions)
    starts = contents.page_starts(visit.db, version.id)
    number = visit.query_number("page", 1)
    if (place := visit.query("at")) and as_of(visit) is None:
        number = bisect_right(starts, queries.unit_in(visit.db, version, place).seq)
    units = contents.units_on_page(visit.db, version, starts, number)
    return visit.render(
        "library/document.html",
        units=units,
        contents=contents.contents(visit.db, version, starts),
        page=number,
        pages=len(starts),
        answers=minutes.next_answers(visit.db, version, units),
        stage_runs=stage_runs,
        pieces=pieces,
        has_budget=version.kind is DocumentKind.BUDGET and budgets.has_lines(visit.db, version),
        **start_of_reading(visit, version, versions),
    )


@page()
def unit(visit: Visit) -> Response:
    """One passage: where it stands, its neighbours, what it names and what names and cites it, and the way to talk."""
    version, versions = chosen_version(visit)
    if version.is_closed:
        return visit.render("library/closed.html", status=410, version=version, versions=versions)
    try:
        shown = queries.unit_in(visit.db, version, visit.text("path"))
    except NotFound:
        # A whole article is cited as A2; where only its paragraphs are passages, it begins with the first one.
        first = contents.first_below(visit.db, version, visit.text("path"))
        return visit.see_other(url("library.unit", key=version.key, path=visit.need(first), v=version.v))
    before, after = contents.neighbours(visit.db, shown)
    return visit.render(
        "library/unit.html",
        unit=shown,
        before=before,
        after=after,
        permalink=visit.site.address(url("library.unit", key=version.key, path=shown.path, v=version.number)),
        citing=cited_in(visit.db, visit.viewer, contents.same_passage(visit.db, shown)),
        referred=queries.versions_of(visit.db, visit.viewer, shown.refers_to)[:1] if shown.refers_to else [],
        thread=minutes.thread_of(visit.db, shown),
        answers=minutes.next_answers(visit.db, version, [shown]),
        stage_runs=stage_runs,
        pieces=pieces,
        named=links.named_in(visit.db, shown),
        naming=links.naming(visit.db, shown),
        **start_of_reading(visit, version, versions),
    )


@page()
def original(visit: Visit) -> Response:
    """The file as it was handed in, while its version is neither closed nor redacted."""
    version, _versions = chosen_version(visit)
    path = original_path(visit.site, version.sha256)
    if not has_original(visit, version):
        raise NotFound
    ending = version.original_name.rsplit(".", 1)[-1].lower()
    return FileResponse(
        path,
        media_type=TYPES.get(ending, "application/octet-stream"),
        filename=version.original_name or version.key,
        content_disposition_type="attachment",
    )
