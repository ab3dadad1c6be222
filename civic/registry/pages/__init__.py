"""Doors of the register: for residents, and the registry officer's desk."""

from starlette.routing import BaseRoute

from civic.registry.pages import officer, residents
from civic.web.page import route

routes: list[BaseRoute] = [
    route("/registry", residents.entries),
    route("/registry/apply", residents.application, residents.apply_entry),
    route("/registry/{entry_id:int}", residents.entry),
    route("/registry/{entry_id:int}/edit", residents.entry_form, residents.change_entry),
    route("/registry/{entry_id:int}/withdraw", residents.withdrawal, residents.withdraw_entry),
    route("/registry/{entry_id:int}/renew", residents.renewal, residents.renew_entry),
    route("/staff/registry", officer.queue),
    route("/staff/registry/{entry_id:int}", officer.entry_check),
    route("/staff/registry/{entry_id:int}/open", officer.reveal_entry),
    route("/staff/registry/{entry_id:int}/register", officer.register_entry),
    route("/staff/registry/{entry_id:int}/reject", officer.reject_entry),
    route("/staff/registry/{entry_id:int}/suspend", officer.suspend_entry),
]
