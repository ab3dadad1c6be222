"""Verbs of answers: assign, draft, hand in, send back, publish; and the rounds of the day."""

from civic.responses.actions.approving import publish_response, send_back
from civic.responses.actions.assigning import assign_response, count_waiting, due_day, move_duties
from civic.responses.actions.drafting import draft_response, submit_response

__all__ = [
    "assign_response", "count_waiting", "draft_response", "due_day", "move_duties", "publish_response", "send_back",
    "submit_response",
]  # fmt: skip
