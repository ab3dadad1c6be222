"""Who may read and mark notices, follow, and see what waits and what came back."""

from civic.permissions.accounts import is_city_or_system_manager, is_own
from civic.permissions.actor import OF_RESIDENTS, Role, Viewer


def is_somebody(viewer: Viewer, thing: object = None) -> bool:
    """Anybody signed in, for themselves."""
    return viewer is not None


def has_work(viewer: Viewer, thing: object = None) -> bool:
    """An office in which things wait: any but the auditor's and the facilitator's."""
    return viewer is not None and any(g.role not in OF_RESIDENTS and g.role is not Role.AUDITOR for g in viewer.grants)


TABLE = {
    "notice.see": is_own,
    "notice.mark_read": is_own,
    "follow.choose": is_somebody,
    "waiting.see": has_work,
    "bounced_mail.see": is_city_or_system_manager,
}
