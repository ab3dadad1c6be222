"""Verbs of moderation: acts on texts, threads and people; reports, appeals, removal requests; claims and rounds."""

from civic.review.actions.appeals import decide_appeal, file_appeal
from civic.review.actions.bulk import Bulk, decide_together
from civic.review.actions.claims import add_note, claim_case, hand_over, release_case
from civic.review.actions.deciding import (
    confirm_hide,
    hide_post,
    keep_post,
    mask_post,
    publish_held,
    reject_post,
    restore_post,
)
from civic.review.actions.identities import approve_identity, ask_identity, complete_practice, read_identity
from civic.review.actions.reports import (
    close_stranded_reports,
    confirm_report,
    enter_report,
    file_report,
    forget_reporters,
    report_by_mail,
)
from civic.review.actions.requests import (
    answer_inquiry,
    ask_author,
    check_request,
    close_request,
    decide_request,
    enter_request,
    hide_for_request,
    receive_request,
)
from civic.review.actions.rounds import alert_waiting, escalate_held, return_unseconded
from civic.review.actions.sanctions import (
    carry_proposal,
    decline_proposal,
    propose_purge,
    propose_suspension,
    warn_author,
)
from civic.review.actions.threads import lock_thread, move_thread, slow_mode, split_thread, unlock_thread
from civic.review.actions.urgent import give_reason, hide_urgently, pause_site

__all__ = [
    "Bulk", "add_note", "alert_waiting", "answer_inquiry", "approve_identity", "ask_author", "ask_identity",
    "carry_proposal", "check_request", "claim_case", "close_request", "close_stranded_reports", "complete_practice",
    "confirm_hide", "confirm_report", "decide_appeal", "decide_request", "decide_together", "decline_proposal",
    "enter_report", "enter_request", "escalate_held", "file_appeal", "file_report", "forget_reporters", "give_reason",
    "hand_over", "hide_for_request", "hide_post", "hide_urgently", "keep_post", "lock_thread", "mask_post",
    "move_thread", "pause_site", "propose_purge", "propose_suspension", "publish_held", "read_identity",
    "receive_request", "reject_post", "release_case", "report_by_mail", "restore_post", "return_unseconded",
    "slow_mode", "split_thread", "unlock_thread", "warn_author",
]  # fmt: skip
