"""Verbs of notifications, by what they are about."""

from civic.notifications.actions.bouncing import mail_again, record_bounce, take_bounce
from civic.notifications.actions.following import choose_mail, follow, mute, note_seen, stop_mail, unfollow
from civic.notifications.actions.mailing import (
    claim_mail,
    defer_mail,
    finish_mail,
    forget_mails,
    later_again,
    plan_at_once,
    plan_digests,
    plan_staff_mail,
)
from civic.notifications.actions.news import BREATH, Happened, note_news, note_rooms_seen, spread
from civic.notifications.actions.telling import (
    defer_own,
    mark_all_read,
    mark_read,
    note_mailed,
    remind,
    tell,
)

__all__ = [
    "BREATH", "Happened", "choose_mail", "claim_mail", "defer_mail", "defer_own", "finish_mail", "follow", "forget_mails",
    "later_again", "mail_again", "mark_all_read", "mark_read", "mute", "note_mailed", "note_news", "note_rooms_seen",
    "note_seen", "plan_at_once", "plan_digests", "plan_staff_mail", "record_bounce", "remind", "spread", "stop_mail",
    "take_bounce", "tell", "unfollow",
]  # fmt: skip
