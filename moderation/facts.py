"""What the engine is told about a post: its text as folded by the caller, its author, its room and the posts around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before publication, with its folded form and the way back.

    `starts[i]` and `ends[i]` are the offsets in `original` that folded character `i` covers. Characters the folding
    dropped (a blank inside a number, a zero-width space) lie between `ends[i - 1]` and `starts[i]`.
    `tokens` are the words of the text; rules of topic look in them as well as in the text.
    """

    original: str
    folded: str
    starts: Sequence[int]
    ends: Sequence[int]
    tokens: Sequence[str] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in `original` of folded[start:end]; an empty stretch is an empty place."""
        if start >= end:
            at = self.starts[start] if 0 <= start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Author:
    """The writer as the rules see them: no name, no contact."""

    id: str | None = None
    posts_before: int = 0
    is_staff: bool = False
    suspended_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier post in the room; `text_folded` by the same folding as the draft."""

    minutes_ago: float
    text_folded: str
    same_author: bool


@dataclass(frozen=True, slots=True)
class RoomPolicy:
    """A room's own settings; a limit of 0 is no limit.

    `election_frozen`: the room is read-only in an election period. `is_election_period`: a period is on and the room
    stays open, so wording that campaigns is looked for. `topics` are folded names.
    """

    slow_mode_minutes: int = 0
    per_day_limit: int = 0
    is_pre_moderated: bool = False
    election_frozen: bool = False
    topics: tuple[str, ...] = ()
    is_election_period: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything around the text of a draft. The pace of a room is no matter of an edit."""

    author: Author
    room: RoomPolicy
    previous: tuple[Previous, ...] = ()
    is_edit: bool = False
