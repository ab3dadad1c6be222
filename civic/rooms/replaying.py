"""What other rules would have said of the posts that stand: a rule set or a city file tried on the past before it is adopted."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from civic.city import queries as city
from civic.rooms.judging import FORGOTTEN, OWN_IN_A_DAY, RECENT, folded, policy_for, room_policy, with_handles
from civic.rooms.models import Post, PostState, Room, judged_text
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, Previous, Surroundings
from moderation.policy import Policy
from moderation.scale import VERDICT_OF, VERDICTS, Verdict
from moderation.verdict import Judgement, judge

STOPPED: frozenset[Verdict] = frozenset({"hold", "refuse"})


@dataclass(frozen=True, slots=True)
class Change:
    """A post the two rules judge differently: where it is and by which articles, never what it says."""

    post_id: int
    room_id: int
    written_at: datetime
    state: PostState
    before: Verdict
    after: Verdict
    grounds: tuple[tuple[int | None, str], ...]

    @property
    def is_stricter(self) -> bool:
        return VERDICTS.index(self.after) > VERDICTS.index(self.before)


@dataclass(slots=True)
class Replay:
    """The outcome over all posts judged. `by_article` counts posts newly stopped or freed by (article, code)."""

    judged: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def moves(self) -> dict[tuple[Verdict, Verdict], int]:
        return dict(Counter((one.before, one.after) for one in self.changes))

    def by_article(self, *, is_stricter: bool) -> list[tuple[int | None, str, int]]:
        """Posts by article and rule, most first; a post counts once for each rule that speaks."""
        counts = Counter(ground for one in self.changes if one.is_stricter is is_stricter for ground in one.grounds)
        return [(article, code, number) for (article, code), number in counts.most_common()]


_POSTS = select(
    col(Post.id), col(Post.room_id), col(Post.author_id), col(Post.state), col(Post.title), col(Post.body),
    col(Post.created_at), col(Post.staff_section),
).order_by(col(Post.id))  # fmt: skip


def replay(
    db: Session, since: datetime, rules: Mapping[str, Any], facts: Mapping[str, Any] | None = None, *, most: int = 0
) -> Replay:
    """Judges every post since that moment (the last `most`, if given) by the rules of its room and by `rules`.

    Each is judged in its present wording, as if posted when it was, after the posts that stood before it. `facts` is
    another city file; without it the city's own. Raises PolicyError when one of the two cannot be used.
    """
    known = dict(facts) if facts is not None else city.setting(db, "city.facts")
    new = Policy.parse(rules, city=known or None, fold=normalise_text)
    past = _Past(db, new)
    rows = list(db.execute(_POSTS))
    judged = [row.id for row in rows if row.created_at >= since and row.state not in FORGOTTEN]
    first = judged[-most] if most and len(judged) > most else 0
    outcome = Replay()
    for row in rows:
        if row.created_at >= since and row.id >= first and row.state not in FORGOTTEN:
            outcome.judged += 1
            change = past.compare(row)
            if change is not None:
                outcome.changes.append(change)
        past.add(row)
    return outcome


class _Past:
    """The posts seen so far, as each next one found them."""

    def __init__(self, db: Session, new: Policy) -> None:
        self._db, self._new = db, new
        self._rooms: dict[int, tuple[Room, Policy, Policy]] = {}
        self._newest: dict[int, deque[Row[Any]]] = {}
        self._own: dict[tuple[int, int | None], deque[Row[Any]]] = {}
        self._published: Counter[int | None] = Counter()

    def add(self, row: Row[Any]) -> None:
        self._newest.setdefault(row.room_id, deque(maxlen=RECENT)).append(row)
        self._own.setdefault((row.room_id, row.author_id), deque(maxlen=OWN_IN_A_DAY)).append(row)
        self._published[row.author_id] += row.state is PostState.PUBLISHED

    def compare(self, row: Row[Any]) -> Change | None:
        room, old, new = self._policies(row.room_id)
        draft = draft_of(judged_text(row.title, row.body))
        around = self._around(row, room)
        before = judge(draft, old, around, row.created_at)
        after = judge(draft, new, around, row.created_at)
        if before.verdict == after.verdict:
            return None
        deciding = after if VERDICTS.index(after.verdict) > VERDICTS.index(before.verdict) else before
        return Change(
            row.id, row.room_id, row.created_at, row.state, before.verdict, after.verdict, tuple(_grounds(deciding))
        )

    def _policies(self, room_id: int) -> tuple[Room, Policy, Policy]:
        found = self._rooms.get(room_id)
        if found is None:
            room = self._db.get_one(Room, room_id)
            found = room, policy_for(self._db, room), with_handles(self._db, room, self._new)
            self._rooms[room_id] = found
        return found

    def _around(self, row: Row[Any], room: Room) -> Surroundings:
        a_day_ago = row.created_at - timedelta(days=1)
        own = self._own.get((row.room_id, row.author_id), ())
        seen = {one.id: one for one in self._newest.get(row.room_id, ())}
        seen |= {one.id: one for one in own if one.created_at > a_day_ago}
        author = Author(str(row.author_id), self._published[row.author_id], is_staff=bool(row.staff_section))
        previous = tuple(
            Previous(
                minutes_ago=(row.created_at - one.created_at).total_seconds() / 60,
                text_folded="" if one.state in FORGOTTEN else folded(judged_text(one.title, one.body)),
                same_author=one.author_id == row.author_id,
            )
            for one in seen.values()
        )
        return Surroundings(author, room_policy(self._db, room, row.created_at), previous)


def _grounds(judgement: Judgement) -> Iterator[tuple[int | None, str]]:
    """Article and code of each rule that made the verdict, once."""
    yield from dict.fromkeys(
        (one.article, one.code) for one in judgement.findings if VERDICT_OF[one.action] == judgement.verdict
    )
