"""Verbs of the register: entries and their life, introductions, opportunities, lectures, photos, recommendations."""

from civic.registry.actions.entries import (
    PUBLIC_COLUMNS,
    appeal_suspension,
    apply_entry,
    change_entry,
    conditions,
    expire_entries,
    last_day,
    register_entry,
    reject_entry,
    remind_of_renewal,
    renew_entry,
    reveal_entry,
    suspend_entry,
    withdraw_entry,
)
from civic.registry.fields import NOTICE_VERSION

__all__ = [
    "NOTICE_VERSION",
    "PUBLIC_COLUMNS",
    "appeal_suspension",
    "apply_entry",
    "change_entry",
    "conditions",
    "expire_entries",
    "last_day",
    "register_entry",
    "reject_entry",
    "remind_of_renewal",
    "renew_entry",
    "reveal_entry",
    "suspend_entry",
    "withdraw_entry",
]
