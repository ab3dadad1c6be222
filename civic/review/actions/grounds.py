"""What every act asks before anything is written: is the case as it was seen, is there a ground, may this person."""

from datetime import datetime, timedelta

from civic import clock
from civic.city.models import Section
from civic.db import Db
from civic.errors import Refused, Stale
from civic.i18n import sentence
from civic.permissions import Actor
from civic.review import queries
from civic.review.models import ActKind, Claim, Training
from civic.rooms.models import Post

# What an article must allow for each act; hiding and keeping back weigh the same.
ALLOWED: dict[ActKind, str] = {
    ActKind.REJECT: "hide", ActKind.HIDE: "hide", ActKind.MASK: "mask", ActKind.MOVE: "move", ActKind.SPLIT: "move",
    ActKind.LOCK_THREAD: "lock_thread", ActKind.SLOW_MODE: "slow_mode", ActKind.WARN: "warn",
    ActKind.SUSPEND_USER: "suspend_user", ActKind.PURGE: "purge",
}  # fmt: skip
# Acts against a text: those about a section are decided outside it (criticism of the city is no ground).
AGAINST_THE_TEXT = frozenset({ActKind.REJECT, ActKind.HIDE, ActKind.MASK, ActKind.PURGE, ActKind.CONFIRM})


def need_fresh(db: Db, post: Post, seen: str) -> None:
    """The post is as the moderator saw it; else the second one is told what the first decided."""
    db.refresh(post, with_for_update=True)
    if seen == queries.seen_of(db, post):
        return
    last = queries.last_act(db, post.id)
    if last is None or seen.rpartition(".")[2] == str(last.id):
        raise Stale("review.post_rewritten")
    raise Stale(
        "review.already_decided", act=sentence(f"review.kind.{last.kind.value}"), article=last.article,
        at=f"{clock.tokyo(last.decided_at):%-m月%-d日%H:%M}",
    )  # fmt: skip


def need_reason(db: Db, reason: str) -> None:
    least = queries.min_reason(db)
    if len(reason) < least:
        raise Refused("review.reason_too_short", least=least, length=len(reason))


def need_article(db: Db, post: Post, kind: ActKind, article: int) -> None:
    """An article in force when the post was written, that allows this act (DOMAIN §10, 3)."""
    if article not in queries.articles(db, post.rule_version):
        raise Refused("review.no_such_article", article=article)
    if article not in queries.articles_allowing(db, post.rule_version, ALLOWED[kind]):
        code = "article_does_not_allow" if ALLOWED[kind] == "hide" else "article_not_for_this"
        raise Refused(f"review.{code}", article=article)


def need_free(db: Db, actor: Actor, target: str, now: datetime) -> None:
    """Nobody else has the case in hand."""
    claim = db.get(Claim, target)
    if claim is None or claim.person_id == actor.person_id:
        return
    if claim.claimed_at + timedelta(hours=queries.claim_hours(db)) > now:
        raise Refused("review.claimed_by_other", name=queries.name_of(db, claim.person_id))


def need_outside(db: Db, actor: Actor, post: Post, about: int | None) -> int | None:
    """The section the post speaks of, when this person does not work for it; Refused when they do."""
    sections = queries.sections_spoken_of(db, post)
    if about is not None and db.get(Section, about) is not None:
        sections.insert(0, about)
    inside = {grant.scope_id for grant in actor.grants if grant.scope == "section"}
    for section_id in sections:
        if section_id in inside:
            raise Refused("review.own_section", section=db.get_one(Section, section_id).name)
    return sections[0] if sections else None


def need_trained(db: Db, actor: Actor) -> None:
    """Where the city asks it, the role takes effect with the day the practice room was finished."""
    if queries.training_required(db) and db.get(Training, actor.person_id) is None:
        raise Refused("review.practice_first")
