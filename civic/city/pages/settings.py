"""Doors of the settings: all of them, and one with its history."""

from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.city import actions, forms, queries, setting_values
from civic.city.queries import DEFAULTS
from civic.errors import NotFound
from civic.i18n import TERMS, sentence
from civic.permissions import require
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def settings(visit: Visit) -> Response:
    require(visit.viewer, "setting.change")
    values = queries.settings(visit.db)
    shown = [(name, setting_values.show(name, value), value != DEFAULTS[name]) for name, value in values.items()]
    return visit.render("city/settings.html", settings=shown)


@page()
def setting(visit: Visit) -> Response:
    require(visit.viewer, "setting.change")
    name = visit.text("setting")
    if name not in DEFAULTS:
        raise NotFound
    rows = queries.history(visit.db, name)
    return visit.render(
        "city/setting.html",
        name=name,
        kind=setting_values.kind(name),
        terms=TERMS,
        fields=setting_values.show(name, queries.setting(visit.db, name)),
        default=setting_values.show(name, DEFAULTS[name]),
        history=[(row, setting_values.show(name, row.value)) for row in rows],
        names=display_names(visit.db, [row.changed_by for row in rows if row.changed_by is not None]),
    )


@page(method="POST", again=setting)
def change_setting(visit: Visit) -> Response:
    name = visit.text("setting")
    if name not in DEFAULTS:
        raise NotFound
    value = setting_values.parse(name, forms.typed_fields(visit.form))
    changed = actions.change_setting(visit.db, visit.viewer, name, value, visit.now)
    visit.say(sentence("city.setting_changed" if changed else "city.setting_same"))
    return visit.go("city.settings")


routes = [
    route("/staff/settings", settings),
    route("/staff/settings/{setting}", setting, change_setting),
]
