"""Who may read and mark notices."""

from civic.permissions.accounts import is_own

TABLE = {
    "notice.see": is_own,
    "notice.mark_read": is_own,
}
