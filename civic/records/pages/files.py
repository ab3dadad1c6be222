"""Doors anybody may open: the file register (page and CSV) and the purpose notices in every version."""

from starlette.responses import Response

from civic.city.queries import setting
from civic.records.file_register import HEAD, lines
from civic.records.purposes import NOTICES
from civic.records.queries.files import file_counts, files_revision
from civic.review.tables import table
from civic.web.page import page, route
from civic.web.visit import Visit


def _lines(visit: Visit) -> list[tuple[str, ...]]:
    section, contact = setting(visit.db, "records.section"), setting(visit.db, "city.contact")
    return lines(visit.site.name, section, contact, file_counts(visit.db))


@page(revision=files_revision)
def files(visit: Visit) -> Response:
    return visit.render("records/files.html", head=HEAD, files=_lines(visit))


@page(revision=files_revision)
def files_table(visit: Visit) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="personal-information-files.csv"'}
    return Response(table([HEAD, *_lines(visit)]), media_type="text/csv; charset=utf-8", headers=headers)


@page(revision=files_revision)
def purposes(visit: Visit) -> Response:
    return visit.render("records/purposes.html", notices=NOTICES)


routes = [
    route("/privacy/files", files),
    route("/privacy/files.csv", files_table),
    route("/privacy/purposes", purposes),
]
