"""What an answer copied of a passage goes when the passage goes: the wordings before and after of category A."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from civic.db import Db
from civic.library.citing import register_withheld
from civic.library.models import MARK
from civic.responses.actions.assigning import raise_strips
from civic.responses.models import Response, ResponseVersion

_AT_ONCE = 500


@register_withheld
def withhold_evidence(db: Db, unit_ids: Sequence[int], words: str) -> None:
    """In every version, drafts too; whatever shows the answer is made anew."""
    for start in range(0, len(unit_ids), _AT_ONCE):
        some = unit_ids[start : start + _AT_ONCE]
        query = select(ResponseVersion).where(col(ResponseVersion.evidence_unit_id).in_(some))
        for version in db.execute(query).scalars().all():
            version.before_text = _without(version.before_text, words)
            version.after_text = _without(version.after_text, words)
            db.add(version)
            raise_strips(db, db.get_one(Response, version.response_id))


def _without(text: str, words: str) -> str:
    return text.replace(words, MARK) if words else MARK if text else ""
