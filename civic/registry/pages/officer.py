"""Doors for the registry officer: what waits, one application, and the decision."""

from typing import Any

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry import actions, queries
from civic.registry.fields import LANGUAGES
from civic.registry.forms import Decide, DecideWithReason, OpenPrivate, Purpose
from civic.registry.models import Entry
from civic.registry.queries import upkeep
from civic.web.page import page
from civic.web.visit import Visit


@page()
def queue(visit: Visit) -> Response:
    return visit.render("registry/queue.html", waiting=queries.queue(visit.db, visit.viewer, clock.today(visit.now)))


def _check(visit: Visit, **private: Any) -> Response:
    require(visit.viewer, "entry_queue.see")
    shown = queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))
    return visit.render(
        "registry/entry_check.html",
        entry=shown,
        details=private.get("opened") or queries.details(visit.db, visit.viewer, shown),
        is_open="opened" in private,
        purposes=list(Purpose),
        photo=queries.photo(visit.db, shown.id),
        waiting_photo=queries.waiting_photo(visit.db, visit.viewer, shown),
        translations=upkeep.translations(visit.db, visit.viewer, shown),
        language_names=LANGUAGES,
        notes=upkeep.open_notes(visit.db, visit.viewer, shown.id),
        elections=upkeep.coming_elections(visit.db, clock.today(visit.now)),
    )


@page()
def entry_check(visit: Visit) -> Response:
    return _check(visit)


def _row(visit: Visit) -> Entry:
    return queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))


@page(method="POST", again=entry_check)
def reveal_entry(visit: Visit) -> Response:
    """The page once more with what only the city may see. Not led on by 303: each look is asked for and recorded."""
    form = OpenPrivate.read(visit.form)
    return _check(visit, opened=actions.reveal_entry(visit.db, visit.viewer, _row(visit), form, visit.now))


@page(method="POST", again=entry_check)
def register_entry(visit: Visit) -> Response:
    actions.register_entry(visit.db, visit.viewer, _row(visit), Decide.read(visit.form), visit.now)
    visit.say(_("登録しました。"))
    return visit.go("registry.queue")


@page(method="POST", again=entry_check)
def reject_entry(visit: Visit) -> Response:
    actions.reject_entry(visit.db, visit.viewer, _row(visit), DecideWithReason.read(visit.form), visit.now)
    visit.say(_("登録しないことにして、理由を本人に知らせました。"))
    return visit.go("registry.queue")


@page(method="POST", again=entry_check)
def suspend_entry(visit: Visit) -> Response:
    actions.suspend_entry(visit.db, visit.viewer, _row(visit), DecideWithReason.read(visit.form), visit.now)
    visit.say(_("一覧から外し、理由を本人に知らせました。"))
    return visit.go("registry.queue")
