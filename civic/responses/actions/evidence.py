"""What an answer stands on: the passage a member of staff names, and what each category must carry."""

import re
from datetime import date
from urllib.parse import unquote

from civic.db import Db
from civic.errors import NotFound, Refused
from civic.library.queries import unit_at
from civic.responses.models import ResponseVersion
from civic.rooms.queries import unit_ids_of

# The address of a passage as copied from the browser, with or without host and version.
ADDRESS = re.compile(r"(?:.*/documents/)?(?P<key>[\w.\-]+)/(?P<path>[^/?#\s]+)(?:\?v=(?P<v>[0-9]{1,6}))?")


def passage_of(db: Db, reference: str) -> int | None:
    """The id of a published passage named as `document-key#seq` or by its address. Drafts of documents do not count:
    the answer will be public."""
    text = reference.strip()
    if not text:
        return None
    named = ADDRESS.fullmatch(text)
    try:
        if named is None:
            return unit_ids_of(db, [text])[0]
        version = int(named["v"]) if named["v"] else None
        return unit_at(db, None, named["key"], unquote(named["path"]), version).id
    except (NotFound, Refused):
        raise Refused("responses.no_such_passage", reference=text[:60]) from None


def missing(version: ResponseVersion, today: date) -> str:
    """The code of what the category lacks (DOMAIN §4 and §10, 9); empty when it carries what it must. `today`: the
    next step of a first answer lies ahead."""
    if not version.body.strip():
        return "responses.needs_body"
    match version.category:
        case "A" if not (version.evidence_unit_id and version.before_text and version.after_text):
            return "responses.a_needs_before_and_after"
        case "A" if version.before_text == version.after_text:
            return "responses.a_changes_nothing"
        case "B" if not version.evidence_unit_id:
            return "responses.b_needs_link"
        case "C" if not version.ground or version.next_on is None:
            return "responses.c_needs_next_step"
        case "C" if version.number == 1 and version.next_on is not None and version.next_on < today:
            return "responses.c_is_past"
        case "D" if not version.ground:
            return "responses.d_needs_reason"
        case "":
            return "responses.needs_category"
    return ""
