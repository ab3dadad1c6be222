"""Several cases decided alike with one ground: each goes through its own guards, and each refusal is told."""

from dataclasses import dataclass, field
from datetime import datetime

from civic.db import Db
from civic.errors import CivicError, Refused
from civic.i18n import sentence
from civic.permissions import Viewer, require
from civic.review import queries
from civic.review.actions import deciding
from civic.review.forms import BulkDecide, Decide, PublishHeld

VERBS = {"publish_held": deciding.publish_held, "keep": deciding.keep_post}
AGAINST = {"reject": deciding.reject_post, "hide": deciding.hide_post}


@dataclass(slots=True)
class Bulk:
    """How many were decided; of the others (post, why not)."""

    done: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def decide_together(db: Db, actor: Viewer, form: BulkDecide, now: datetime) -> Bulk:
    """One press, one ground; what a guard refuses stays as it is and does not hold up the others."""
    require(actor, "desk.see")
    reason = "\n".join(part for part in (form.template, form.reason) if part)
    if form.act in AGAINST and form.article is None:
        raise Refused("review.choose_article")
    result = Bulk()
    for line in form.cases:
        number, _, seen = line.partition(":")
        post = queries.post_numbered(db, number)
        if post is None:
            continue
        try:
            with db.begin_nested():
                if form.act in AGAINST and form.article is not None:
                    AGAINST[form.act](db, actor, post, Decide(reason=reason, seen=seen, article=form.article), now)
                else:
                    VERBS[form.act](db, actor, post, PublishHeld(reason=reason, seen=seen), now)
            result.done += 1
        except CivicError as error:
            result.refused.append((post.id, sentence(error.code, error.data)))
    if not result.done and result.refused:
        raise Refused("review.none_decided", why=result.refused[0][1])
    return result
