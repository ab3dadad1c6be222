"""Who may read the records of what was done and read."""

from typing import Any

from civic.permissions.actor import Role, Viewer


def is_auditor(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.AUDITOR)


def may_read_connections(viewer: Viewer, thing: Any = None) -> bool:
    """Addresses and times behind a post or sign-in: the system manager, each reading logged with its reason."""
    return viewer is not None and viewer.has(Role.SYSTEM_MANAGER)


TABLE = {
    "audit.see": is_auditor,
    "connection.read": may_read_connections,
}
