"""Answers drafted on a sheet come back through the same verbs: all of them, or none with the row named."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from civic import i18n
from civic.db import Db
from civic.errors import CivicError, Refused
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.actions.drafting import draft_response, submit_response
from civic.responses.forms import DraftAnswer, SubmitAnswer
from civic.responses.models import Response, ResponseVersion
from civic.responses.sheets import Line


def take_sheet(db: Db, actor: Viewer, lines: Sequence[Line], is_submitted: bool, now: datetime) -> list[int]:
    """Drafts each line as this person; `is_submitted` also hands them in for approval. Returns the duties."""
    require(actor, "response_desk.see")
    if not lines:
        raise Refused("sheets.empty")
    done = []
    for line in lines:
        response = db.get(Response, line.response_id)
        if response is None:
            raise Refused("sheets.wrong_seal", row=line.response_id)
        require(actor, "response.draft", response)
        newest = queries.newest_version(db, response.id)
        if (newest.digest[:16] if newest else "") != line.seen:
            raise Refused("sheets.changed_meanwhile", response=line.response_id)
        version = draft_response(db, actor, response, _form(line, newest), now)
        if is_submitted:
            try:
                submit_response(db, actor, response, SubmitAnswer(seen=version.digest), now)
            except CivicError as error:
                why = i18n.sentence(error.code, error.data)
                raise Refused("sheets.cannot_submit", response=line.response_id, why=why) from None
        done.append(response.id)
    return done


def _form(line: Line, newest: ResponseVersion | None) -> DraftAnswer:
    try:
        return DraftAnswer.model_validate(
            {
                "body": line.body, "category": line.category, "ground": line.ground, "evidence": line.evidence,
                "before_text": line.before_text, "after_text": line.after_text, "next_on": line.next_on or None,
                "seen": newest.digest if newest else "",
            }
        )  # fmt: skip
    except ValidationError:
        raise Refused("sheets.bad_row", response=line.response_id) from None
