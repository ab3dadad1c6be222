"""Doors for staff: bring files in, see how far they are, let the second person publish or close."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.library import actions, catalogue, queries
from civic.library.forms import CloseVersion, Ground, NameVersion, StartImport
from civic.library.models import DocumentKind
from civic.web.page import page
from civic.web.visit import Visit

UPLOAD_LIMIT = 100 * 1024 * 1024


@page()
def desk(visit: Visit) -> Response:
    imports = catalogue.imports(visit.db, visit.viewer)
    pending = catalogue.waiting(visit.db, visit.viewer)
    people = {p.drafted_by for p in pending} | {i.drafted_by for i in imports}
    return visit.render(
        "library/desk.html",
        imports=imports,
        pending=pending,
        pending_count=catalogue.waiting_count(visit.db),
        closing=catalogue.closing(visit.db, visit.viewer),
        kinds=list(DocumentKind),
        names=display_names(visit.db, [person for person in people if person is not None]),
    )


@page(method="POST", again=desk, body_limit=UPLOAD_LIMIT)
def start_import(visit: Visit) -> Response:
    form = StartImport.read(visit.form)
    upload = visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("library.no_file")
    brought = actions.start_import(
        visit.db, visit.viewer, visit.site, upload.file, upload.filename, form.kind, visit.now
    )
    return visit.go("library.import_report", import_id=brought.id)


@page()
def import_report(visit: Visit) -> Response:
    """How far a file is; htmx asks again for the fragment alone while the worker reads."""
    brought = catalogue.import_row(visit.db, visit.viewer, visit.number("import_id"))
    template = "library/_import_report.html" if visit.is_htmx else "library/import_report.html"
    return visit.render(
        template,
        brought=brought,
        pending=catalogue.waiting(visit.db, visit.viewer, brought.id),
        pending_count=catalogue.waiting_count(visit.db, brought.id),
        names=display_names(visit.db, [brought.drafted_by] if brought.drafted_by is not None else []),
    )


@page(method="POST", again=import_report)
def publish_import(visit: Visit) -> Response:
    brought = catalogue.import_row(visit.db, visit.viewer, visit.number("import_id"))
    count = actions.publish_import(visit.db, visit.viewer, brought, visit.now)
    visit.say(_("{n}件の資料を公開しました。").format(n=count))
    return visit.go("library.import_report", import_id=brought.id)


@page()
def version_check(visit: Visit) -> Response:
    """What the second person looks at before publishing, and where a public version is closed."""
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    shown = queries.version_shown(visit.db, row.id)
    people = [p for p in (row.drafted_by, row.approved_by, row.close_asked_by) if p is not None]
    return visit.render(
        "library/version_check.html",
        version=shown,
        row=row,
        grounds=list(Ground),
        names=display_names(visit.db, people),
    )


@page(method="POST", again=version_check)
def publish_version(visit: Visit) -> Response:
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    document = actions.publish_version(visit.db, visit.viewer, row, visit.now)
    visit.say(_("公開しました。"))
    return visit.go("library.document", key=document.key)


@page(method="POST", again=version_check)
def name_version(visit: Visit) -> Response:
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    actions.name_version(visit.db, visit.viewer, row, NameVersion.read(visit.form), visit.now)
    visit.say(_("題名と日付を直しました。"))
    return visit.go("library.version_check", version_id=row.id)


@page(method="POST", again=version_check)
def discard_version(visit: Visit) -> Response:
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    actions.discard_version(visit.db, visit.viewer, row, visit.now)
    visit.say(_("取り込んだ版を取り消しました。"))
    return visit.go("library.desk")


@page(method="POST", again=version_check)
def ask_to_close_version(visit: Visit) -> Response:
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    form = CloseVersion.read(visit.form)
    actions.ask_to_close_version(visit.db, visit.viewer, row, form.ground.value, visit.now)
    visit.say(_("公開を終える手続きを始めました。もう一人の確認を待っています。"))
    return visit.go("library.version_check", version_id=row.id)


@page(method="POST", again=version_check)
def close_version(visit: Visit) -> Response:
    row = queries.version_row(visit.db, visit.viewer, visit.number("version_id"), "document.work")
    actions.close_version(visit.db, visit.viewer, row, visit.now)
    visit.say(_("この版の公開を終えました。アドレスには、終えた理由と日付を残します。"))
    return visit.go("library.version_check", version_id=row.id)
