"""Doors for staff: take words out of a passage, name who answers for a collection, see references that fit nothing."""

from starlette.responses import Response

from civic.errors import NotFound
from civic.i18n import gettext as _
from civic.library import actions, catalogue, collections, links
from civic.library.forms import Ground, KeepCollection, RedactUnit
from civic.library.models import DocumentKind, Unit
from civic.library.units import units_by_id
from civic.permissions import require
from civic.web.page import page
from civic.web.visit import Visit


@page()
def redaction(visit: Visit) -> Response:
    """The form for one passage: the words to take out, the ground, and what will happen."""
    require(visit.viewer, "document.redact")
    shown = units_by_id(visit.db, visit.viewer, [visit.number("unit_id")]).get(visit.number("unit_id"))
    if shown is None:
        raise NotFound
    return visit.render("library/redaction.html", unit=shown, grounds=list(Ground))


@page(method="POST", again=redaction)
def redact_unit(visit: Visit) -> Response:
    row = visit.db.get(Unit, visit.number("unit_id"))
    if row is None:
        raise NotFound
    form = RedactUnit.read(visit.form)
    shown = units_by_id(visit.db, visit.viewer, [row.id]).get(row.id)
    if shown is None:
        raise NotFound
    words = row.text if form.is_whole else form.words
    actions.redact_unit(visit.db, visit.viewer, row, words, form.ground.value, visit.now)
    visit.say(_("指定した部分を非公開にしました。元のファイルの配布も止めました。"))
    return visit.go("library.unit", key=shown.key, path=shown.path, v=shown.v)


@page()
def collections_kept(visit: Visit) -> Response:
    return visit.render(
        "library/collections.html",
        kept=collections.kept(visit.db, visit.viewer),
        covered=catalogue.coverage(visit.db),
        kinds=list(DocumentKind),
    )


@page(method="POST", again=collections_kept)
def keep_collection(visit: Visit) -> Response:
    actions.keep_collection(visit.db, visit.viewer, KeepCollection.read(visit.form), visit.now)
    visit.say(_("問い合わせ先を保存しました。"))
    return visit.go("library.collections_kept")


@page()
def unresolved(visit: Visit) -> Response:
    return visit.render("library/unresolved.html", unresolved=links.unresolved(visit.db, visit.viewer))
