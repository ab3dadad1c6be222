"""Residents' replies: rate_answer under an answer, answer_survey at a room's close. Only their sums are shown."""

from datetime import datetime

from civic.db import Db
from civic.errors import Refused
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.follow_models import AnswerFeedback, SurveyReply
from civic.responses.forms import AnswerSurvey, RateAnswer
from civic.responses.models import Response
from civic.rooms.models import Room
from civic.rooms.states import RoomState

SURVEYED = (RoomState.SUMMARISING, RoomState.SUBMITTED, RoomState.ANSWERED, RoomState.FOLLOW_UP, RoomState.ARCHIVED)


def rate_answer(db: Db, actor: Viewer, response: Response, form: RateAnswer, now: datetime) -> AnswerFeedback:
    """「この回答は分かりやすかったですか」: one reply to one version; a second one takes the place of the first."""
    who = require(actor, "answer.rate", response)
    versions = queries.published_versions(db, response.id)
    key = (versions[0].version_id, who.person_id)
    reply = db.get(AnswerFeedback, key) or AnswerFeedback(
        version_id=key[0], person_id=key[1], score=form.score, replied_at=now
    )
    reply.score, reply.replied_at = form.score, now
    db.add(reply)
    db.flush()
    return reply


def answer_survey(db: Db, actor: Viewer, room: Room, form: AnswerSurvey, now: datetime) -> SurveyReply:
    """Three questions once the room is closed; a second reply takes the place of the first."""
    who = require(actor, "survey.answer", room)
    if room.state_at(now) not in SURVEYED:
        raise Refused("responses.survey_not_open")
    reply = db.get(SurveyReply, (room.id, who.person_id)) or SurveyReply(
        room_id=room.id, person_id=who.person_id, understood=3, heard=3, again=3, replied_at=now
    )
    reply.understood, reply.heard, reply.again, reply.replied_at = form.understood, form.heard, form.again, now
    db.add(reply)
    db.flush()
    return reply
