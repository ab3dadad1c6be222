"""Doors of the residence check by list: requests go out as CSV, the city's answers come back, and are confirmed at once."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from civic.accounts import residence_list
from civic.accounts.actions import identity as actions
from civic.accounts.forms import ConfirmListed
from civic.accounts.pages.identity import letters
from civic.accounts.queries import identity as queries
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.lists import MOST_BYTES
from civic.web.page import page, route
from civic.web.visit import Visit


@page(method="POST", again=letters)
def take_list(visit: Visit) -> Response:
    """The file is the answer; taking it is recorded."""
    waiting = queries.letters_to_check(visit.db, visit.viewer, visit.now)
    actions.take_list(visit.db, visit.viewer, waiting, visit.now)
    headers = {"Content-Disposition": 'attachment; filename="residence.csv"'}
    return Response(residence_list.outgoing(waiting), media_type="text/csv; charset=utf-8", headers=headers)


@page(method="POST", again=letters, body_limit=MOST_BYTES + 65536)
def check_list(visit: Visit) -> Response:
    """What the list would confirm. The answer is the page itself: nothing of the list is written anywhere."""
    waiting = queries.letters_to_check(visit.db, visit.viewer, visit.now)
    upload = visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("accounts.list_choose")
    found = residence_list.check(residence_list.read(upload.file.read(), upload.filename), waiting)
    return visit.render(
        "accounts/list_check.html",
        total=len(found),
        wrong=[one for one in found if one.error],
        ids=[one.letter_id for one in found if one.letter_id],
    )


@page(method="POST", again=letters)
def confirm_listed(visit: Visit) -> Response:
    done = actions.confirm_listed(visit.db, visit.viewer, ConfirmListed.read(visit.form).ids(), visit.now)
    visit.say(_("{n}人の住所を確かめたことにしました。").format(n=done))
    return visit.go("accounts.letters")


routes = [
    route("/staff/identity/list", take_list),
    route("/staff/identity/check", check_list),
    route("/staff/identity/confirm", confirm_listed),
]
