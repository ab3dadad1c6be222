"""Verbs from discussion to answer: group, propose, object; assign, draft, read, approve, release; and the rounds."""

from civic.responses.actions import withholding as withholding
from civic.responses.actions.approving import (
    publish_response,
    record_approval,
    return_review,
    review_response,
    send_back,
)
from civic.responses.actions.assigning import (
    assign_proposal,
    assign_response,
    count_waiting,
    due_day,
    move_duties,
    promised,
    transfer_response,
)
from civic.responses.actions.closing import archive_room, begin_follow_up, close_answers
from civic.responses.actions.drafting import acknowledge_response, draft_response, reader_ids, submit_response
from civic.responses.actions.faq import draft_faq, edit_faq, publish_faq, retire_faq
from civic.responses.actions.following import report_follow_up
from civic.responses.actions.grouping import change_item, drop_item, group_posts, take_out
from civic.responses.actions.objecting import answer_objection, object_to_item
from civic.responses.actions.office import (
    end_deputy,
    hand_over,
    mark_post,
    name_deputy,
    retire_template,
    write_template,
)
from civic.responses.actions.proposing import (
    checksum,
    endorse_proposal,
    show_summary,
    submit_proposal,
    write_proposal,
)
from civic.responses.actions.recording import ask_for_archive, begin_record, keep_edition
from civic.responses.actions.releasing import join_answers, release_due, set_release
from civic.responses.actions.replying import answer_survey, rate_answer
from civic.responses.actions.sheeting import take_sheet

__all__ = [
    "acknowledge_response",
    "answer_objection",
    "answer_survey",
    "archive_room",
    "ask_for_archive",
    "assign_proposal",
    "assign_response",
    "begin_follow_up",
    "begin_record",
    "change_item",
    "checksum",
    "close_answers",
    "count_waiting",
    "draft_faq",
    "draft_response",
    "drop_item",
    "due_day",
    "edit_faq",
    "end_deputy",
    "endorse_proposal",
    "group_posts",
    "hand_over",
    "join_answers",
    "keep_edition",
    "mark_post",
    "move_duties",
    "name_deputy",
    "object_to_item",
    "promised",
    "publish_faq",
    "publish_response",
    "rate_answer",
    "reader_ids",
    "record_approval",
    "release_due",
    "report_follow_up",
    "retire_faq",
    "retire_template",
    "return_review",
    "review_response",
    "send_back",
    "set_release",
    "show_summary",
    "submit_proposal",
    "submit_response",
    "take_out",
    "take_sheet",
    "transfer_response",
    "write_proposal",
    "write_template",
]  # fmt: skip
