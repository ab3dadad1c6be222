"""Doors of the public comment."""

from civic.submissions.pages import desk, reading, sending, staff_result
from civic.web.page import route

routes = [
    route("/c/{room_id:int}", sending.short_comment),
    route("/rooms/{room_id:int}/comment", sending.comment, sending.send_comment),
    route("/rooms/{room_id:int}/comment/paper", sending.paper),
    route("/comment/replace", sending.replacement, sending.open_comment),
    route("/comment/replace/words", sending.replace_comment),
    route("/rooms/{room_id:int}/result", reading.result),
    route("/rooms/{room_id:int}/result/{number:int}", reading.result_version),
    route("/rooms/{room_id:int}/result/{number:int}/{kind:str}", reading.result_file),
    route("/rooms/{room_id:int}/opinions-sent", reading.originals),
    route("/staff/rooms/{room_id:int}/submissions", desk.desk, desk.place_texts),
    route("/staff/rooms/{room_id:int}/submissions/compare", desk.compare_texts),
    route("/staff/rooms/{room_id:int}/submissions/new", desk.new_submission, desk.enter_submission),
    route("/staff/submission-texts/{text_id:int}", desk.text, desk.redact_text),
    route("/staff/submissions/{submission_id:int}", desk.submission, desk.see_identity),
    route("/staff/comment-opinions/{opinion_id:int}", staff_result.opinion, staff_result.write_opinion),
    route("/staff/comment-opinions/{opinion_id:int}/remove", staff_result.remove_opinion),
    route("/staff/rooms/{room_id:int}/comment-result", staff_result.draft, staff_result.write_result),
    route("/staff/rooms/{room_id:int}/comment-result/approve", staff_result.approve_result),
    route("/staff/rooms/{room_id:int}/comment-result/send-back", staff_result.send_result_back),
]
