"""Doors by which others than the owner bring people, groups and places: recommendations, and lists of the city."""

from secrets import token_urlsafe

from starlette.datastructures import UploadFile
from starlette.responses import Response

from civic import clock
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.lists import MOST_BYTES, Table
from civic.permissions import require
from civic.registry import importing
from civic.registry.actions import importing as verbs
from civic.registry.actions import recommending
from civic.registry.fields import NOTICE_VERSION
from civic.registry.forms import RecommendPerson
from civic.registry.importing import Row
from civic.registry.models import RegisterImport
from civic.registry.queries import bringing as queries
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit

# Rows of a dry run that the page shows.
SHOWN = 20
# Kinds a whole list can have.
OTHERWISE = ("団体", "場所")


@page()
def recommendation(visit: Visit) -> Response:
    require(visit.viewer, "entry.apply")
    once = visit.typed.get("once") or token_urlsafe(12)
    return visit.render("registry/recommendation.html", notice_version=NOTICE_VERSION, once=once)


@page(method="POST", again=recommendation, limits=(Limit("registry.recommend", 5, 86400, by_account),))
def recommend_person(visit: Visit) -> Response:
    recommending.recommend_person(visit.db, visit.viewer, RecommendPerson.read(visit.form), visit.now)
    visit.say(_("推薦を受け付けました。市の担当者が、本人の気持ちをたずねます。"))
    return visit.go("registry.entries")


@page()
def recommended(visit: Visit) -> Response:
    """Names and contacts of people who do not know of it yet: for the officer alone."""
    found = queries.recommendations(visit.db, visit.viewer, clock.today(visit.now))
    return visit.render("registry/recommended.html", found=found)


@page(method="POST", again=recommended)
def drop_recommendation(visit: Visit) -> Response:
    one = queries.recommendation_row(visit.db, visit.viewer, visit.number("number"))
    recommending.drop_recommendation(visit.db, visit.viewer, one, visit.now)
    visit.say(_("名前と連絡先を消しました。"))
    return visit.go("registry.recommended")


@page()
def new_import(visit: Visit) -> Response:
    require(visit.viewer, "entry_queue.see")
    return visit.render("registry/import_form.html", most=MOST_BYTES // 1024 // 1024)


@page(method="POST", again=new_import, body_limit=MOST_BYTES + 65536)
def bring_list(visit: Visit) -> Response:
    require(visit.viewer, "entry_queue.see")
    upload = visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("registry.choose_list")
    table = importing.read(upload.file.read(), upload.filename)
    made = verbs.bring_list(visit.db, visit.viewer, table, visit.now)
    return visit.go("registry.dry_run", number=made.id)


def _mapping(visit: Visit, brought: RegisterImport) -> dict[str, int]:
    """As chosen in the form or the address, else as the headings say."""
    chosen = {t: str(visit.form.get(f"map_{t}", visit.query(f"map_{t}"))) for t in importing.TARGETS}
    found = {t: int(value) for t, value in chosen.items() if value.isascii() and value.isdigit() and len(value) < 4}
    return found or importing.guess(brought.header)


def _rows(visit: Visit, brought: RegisterImport, mapping: dict[str, int]) -> list[Row]:
    importing.need_columns(mapping, brought.header)
    gone, known = queries.import_facts(visit.db, clock.today(visit.now))
    return importing.check(Table(brought.header, brought.rows), mapping, gone, known, _kind(visit))


def _kind(visit: Visit) -> str:
    """What rows are that name no kind: groups, unless the officer chose places."""
    chosen = str(visit.form.get("otherwise", visit.query("otherwise")))
    return chosen if chosen in OTHERWISE else OTHERWISE[0]


@page()
def dry_run(visit: Visit) -> Response:
    """What would be taken in, and what is wrong; nothing has changed yet."""
    brought = queries.import_row(visit.db, visit.viewer, visit.number("number"))
    mapping = _mapping(visit, brought)
    rows = _rows(visit, brought, mapping) if "display_name" in mapping else []
    return visit.render(
        "registry/dry_run.html",
        brought=brought,
        mapping=mapping,
        targets={target: names[0] for target, names in importing.TARGETS.items()},
        otherwise=_kind(visit),
        kinds=OTHERWISE,
        total=len(rows),
        wrong=[row for row in rows if row.errors],
        good=[row for row in rows if not row.errors][:SHOWN],
    )


@page(method="POST", again=dry_run)
def take_in(visit: Visit) -> Response:
    brought = queries.import_row(visit.db, visit.viewer, visit.number("number"))
    rows = _rows(visit, brought, _mapping(visit, brought)) if brought.taken_in is None else []
    n = verbs.take_in(visit.db, visit.viewer, brought, rows, visit.now)
    visit.say(_("{n}件を登録しました。").format(n=n))
    return visit.go("registry.entries")
