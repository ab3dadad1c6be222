"""Doors of rooms."""

from civic.rooms.pages import entering, people, reading, replaying, staff, unread, writing
from civic.web.page import route

routes = [
    route("/rooms", reading.rooms),
    route("/rooms/{room_id:int}", reading.room),
    route("/rooms/{room_id:int}/new", writing.new_post),
    route("/rooms/{room_id:int}/read", unread.mark_read),
    route("/rooms/{room_id:int}/unread", unread.first_unread),
    route("/rooms/{room_id:int}/news", unread.news),
    route("/rooms/{room_id:int}/people", people.people),
    route("/rooms/{room_id:int}/posts", writing.publish_post),
    route("/threads/{post_id:int}", reading.thread),
    route("/posts/{post_id:int}", reading.post),
    route("/posts/{post_id:int}/receipt", reading.receipt),
    route("/posts/{post_id:int}/reply", writing.reply),
    route("/posts/{post_id:int}/actions", reading.post_actions),
    route("/posts/{post_id:int}/history", reading.history),
    route("/posts/{post_id:int}/edit", writing.post_edit, writing.edit_post),
    route("/posts/{post_id:int}/withdraw", writing.withdrawal, writing.withdraw_post),
    route("/discuss", reading.discuss),
    route("/staff/rules/{version:int}/replay", replaying.replay),
    route("/staff/rooms", staff.staff_rooms),
    route("/staff/rooms/new", staff.new_room, staff.draft_room),
    route("/staff/rooms/{room_id:int}", staff.room_desk),
    route("/staff/rooms/{room_id:int}/edit", staff.room_edit, staff.edit_room),
    route("/staff/rooms/{room_id:int}/enter", entering.new_entry, entering.enter_post),
    route("/rooms/{room_id:int}/paper", entering.paper),
    route("/staff/rooms/{room_id:int}/approve", staff.approve_room),
    route("/staff/rooms/{room_id:int}/return", staff.return_room_to_draft),
    route("/staff/rooms/{room_id:int}/announce", staff.announce_room),
    route("/staff/rooms/{room_id:int}/suspend", staff.suspend_room),
    route("/staff/rooms/{room_id:int}/resume", staff.resume_room),
    route("/staff/rooms/{room_id:int}/cancel", staff.cancel_room),
]
