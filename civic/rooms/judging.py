"""A draft before the rules: what the engine is told of author, room and earlier posts, and what it says of the text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import overload

from sqlalchemy import BindParameter, Integer, bindparam, case, func, or_, select
from sqlmodel import Session, col

from civic import clock
from civic.city import queries as city
from civic.city.models import ElectionPeriod, RuleSet, Topic
from civic.permissions import Actor
from civic.prepared import Prepared
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
_NAMES = Prepared(
    select(col(Post.display_name))
    .where(col(Post.room_id) == _ROOM, col(Post.staff_section) == "", col(Post.channel) == "web")
    .distinct()
    .limit(MOST_HANDLES)
)
_COLUMNS = select(
    col(Post.id), col(Post.created_at), col(Post.author_id), col(Post.digest),
    case((or_(*(col(Post.state) == one for one in FORGOTTEN)), 1), else_=0),
).where(col(Post.room_id) == _ROOM)  # fmt: skip
_NEWEST = Prepared(_COLUMNS.order_by(col(Post.id).desc()).limit(RECENT))
_OWN = Prepared(
    _COLUMNS.where(col(Post.author_id) == _AUTHOR, col(Post.created_at) > bindparam("since"))
    .order_by(col(Post.id).desc())
    .limit(OWN_IN_A_DAY)
)
_WORDS = Prepared(select(col(Post.title), col(Post.body)).where(col(Post.id) == bindparam("post")))
_PUBLISHED = Prepared(
    select(col(Post.id))
    .where(col(Post.author_id) == _AUTHOR, col(Post.state) == PostState.PUBLISHED)
    .limit(bindparam("enough", type_=Integer))
)
# A room without topics gives one row without a name.
_AROUND = Prepared(
    select(
        col(Topic.name),
        select(func.count())
        .where(col(ElectionPeriod.notice_on) <= bindparam("day"), col(ElectionPeriod.vote_on) >= bindparam("day"))
        .select_from(ElectionPeriod)
        .scalar_subquery(),
    )
    .select_from(Room)
    .outerjoin(RoomTopic, col(RoomTopic.room_id) == col(Room.id))
    .outerjoin(Topic, col(Topic.id) == col(RoomTopic.topic_id))
    .where(col(Room.id) == _ROOM)
)

# Parsed rules by city and version: an adopted version never changes; the city's facts are part of the key.
_parsed: dict[tuple[str, int, str], Policy] = {}
MOST_PARSED = 64
# Earlier posts as folded, by digest.
_folded: dict[str, str] = {}
MOST_FOLDED = 2000


def policy_of(db: Session, version: int) -> Policy:
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
    return with_handles(db, room, policy_of(db, room.rule_version))


class _Handles(Sequence[str]):
    """The names people post under in a room, folded: read when a rule first asks, which few texts make it do."""

    __slots__ = ("_names",)

    def __init__(self, db: Session, room: Room) -> None:
        room_id = room.id

        @cache
        def names() -> tuple[str, ...]:
            found = {folded(name) for (name,) in _NAMES.rows(db, {"room": room_id})}
            return tuple(sorted(one for one in found if len(one) > 1))

        self._names = names

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._names()[place]

    def __len__(self) -> int:
        return len(self._names())


def with_handles(db: Session, room: Room, policy: Policy) -> Policy:
    """These rules with the names people post under in this room."""
    return replace(policy, city=replace(policy.city, handles_in_room=_Handles(db, room)))


def _words(db: Session, post_id: int, digest: str) -> str:
    """The folded words of an earlier post. Its digest is salted and stands for these words alone, so it is their key."""
    found = _folded.get(digest) if digest else None
    if found is None:
        ((title, body),) = _WORDS.rows(db, {"post": post_id})
        found = normalise_text(judged_text(title, body))
        if digest:
            if len(_folded) >= MOST_FOLDED:
                _folded.clear()
            _folded[digest] = found
    return found


def _previous(db: Session, room: Room, author_id: int, now: datetime, without: int | None) -> tuple[Previous, ...]:
    rows = {row[0]: row for row in _NEWEST.rows(db, {"room": room.id})}
    own = {"room": room.id, "author": author_id, "since": now - timedelta(days=1)}
    rows |= {row[0]: row for row in _OWN.rows(db, own)}
    rows.pop(without, None)
    return tuple(
        Previous(
            minutes_ago=(now - created_at).total_seconds() / 60,
            text_folded="" if is_forgotten else _words(db, post_id, digest),
            same_author=author == author_id,
        )
        for post_id, created_at, author, digest, is_forgotten in rows.values()
    )


def room_policy(db: Session, room: Room, now: datetime) -> RoomPolicy:
    around = _AROUND.rows(db, {"room": room.id, "day": clock.today(now)})
    is_election = around[0][1] > 0
    return RoomPolicy(
        slow_mode_minutes=room.slow_mode_minutes,
        per_day_limit=room.per_day_limit,
        is_pre_moderated=room.is_pre_moderated,
        election_frozen=is_election and room.election_policy is ElectionPolicy.FREEZE,
        topics=tuple(folded(name) for name, _ in around if name is not None),
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
        posts_before=len(_PUBLISHED.rows(db, enough)),
        is_staff=as_staff,
    )
    previous = _previous(db, room, actor.person_id, now, edited.id if edited is not None else None)
    around = Surroundings(author, room_policy(db, room, now), previous, is_edit=edited is not None)
    return judge(draft_of(text), policy, around, now)


def places(judgement: Judgement) -> list[Finding]:
    """Findings worth keeping with a stored post, for its author and the moderators."""
    return [one for one in judgement.findings if one.action != "group"]


def judge_words(db: Session, text: str, now: datetime) -> Judgement | None:
    """What the rules in force say of words that stand in no room yet; None while a city has no rules."""
    rules = city.rules_in_force(db, now)
    if rules is None or not text:
        return None
    return judge(draft_of(text), policy_of(db, rules.version), Surroundings(Author(), RoomPolicy()), now)


def without_my_number(db: Session, text: str, now: datetime) -> str:
    """The text with every 個人番号 blacked out: the city may not even keep one."""
    judgement = judge_words(db, text, now)
    found = judgement.findings if judgement is not None else ()
    places = tuple(
        (one.start, one.end) for one in found if one.code == "personal_data.my_number" and one.action == "refuse"
    )
    return blacked_out(text, places, 0)
