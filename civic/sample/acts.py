"""What the moderators of the sample city decide, each with article and reason."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.review import actions as review
from civic.review import queries as review_queries
from civic.review.forms import Decide, PublishHeld, Warn
from civic.rooms.models import Post, PostState
from civic.sample.story import Event, Row, Story, rows


def events(story: Story) -> Iterator[Event]:
    """A refusal is told with the posts; appeals, reports and requests with the cases."""
    for row in rows("acts"):
        if row["act"] != "refuse":
            yield Event(story.moment(row["days_ago"], row["time"]), partial(decide, story, row))


def decide(story: Story, row: Row, db: Db, now: datetime) -> None:
    post = db.get_one(Post, story.posts[row["post"]])
    if row["act"] == "hold":
        # The rules did it when the post was sent; the story only says so.
        if post.state is not PostState.HELD:
            raise ValueError(f"{row['post']} was not held")
        return
    moderator, seen = story.actor(db, row["by"], now), review_queries.seen_of(db, post)
    against = Decide(article=row["article"], reason=row["reason"], seen=seen)
    in_favour = PublishHeld(reason=row["reason"], seen=seen)
    match row["act"]:
        case "reject":
            review.reject_post(db, moderator, post, against, now)
        case "hide":
            review.hide_post(db, moderator, post, against, now)
        case "publish":
            review.publish_held(db, moderator, post, in_favour, now)
        case "restore":
            review.restore_post(db, moderator, post, in_favour, now)
        case "confirm":
            review.confirm_hide(db, moderator, post, in_favour, now)
        case "warn":
            review.warn_author(db, moderator, post, Warn(article=row["article"], reason=row["reason"], seen=seen), now)
