"""Who may read the records of what was done and read, work on requests about personal data, and tell of a breach."""

from typing import Any, Protocol

from civic.permissions.accounts import is_own, is_signed_in
from civic.permissions.actor import Role, Viewer


class Requested(Protocol):
    """A request about somebody's own data."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def checked_by(self) -> int | None: ...
    @property
    def entered_by(self) -> int | None: ...


class Drafted(Protocol):
    """A public word on a breach."""

    @property
    def drafted_by(self) -> int: ...


def is_auditor(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.AUDITOR)


def may_read_connections(viewer: Viewer, thing: Any = None) -> bool:
    """Addresses and times behind a post or sign-in: the system manager, each reading logged with its reason."""
    return viewer is not None and viewer.has(Role.SYSTEM_MANAGER)


def may_see_requests(viewer: Viewer, thing: Any = None) -> bool:
    """Those who prepare and those who decide."""
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has(Role.APPROVER))


def may_work_on_request(viewer: Viewer, request: Requested | None = None) -> bool:
    """The city manager, never on a request of one's own."""
    return viewer is not None and viewer.has(Role.CITY_MANAGER) and (request is None or not is_own(viewer, request))


def may_decide_request(viewer: Viewer, request: Requested) -> bool:
    """An approver for the whole city, who neither asked, nor typed it in, nor identified the person."""
    if viewer is None or not viewer.has(Role.APPROVER):
        return False
    return viewer.person_id not in (request.person_id, request.checked_by, request.entered_by)


def may_record_incident(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has(Role.SYSTEM_MANAGER))


def may_see_incidents(viewer: Viewer, thing: Any = None) -> bool:
    """Those who record, those who approve, and the auditor."""
    return may_record_incident(viewer) or is_auditor(viewer) or (viewer is not None and viewer.has(Role.APPROVER))


def may_publish_report(viewer: Viewer, report: Drafted) -> bool:
    """A city manager or an approver for the whole city, never the writer."""
    if viewer is None or viewer.person_id == report.drafted_by:
        return False
    return viewer.has(Role.CITY_MANAGER) or viewer.has(Role.APPROVER)


TABLE = {
    "audit.see": is_auditor,
    "connection.read": may_read_connections,
    "own_data.see": is_own,
    "account.leave": is_own,
    "data_request.file": is_signed_in,
    "data_request.see": may_see_requests,
    "data_request.work": may_work_on_request,
    "data_request.decide": may_decide_request,
    "incident.see": may_see_incidents,
    "incident.record": may_record_incident,
    "incident.publish": may_publish_report,
}
