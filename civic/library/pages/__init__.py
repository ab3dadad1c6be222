"""Doors of the library: reading for everybody, the desk for staff."""

from starlette.routing import BaseRoute

from civic.library.pages import beside, desk, keeping, reading
from civic.web.page import route

routes: list[BaseRoute] = [
    route("/documents", reading.documents),
    route("/coverage", beside.coverage),
    route("/speakers", beside.speakers),
    route("/speakers/{person}", beside.speaker),
    route("/documents/{key}", reading.document),
    route("/documents/{key}/original", reading.original),
    route("/documents/{key}/compare", beside.compare),
    route("/documents/{key}/text", beside.text),
    route("/documents/{key}/budget", beside.budget),
    route("/documents/{key}/{path}", reading.unit),
    route("/staff/documents", desk.desk, desk.start_import),
    route("/staff/documents/collections", keeping.collections_kept, keeping.keep_collection),
    route("/staff/documents/references", keeping.unresolved),
    route("/staff/documents/units/{unit_id:int}/redact", keeping.redaction, keeping.redact_unit),
    route("/staff/documents/imports/{import_id:int}", desk.import_report, desk.publish_import),
    route("/staff/documents/versions/{version_id:int}", desk.version_check),
    route("/staff/documents/versions/{version_id:int}/publish", desk.publish_version),
    route("/staff/documents/versions/{version_id:int}/name", desk.name_version),
    route("/staff/documents/versions/{version_id:int}/discard", desk.discard_version),
    route("/staff/documents/versions/{version_id:int}/ask-to-close", desk.ask_to_close_version),
    route("/staff/documents/versions/{version_id:int}/close", desk.close_version),
]
