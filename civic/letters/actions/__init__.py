"""Verbs of letters: they come in, and the office decides what becomes of each."""

from civic.letters.actions.deciding import (
    approve_reply,
    decline_letter,
    draft_reply,
    erase_senders,
    note_told,
    post_letter,
    see_sender,
)
from civic.letters.actions.intake import Slip, enter_letter, open_letter, send_letter

__all__ = [
    "Slip", "approve_reply", "decline_letter", "draft_reply", "enter_letter", "erase_senders", "note_told", "open_letter",
    "post_letter", "see_sender", "send_letter",
]  # fmt: skip
