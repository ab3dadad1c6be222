"""Doors of letters to the mayor."""

from civic.letters.pages import desk, sending
from civic.web.page import route

routes = [
    route("/letters", sending.letters, sending.send_letter),
    route("/letters/new", sending.new_letter),
    route("/letters/paper", sending.paper),
    route("/letters/slip", sending.slip, sending.open_letter),
    route("/staff/letters", desk.desk),
    route("/staff/letters/new", desk.new_entry, desk.enter_letter),
    route("/staff/letters/{letter_id:int}", desk.letter),
    route("/staff/letters/{letter_id:int}/post", desk.post_letter),
    route("/staff/letters/{letter_id:int}/reply", desk.draft_reply),
    route("/staff/letters/{letter_id:int}/approve", desk.approve_reply),
    route("/staff/letters/{letter_id:int}/decline", desk.decline_letter),
    route("/staff/letters/{letter_id:int}/sender", desk.see_sender),
]
