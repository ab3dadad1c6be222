"""What a resident of the sample city follows and has muted."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.notifications import actions as notifications
from civic.notifications.models import FollowKind, Rhythm
from civic.sample.story import Event, Story

DAYS_AGO = 2


def events(story: Story) -> Iterator[Event]:
    yield Event(story.moment(DAYS_AGO, "12:00"), partial(follow_things, story))


def follow_things(story: Story, db: Db, now: datetime) -> None:
    """The resident: a room at once, the parks section once a week, one topic muted."""
    resident = story.actor(db, "resident", now)
    rooms = list(story.rooms.values())
    choices = (
        (FollowKind.ROOM, str(rooms[0]), Rhythm.AT_ONCE),
        (FollowKind.ROOM, str(rooms[1]), Rhythm.DAILY),
        (FollowKind.SECTION, str(next(iter(story.sections.values()))), Rhythm.WEEKLY),
        (FollowKind.COLLECTION, "minutes", Rhythm.NEVER),
    )
    for kind, target, rhythm in choices:
        notifications.follow(db, resident, kind, target, rhythm, now)
    notifications.mute(db, resident, FollowKind.ROOM, str(rooms[2]), now)
