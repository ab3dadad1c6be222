"""What people of the sample city write: threads and replies, later wordings, withdrawals, one draft that was refused."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.errors import Refused
from civic.rooms import actions as rooms
from civic.rooms.forms import EditPost, PublishPost
from civic.rooms.models import Post, Room
from civic.sample.story import Event, Row, Story, rows

# What the rules stopped in the story: a number nobody has: after 090 none begins with 0.
REFUSED = "急ぐ人は、会社の同僚の携帯 090-0123-4567 に直接かけてください。"


def events(story: Story) -> Iterator[Event]:
    for row in rows("posts"):
        yield Event(story.moment(row["days_ago"], row["time"]), partial(publish, story, row))
        for number, revision in enumerate(row["revisions"], start=1):
            moment = story.moment(revision["days_ago"], revision["time"])
            yield Event(moment, partial(edit, story, row, number, revision["body"]))
        if row["withdrawn"]:
            moment = story.moment(row["withdrawn"]["days_ago"], row["withdrawn"]["time"])
            yield Event(moment, partial(withdraw, story, row))
    for row in rows("acts"):
        if row["act"] == "refuse":
            yield Event(story.moment(row["days_ago"], row["time"]), partial(be_refused, story, row))


def publish(story: Story, row: Row, db: Db, now: datetime) -> None:
    form = PublishPost(
        once=f"sample-{row['key']}", parent=story.posts[row["parent"]] if row["parent"] else None, title=row["title"],
        type=row["type"], body=row["body"], cites=[str(story.units[place][0]) for place in row["cites"]],
        quotes=story.posts[row["quotes"]] if row["quotes"] else None, acknowledge=True, is_eligible=True,
        group=story.entries[row["group"]] if "group" in row else None,
    )  # fmt: skip
    room = db.get_one(Room, story.rooms[row["room"]])
    post = rooms.publish_post(db, story.actor(db, row["author"], now), room, form, now)
    story.posts[row["key"]] = post.id


def edit(story: Story, row: Row, number: int, wording: str, db: Db, now: datetime) -> None:
    """The whole text soon after it was written; later, what the files mark as an addition."""
    post = db.get_one(Post, story.posts[row["key"]])
    if rooms.is_free_to_edit(db, post, now):
        form = EditPost(revision=number, title=row["title"], body=wording)
    else:
        form = EditPost(revision=number, addition=wording.partition("（追記）")[2])
    rooms.edit_post(db, story.actor(db, row["author"], now), post, form, now)


def withdraw(story: Story, row: Row, db: Db, now: datetime) -> None:
    rooms.withdraw_post(db, story.actor(db, row["author"], now), db.get_one(Post, story.posts[row["key"]]), now)


def be_refused(story: Story, row: Row, db: Db, now: datetime) -> None:
    """As a door does it: the verb's refusal leaves only that there was one, and by which rule."""
    room = db.get_one(Room, story.rooms[row["room"]])
    form = PublishPost(once=f"sample-{row['key']}", title="お急ぎの方へ", body=REFUSED, acknowledge=True)
    try:
        rooms.publish_post(db, story.actor(db, row["author"], now), room, form, now)
    except Refused as refusal:
        if refusal.record is not None:
            refusal.record(db)
            return
    raise ValueError("the draft with a telephone number was not refused")
