"""Verbs of the public comment, by what they are about."""

from civic.submissions.actions.deciding import approve_result, send_result_back, write_result
from civic.submissions.actions.grouping import (
    compare_again,
    group_texts,
    place_texts,
    remove_opinion,
    write_opinion,
)
from civic.submissions.actions.intake import (
    Receipt,
    enter_submission,
    may_send,
    open_comment,
    replace_comment,
    send_comment,
)
from civic.submissions.actions.keeping import erase_identities, redact_text, see_identity

__all__ = [
    "Receipt", "approve_result", "compare_again", "enter_submission", "erase_identities", "group_texts", "may_send", "open_comment",
    "place_texts", "redact_text", "remove_opinion", "replace_comment", "see_identity", "send_comment", "send_result_back",
    "write_opinion", "write_result",
]  # fmt: skip
