"""Verbs of accounts, by what they are about."""

from civic.accounts.actions.connections import record_connection
from civic.accounts.actions.counter import issue_code, use_code
from civic.accounts.actions.grants import add_grant, end_grants, grant_role, revoke_role
from civic.accounts.actions.people import add_person, ask_sign_up, change_password, confirm_sign_up, count_unread
from civic.accounts.actions.recovery import ask_reset, reset_password
from civic.accounts.actions.second_factor import check_second_factor, confirm_telephone, start_telephone
from civic.accounts.actions.sessions import SignedIn, end_session, revoke_session, revoke_sessions, sign_in

__all__ = [
    "SignedIn",
    "add_grant",
    "add_person",
    "ask_reset",
    "ask_sign_up",
    "change_password",
    "check_second_factor",
    "confirm_sign_up",
    "confirm_telephone",
    "count_unread",
    "end_grants",
    "end_session",
    "grant_role",
    "issue_code",
    "record_connection",
    "reset_password",
    "revoke_role",
    "revoke_session",
    "revoke_sessions",
    "sign_in",
    "start_telephone",
    "use_code",
]
