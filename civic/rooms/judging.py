"""A draft before the rules: what the engine is told of author, room and earlier posts, and what it says of the text."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from civic.city import queries as city
from civic.city.models import RuleSet, Topic
from civic.permissions import Actor
from civic.rooms.models import ElectionPolicy, Post, PostFinding, PostState, Room, RoomTopic, judged_text
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, Previous, RoomPolicy, Surroundings
from moderation.policy import Policy
from moderation.verdict import Finding, Judgement, judge, sentence_code

# Earlier posts the draft is compared with: of anyone, and of the author within the last day.
RECENT = 50
OWN_IN_A_DAY = 100
MOST_HANDLES = 500
# A text its author took back may be posted again.
FORGOTTEN = (PostState.WITHDRAWN, PostState.REJECTED, PostState.PURGED)
# Personal data is not repeated on a page, not even to its author.
NOT_SHOWN = frozenset({"personal_data.my_number", "personal_data.card"})


@dataclass(frozen=True, slots=True)
class Ground:
    """One finding as its author reads it: the code of a sentence, the article, the words it is about."""

    code: str
    article: int | None
    excerpt: str

    @property
    def sentence(self) -> str:
        return sentence_code(self.code)


def grounds(judgement: Judgement, text: str) -> list[Ground]:
    """What speaks against publishing at once, worst ones and places in the text; doubles once."""
    found = dict.fromkeys(
        Ground(one.code, one.article, "" if one.code in NOT_SHOWN else text[one.start : one.end])
        for one in judgement.findings
        if one.action != "group"
    )
    return list(found)


def kept_grounds(db: Session, post: Post) -> list[Ground]:
    """Why a held post waits: what was found in its present wording, for its author."""
    if post.state is not PostState.HELD:
        return []
    query = (
        select(PostFinding)
        .where(col(PostFinding.post_id) == post.id, col(PostFinding.revision) == post.revision)
        .order_by(col(PostFinding.id))
    )
    text = post.judged_text
    return [
        Ground(one.code, one.article, "" if one.code in NOT_SHOWN else text[one.starts : one.ends])
        for one in db.execute(query).scalars()
    ]


def blacked_out(text: str, masks: tuple[tuple[int, int], ...], start: int) -> str:
    """`text` with the masked places (counted from `start` on) as black squares, one a character."""
    letters = list(text)
    for begin, end in masks:
        for place in range(max(0, begin - start), min(len(letters), end - start)):
            letters[place] = "■"
    return "".join(letters)


_ROOM: BindParameter[int] = bindparam("room")
_AUTHOR: BindParameter[int] = bindparam("author")
_NAMES = (
    select(col(Post.display_name))
    .where(col(Post.room_id) == _ROOM, col(Post.staff_section) == "")
    .distinct()
    .limit(MOST_HANDLES)
)
_COLUMNS = select(
    col(Post.id), col(Post.created_at), col(Post.author_id), col(Post.state), col(Post.title), col(Post.body)
).where(col(Post.room_id) == _ROOM)
_NEWEST = _COLUMNS.order_by(col(Post.id).desc()).limit(RECENT)
_OWN = (
    _COLUMNS.where(col(Post.author_id) == _AUTHOR, col(Post.created_at) > bindparam("since"))
    .order_by(col(Post.id).desc())
    .limit(OWN_IN_A_DAY)
)
_PUBLISHED = (
    select(col(Post.id))
    .where(col(Post.author_id) == _AUTHOR, col(Post.state) == PostState.PUBLISHED)
    .limit(bindparam("enough"))
)
_TOPICS = (
    select(col(Topic.name))
    .join(RoomTopic, col(RoomTopic.topic_id) == col(Topic.id))
    .where(col(RoomTopic.room_id) == _ROOM)
)

# Parsed rules by city and version: an adopted version never changes; the city's facts are part of the key.
_parsed: dict[tuple[str, int, str], Policy] = {}
MOST_PARSED = 64


def _policy(db: Session, version: int) -> Policy:
    facts = json.dumps(city.setting(db, "city.facts"), ensure_ascii=False, sort_keys=True)
    key = (str(db.get_bind().engine.url), version, facts)
    found = _parsed.get(key)
    if found is None:
        rules = db.get_one(RuleSet, version)
        found = Policy.parse(rules.data, city=json.loads(facts) or None, fold=normalise_text)
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        _parsed[key] = found
    return found


@lru_cache(maxsize=2000)
def folded(text: str) -> str:
    return normalise_text(text)


def policy_for(db: Session, room: Room) -> Policy:
    """The rules the room was opened under, with the city's own facts and the handles in the room."""
    assert room.rule_version is not None
    return with_handles(db, room, _policy(db, room.rule_version))


def with_handles(db: Session, room: Room, policy: Policy) -> Policy:
    """These rules with the names people post under in this room."""
    handles = {folded(name) for name in db.execute(_NAMES, {"room": room.id}).scalars()}
    known = replace(policy.city, handles_in_room=tuple(sorted(one for one in handles if len(one) > 1)))
    return replace(policy, city=known)


def _previous(db: Session, room: Room, author_id: int, now: datetime, without: int | None) -> tuple[Previous, ...]:
    values = {"room": room.id, "author": author_id, "since": now - timedelta(days=1)}
    rows = {row.id: row for query in (_NEWEST, _OWN) for row in db.execute(query, values)}
    return tuple(
        Previous(
            minutes_ago=(now - row.created_at).total_seconds() / 60,
            text_folded="" if row.state in FORGOTTEN else folded(judged_text(row.title, row.body)),
            same_author=row.author_id == author_id,
        )
        for row in rows.values()
        if row.id != without
    )


def room_policy(db: Session, room: Room, now: datetime) -> RoomPolicy:
    is_election = city.election_period(db, now) is not None
    return RoomPolicy(
        slow_mode_minutes=room.slow_mode_minutes,
        per_day_limit=room.per_day_limit,
        is_pre_moderated=room.is_pre_moderated,
        election_frozen=is_election and room.election_policy is ElectionPolicy.FREEZE,
        topics=tuple(normalise_text(name) for name in db.execute(_TOPICS, {"room": room.id}).scalars()),
        is_election_period=is_election,
    )


def judge_text(
    db: Session, actor: Actor, room: Room, text: str, now: datetime, *, as_staff: bool, edited: Post | None = None
) -> Judgement:
    """What the room's rules say of this text by this author now. An edit is not held against its own first wording,
    nor against the pace of the room."""
    policy = policy_for(db, room)
    enough = {"author": actor.person_id, "enough": int(policy.thresholds["new_author_posts"])}
    author = Author(
        id=str(actor.person_id),
        posts_before=len(db.execute(_PUBLISHED, enough).all()),
        is_staff=as_staff,
    )
    previous = _previous(db, room, actor.person_id, now, edited.id if edited is not None else None)
    around = Surroundings(author, room_policy(db, room, now), previous, is_edit=edited is not None)
    return judge(draft_of(text), policy, around, now)


def places(judgement: Judgement) -> list[Finding]:
    """Findings worth keeping with a stored post, for its author and the moderators."""
    return [one for one in judgement.findings if one.action != "group"]
