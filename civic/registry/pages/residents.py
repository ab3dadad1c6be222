"""Doors for residents: the list, an entry, applying, changing, renewing, withdrawing."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from starlette.responses import Response

from civic import clock
from civic.city.queries import setting
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry import actions, queries
from civic.registry.fields import ACTIVITIES, DETAILS, LANGUAGES, TIES
from civic.registry.forms import AppealSuspension, ApplyEntry, Fee
from civic.registry.matching import WEEKDAYS
from civic.registry.models import Entry, EntryKind, Visibility
from civic.registry.queries import EntryShown, groups, opportunities, upkeep
from civic.registry.states import EntryState
from civic.rooms import queries as rooms
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

# Of what a group wrote, on its page.
MOST_POSTS = 20


@page()
def entries(visit: Visit) -> Response:
    """The list, narrowed by kind, field of activity and words; one's own entries above it."""
    today = clock.today(visit.now)
    kind, field = visit.query("kind"), visit.query("field")
    filters = queries.Filters(
        kind=EntryKind(kind) if kind in list(EntryKind) else None,
        field=field if field in ACTIVITIES else "",
        words=visit.query("q")[:200].strip(),
        area=visit.query("area")[:40].strip(),
        day=visit.query("day") if visit.query("day") in WEEKDAYS else "",
        fee=visit.query("fee") if visit.query("fee") in list(Fee) else "",
        language=visit.query("language")[:20].strip(),
        has_accessibility=visit.query("accessibility") == "yes",
    )
    found = queries.entries(visit.db, filters, today, visit.query_number("after"))
    has_more = len(found) > queries.LIST_LENGTH
    found = found[: queries.LIST_LENGTH]
    chosen = {
        "kind": filters.kind.value if filters.kind else "", "field": filters.field, "q": filters.words,
        "area": filters.area, "day": filters.day, "fee": filters.fee, "language": filters.language,
        "accessibility": "yes" if filters.has_accessibility else "",
    }  # fmt: skip
    return visit.render(
        "registry/entries.html",
        found=found,
        total=queries.total(visit.db, filters, today),
        chosen=chosen,
        kinds=list(EntryKind),
        weekdays=[*WEEKDAYS],
        fees=list(Fee),
        activities=ACTIVITIES,
        own=queries.own_entries(visit.db, visit.viewer, today),
        first=url("registry.entries", **chosen) if visit.query("after") else "",
        next=url("registry.entries", **chosen, after=found[-1].id) if has_more else "",
    )


@page()
def entry(visit: Visit) -> Response:
    shown = _entry(visit)
    return visit.render(
        "registry/entry.html",
        entry=shown,
        **(_group(visit, shown) if shown.kind is EntryKind.GROUP else {"group": None}),
        details=queries.details(visit.db, visit.viewer, shown),
        may_renew=_may_renew(visit, shown),
        photo=queries.photo(visit.db, shown.id),
        waiting_photo=queries.waiting_photo(visit.db, visit.viewer, shown),
        translations=upkeep.translations(visit.db, visit.viewer, shown),
        language_names=LANGUAGES,
    )


def _group(visit: Visit, shown: EntryShown) -> dict[str, Any]:
    """Who stands for a group, what it wrote in the rooms and where it takes part."""
    today = clock.today(visit.now)
    return {
        "group": groups.group_of(visit.db, _row(visit), today),
        "members": groups.shown_members(visit.db, shown.id, today),
        "posts": rooms.newest_posts(visit.db, visit.viewer, MOST_POSTS, group_id=shown.id),
        "events": opportunities.events_of(visit.db, shown.id),
    }


def _entry(visit: Visit) -> EntryShown:
    return queries.entry_for(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))


def _row(visit: Visit) -> Entry:
    return queries.entry_row(visit.db, visit.viewer, visit.number("entry_id"), clock.today(visit.now))


def _may_renew(visit: Visit, shown: EntryShown) -> bool:
    """Whether the button is worth showing; the verb decides."""
    if shown.expires_on is None or not shown.is_listed:
        return False
    days = max((int(d) for d in setting(visit.db, "registry.renewal_notice_days")), default=0)
    return shown.expires_on - timedelta(days=days) <= clock.today(visit.now)


def _form(visit: Visit, shown: EntryShown | None, values: dict[str, Any]) -> Response:
    kind = visit.typed.get("kind") or values.get("kind") or visit.query("kind")
    return visit.render(
        "registry/entry_form.html",
        entry=shown,
        kind=EntryKind(kind) if kind in list(EntryKind) else None,
        kinds=list(EntryKind),
        values={**values, **visit.typed},
        activities=ACTIVITIES,
        details=DETAILS,
        ties=TIES,
        conditions=actions.conditions(visit.db),
        visibilities=list(Visibility),
        fees=list(Fee),
        notice_version=actions.NOTICE_VERSION,
        min_age=setting(visit.db, "registry.min_age"),
        once=visit.typed.get("once") or token_urlsafe(12),
    )


@page()
def application(visit: Visit) -> Response:
    """First what kind, with the purpose notice; then the form of that kind."""
    require(visit.viewer, "entry.apply")
    return _form(visit, None, {})


@page(method="POST", again=application, limits=(Limit("registry.apply", 20, 3600, by_account),))
def apply_entry(visit: Visit) -> Response:
    form = ApplyEntry.read(visit.form)
    made = actions.apply_entry(visit.db, visit.viewer, form, visit.now)
    visit.say(_("申し込みを受け付けました。担当者が確認し、結果をお知らせします。"))
    return visit.go("registry.entry", entry_id=made.id)


@page()
def entry_form(visit: Visit) -> Response:
    shown = _entry(visit)
    require(visit.viewer, "entry.change", shown)
    values: dict[str, Any] = {
        "kind": shown.kind.value,
        "fields": list(shown.fields),
        "fee": shown.fee,
        "is_offered_in_rooms": shown.is_offered_in_rooms,
    }
    values.update((name, getattr(shown, name)) for name in actions.PUBLIC_COLUMNS)
    for detail in queries.details(visit.db, visit.viewer, shown):
        values[detail.name], values[f"show_{detail.name}"] = detail.value, detail.visibility.value
    return _form(visit, shown, values)


@page(method="POST", again=entry_form, limits=(Limit("registry.apply", 20, 3600, by_account),))
def change_entry(visit: Visit) -> Response:
    row = _row(visit)
    form = ApplyEntry.read(visit.form)
    actions.change_entry(visit.db, visit.viewer, row, form, visit.now)
    visit.say(_("変更を受け付けました。担当者の確認がすむまで、一覧には出ません。"))
    return visit.go("registry.entry", entry_id=row.id)


@page()
def withdrawal(visit: Visit) -> Response:
    shown = _entry(visit)
    require(visit.viewer, "entry.withdraw", shown)
    if shown.state is EntryState.WITHDRAWN:
        return visit.go("registry.entry", entry_id=shown.id)
    return visit.render("registry/withdrawal.html", entry=shown)


@page(method="POST", again=withdrawal)
def withdraw_entry(visit: Visit) -> Response:
    row = _row(visit)
    actions.withdraw_entry(visit.db, visit.viewer, row, visit.now)
    visit.say(_("登録を取り下げました。一覧と検索から、いま消えました。"))
    return visit.go("registry.entry", entry_id=row.id)


@page()
def renewal(visit: Visit) -> Response:
    shown = _entry(visit)
    require(visit.viewer, "entry.change", shown)
    return visit.render("registry/renewal.html", entry=shown)


@page(method="POST", again=renewal)
def renew_entry(visit: Visit) -> Response:
    row = _row(visit)
    actions.renew_entry(visit.db, visit.viewer, row, visit.now)
    visit.say(_("登録を更新しました。"))
    return visit.go("registry.entry", entry_id=row.id)


@page()
def appeal(visit: Visit) -> Response:
    shown = _entry(visit)
    require(visit.viewer, "entry.change", shown)
    if shown.state is not EntryState.SUSPENDED:
        return visit.go("registry.entry", entry_id=shown.id)
    return visit.render("registry/appeal.html", entry=shown)


@page(method="POST", again=appeal)
def appeal_suspension(visit: Visit) -> Response:
    row = _row(visit)
    actions.appeal_suspension(visit.db, visit.viewer, row, AppealSuspension.read(visit.form), visit.now)
    visit.say(_("申し立てを受け付けました。一覧から外した人とは別の担当者が読みます。"))
    return visit.go("registry.entry", entry_id=row.id)
