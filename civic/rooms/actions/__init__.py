"""Verbs of rooms and posts, and the mechanics that wings above call."""

from civic.rooms.actions.area import (
    conclude_room,
    decline_area,
    open_area,
    propose_area,
    support_area,
    withdraw_area,
)
from civic.rooms.actions.changing import edit_post, is_free_to_edit, preview_edit, withdraw_post
from civic.rooms.actions.drafting import PLAIN, draft_room, edit_room, missing
from civic.rooms.actions.entering import enter_post
from civic.rooms.actions.helping import answer_helping, ask_helper, stop_helping
from civic.rooms.actions.mechanics import (
    count_waiting,
    move_room,
    note_city_post,
    raise_context,
    set_status,
)
from civic.rooms.actions.passing import (
    announce_room,
    approve_room,
    cancel_room,
    record_passage,
    resume_room,
    return_room_to_draft,
    suspend_room,
)
from civic.rooms.actions.publishing import preview_post, publish_post
from civic.rooms.actions.reading import mark_read

__all__ = [
    "PLAIN",
    "announce_room",
    "answer_helping",
    "approve_room",
    "ask_helper",
    "cancel_room",
    "conclude_room",
    "count_waiting",
    "decline_area",
    "draft_room",
    "edit_post",
    "edit_room",
    "enter_post",
    "is_free_to_edit",
    "mark_read",
    "missing",
    "move_room",
    "note_city_post",
    "open_area",
    "preview_edit",
    "preview_post",
    "propose_area",
    "publish_post",
    "raise_context",
    "record_passage",
    "resume_room",
    "return_room_to_draft",
    "set_status",
    "stop_helping",
    "support_area",
    "suspend_room",
    "withdraw_area",
    "withdraw_post",
]
