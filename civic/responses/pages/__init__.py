"""Doors of answers."""

from civic.responses.pages import reading, staff
from civic.web.page import route

routes = [
    route("/answers", reading.answers),
    route("/answers/{response_id:int}", reading.answer),
    route("/staff/answers", staff.desk),
    route("/posts/{post_id:int}/assign", staff.new_assignment, staff.assign_response),
    route("/responses/{response_id:int}/draft", staff.draft, staff.draft_response),
    route("/responses/{response_id:int}/submit", staff.submit_response),
    route("/responses/{response_id:int}/approve", staff.approval, staff.publish_response),
    route("/responses/{response_id:int}/send-back", staff.send_back),
]
