"""Doors of an entry's picture."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from civic import clock
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry import queries
from civic.registry.actions import photos as verbs
from civic.registry.forms import Decide, DecideWithReason, PutPhoto
from civic.registry.models import Entry
from civic.registry.pages.officer import entry_check
from civic.registry.pictures import MOST_BYTES, remake
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit


@page()
def photo(visit: Visit) -> Response:
    """The picture, to whoever may see the entry now."""
    shown = queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    found = visit.need(queries.photo(visit.db, shown.id))
    return Response(found.data, media_type="image/jpeg")


@page()
def waiting_photo(visit: Visit) -> Response:
    """The picture that waits for an officer, to its owner and the officers."""
    shown = queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    found = visit.need(queries.waiting_photo(visit.db, visit.viewer, shown))
    return Response(found.data, media_type="image/jpeg")


@page()
def photo_form(visit: Visit) -> Response:
    shown = queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    require(visit.viewer, "entry.change", shown)
    return visit.render(
        "registry/photo_form.html",
        entry=shown,
        photo=queries.photo(visit.db, shown.id),
        waiting=queries.waiting_photo(visit.db, visit.viewer, shown),
        most=MOST_BYTES // 1024 // 1024,
    )


@page(
    method="POST", again=photo_form, limits=(Limit("registry.photo", 20, 3600, by_account),),
    body_limit=MOST_BYTES + 65536,
)  # fmt: skip
def put_photo(visit: Visit) -> Response:
    row = queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    require(visit.viewer, "entry.change", row)
    form, upload = PutPhoto.read(visit.form), visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("registry.choose_photo")
    verbs.put_photo(visit.db, visit.viewer, row, remake(upload.file.read()), form.alt, visit.now)
    visit.say(_("写真を受け取りました。担当者が確かめてから載せます。撮った場所などの情報は消しました。"))
    return visit.go("registry.entry", entry_id=row.id)


@page(method="POST", again=photo_form)
def drop_photo(visit: Visit) -> Response:
    row = queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    verbs.drop_photo(visit.db, visit.viewer, row)
    visit.say(_("写真を消しました。"))
    return visit.go("registry.entry", entry_id=row.id)


def _checked(visit: Visit) -> Entry:
    row = queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    require(visit.viewer, "entry.check", row)
    return row


@page(method="POST", again=entry_check)
def check_photo(visit: Visit) -> Response:
    row = _checked(visit)
    verbs.check_photo(visit.db, visit.viewer, row, Decide.read(visit.form), visit.now)
    visit.say(_("登録のページに出しました。"))
    return visit.go("registry.entry_check", entry_id=row.id)


@page(method="POST", again=entry_check)
def refuse_photo(visit: Visit) -> Response:
    row = _checked(visit)
    verbs.refuse_photo(visit.db, visit.viewer, row, DecideWithReason.read(visit.form), visit.now)
    visit.say(_("写真を載せないことにして、理由を本人に知らせました。"))
    return visit.go("registry.entry_check", entry_id=row.id)
