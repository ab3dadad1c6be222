"""Input of notifications: what to follow and how to get mail."""

from typing import Annotated, Literal

from pydantic import Field

from civic.forms import Form
from civic.notifications.models import FollowKind, Rhythm


class FollowThing(Form):
    """`choice` is a rhythm, `mute` or `leave`. `target` names the thing; for a search it is its query."""

    kind: FollowKind
    target: Annotated[str, Field(max_length=2000)]
    choice: Literal["at_once", "daily", "weekly", "never", "mute", "leave"]


class ChooseMail(Form):
    """Rhythms to begin with, when digests come, and whether own threads are followed."""

    own_rhythm: Rhythm
    follow_rhythm: Rhythm
    hour: Annotated[int, Field(ge=0, le=23)]
    weekday: Annotated[int, Field(ge=0, le=6)]
    follows_own: bool = False
