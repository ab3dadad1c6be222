"""The people of the sample city have read what they were told, but for the last days."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.notifications import actions as notifications
from civic.notifications.queries import unread
from civic.sample.story import Event, Story

UNREAD_DAYS = 3


def events(story: Story) -> Iterator[Event]:
    yield Event(story.moment(UNREAD_DAYS, "23:00"), partial(read_all, story))


def read_all(story: Story, db: Db, now: datetime) -> None:
    for person in story.people:
        actor = story.actor(db, person, now)
        for notice in unread(db, actor):
            notifications.mark_read(db, actor, notice, now)
