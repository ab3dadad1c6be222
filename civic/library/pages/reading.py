"""Doors for readers: the list of documents, a document page by page, one passage, the original file."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import FileResponse, Response

from civic.city import queries as city
from civic.errors import NotFound
from civic.library import catalogue, contents, queries
from civic.library.actions.originals import original_path
from civic.library.citing import cited_in
from civic.library.models import DocumentKind
from civic.library.queries import VersionShown
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

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
        coverage=catalogue.coverage(visit.db),
        first=url("library.documents", **chosen) if after else "",
        next=url("library.documents", **chosen, after=listed[-1].place) if has_more else "",
    )


def _document_revision(db: Session, path: Mapping[str, Any], _now: datetime) -> tuple[str, None]:
    return "|".join(f"{v.id}.{v.state}.{v.is_current}" for v in queries.versions_of(db, None, str(path["key"]))), None


def _version(visit: Visit) -> tuple[VersionShown, list[VersionShown]]:
    """The version asked for with ?v=, and all of the document's that this viewer may see."""
    versions = queries.versions_of(visit.db, visit.viewer, visit.text("key"))
    return queries.choose_version(versions, visit.query_number("v") or None), versions


@page(revision=_document_revision)
def document(visit: Visit) -> Response:
    version, versions = _version(visit)
    if version.is_closed:
        return visit.render("library/closed.html", status=410, version=version, versions=versions)
    starts = contents.page_starts(visit.db, version.id)
    number = visit.query_number("page", 1)
    if place := visit.query("at"):
        number = bisect_right(starts, queries.unit_in(visit.db, version, place).seq)
    return visit.render(
        "library/document.html",
        version=version,
        versions=versions,
        units=contents.units_on_page(visit.db, version, starts, number),
        contents=contents.contents(visit.db, version, starts),
        page=number,
        pages=len(starts),
        has_original=original_path(visit.site, version.sha256).is_file() and version.is_alone,
    )


@page()
def unit(visit: Visit) -> Response:
    """One passage: where it stands, its neighbours, what cites it, and the way to talk about it."""
    version, versions = _version(visit)
    if version.is_closed:
        return visit.render("library/closed.html", status=410, version=version, versions=versions)
    shown = queries.unit_in(visit.db, version, visit.text("path"))
    before, after = contents.neighbours(visit.db, shown)
    return visit.render(
        "library/unit.html",
        version=version,
        unit=shown,
        before=before,
        after=after,
        permalink=visit.site.address(url("library.unit", key=version.key, path=shown.path, v=version.v)),
        citing=cited_in(visit.db, visit.viewer, contents.same_passage(visit.db, shown)),
        referred=queries.versions_of(visit.db, visit.viewer, shown.refers_to)[:1] if shown.refers_to else [],
    )


@page()
def original(visit: Visit) -> Response:
    """The file as it was handed in. Only a file that holds this one document, and while its version is not closed."""
    version, _versions = _version(visit)
    path = original_path(visit.site, version.sha256)
    if version.is_closed or not version.is_alone or not path.is_file():
        raise NotFound
    ending = version.original_name.rsplit(".", 1)[-1].lower()
    return FileResponse(
        path,
        media_type=TYPES.get(ending, "application/octet-stream"),
        filename=version.original_name or version.key,
        content_disposition_type="attachment",
    )
