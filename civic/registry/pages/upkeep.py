"""Doors that keep an entry right: a reader's note, the owner's confirmation, other languages, hidden candidates."""

from secrets import token_urlsafe

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry import queries
from civic.registry.actions import translations, upkeep
from civic.registry.fields import LANGUAGES
from civic.registry.forms import Decide
from civic.registry.models import Entry
from civic.registry.pages.officer import entry_check
from civic.registry.queries import EntryShown
from civic.registry.queries import upkeep as reads
from civic.registry.upkeep_forms import AskUpdate, HideCandidate, NoteOutdated, PutTranslation
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit


def _shown(visit: Visit) -> EntryShown:
    return queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))


def _row(visit: Visit) -> Entry:
    return queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))


@page()
def outdated(visit: Visit) -> Response:
    shown = _shown(visit)
    require(visit.viewer, "entry.note_outdated", shown)
    once = visit.typed.get("once") or token_urlsafe(12)
    return visit.render("registry/outdated.html", entry=shown, once=once)


@page(method="POST", again=outdated, limits=(Limit("registry.outdated", 10, 86400, by_account),))
def note_outdated(visit: Visit) -> Response:
    row = _row(visit)
    upkeep.note_outdated(visit.db, visit.viewer, row, NoteOutdated.read(visit.form), visit.now)
    visit.say(_("お知らせを受け付けました。担当者が本人に確かめます。"))
    return visit.go("registry.entry", entry_id=row.id)


@page()
def confirmation(visit: Visit) -> Response:
    shown = _shown(visit)
    require(visit.viewer, "entry.change", shown)
    return visit.render("registry/confirmation.html", entry=shown)


@page(method="POST", again=confirmation)
def confirm_entry(visit: Visit) -> Response:
    row = _row(visit)
    upkeep.confirm_entry(visit.db, visit.viewer, row, visit.now)
    visit.say(_("きょう確かめたことを、登録に記しました。"))
    return visit.go("registry.entry", entry_id=row.id)


@page()
def languages(visit: Visit) -> Response:
    """The owner's page of what stands in other languages, and the form for one."""
    shown = _shown(visit)
    require(visit.viewer, "entry.change", shown)
    found = {one.language: one for one in reads.translations(visit.db, visit.viewer, shown)}
    chosen = visit.typed.get("language") or visit.query("language")
    one = found.get(str(chosen))
    values = {name: getattr(one, name) for name in ("display_name", "skills", "introduction")} if one else {}
    return visit.render(
        "registry/languages.html", entry=shown, found=found, names=LANGUAGES,
        chosen=chosen if chosen in LANGUAGES else "", values={**values, **visit.typed},
    )  # fmt: skip


@page(method="POST", again=languages, limits=(Limit("registry.translate", 40, 86400, by_account),))
def put_translation(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "entry.change", row)
    translations.put_translation(visit.db, visit.viewer, row, PutTranslation.read(visit.form), visit.now)
    visit.say(_("受け付けました。担当者が確かめると、登録のページに出ます。"))
    return visit.go("registry.languages", entry_id=row.id)


@page(method="POST", again=languages)
def drop_translation(visit: Visit) -> Response:
    row = _row(visit)
    translations.drop_translation(visit.db, visit.viewer, row, visit.text("language"))
    visit.say(_("消しました。"))
    return visit.go("registry.languages", entry_id=row.id)


@page(method="POST", again=entry_check)
def check_translation(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "entry.check", row)
    one = reads.translation_row(visit.db, row.id, visit.number("number"))
    translations.check_translation(visit.db, visit.viewer, row, one, Decide.read(visit.form), visit.now)
    visit.say(_("登録のページに出しました。"))
    return visit.go("registry.entry_check", entry_id=row.id)


@page(method="POST", again=entry_check)
def ask_update(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "entry.check", row)
    upkeep.ask_update(visit.db, visit.viewer, row, AskUpdate.read(visit.form), visit.now)
    visit.say(_("本人に確認を頼みました。"))
    return visit.go("registry.entry_check", entry_id=row.id)


@page(method="POST", again=entry_check)
def close_notes(visit: Visit) -> Response:
    row = _row(visit)
    upkeep.close_notes(visit.db, visit.viewer, row, visit.now)
    visit.say(_("お知らせを閉じました。"))
    return visit.go("registry.entry_check", entry_id=row.id)


@page(method="POST", again=entry_check)
def hide_candidate(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "entry.check", row)
    upkeep.hide_candidate(visit.db, visit.viewer, row, HideCandidate.read(visit.form), visit.now)
    visit.say(_("選挙の期間は、一覧と検索に出しません。"))
    return visit.go("registry.entry_check", entry_id=row.id)


@page(method="POST", again=entry_check)
def show_candidate(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "entry.check", row)
    upkeep.show_candidate(visit.db, visit.viewer, row, Decide.read(visit.form), visit.now)
    visit.say(_("選挙の期間も、一覧に出すことにしました。"))
    return visit.go("registry.entry_check", entry_id=row.id)
