"""What waits on the desk of the sample city: reports, appeals, a proposal, an urgent hide, requests of people concerned."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.review import actions as review
from civic.review import queries
from civic.review.forms import (
    AddNote,
    CheckRequest,
    DecideAppeal,
    EnterReport,
    FileAppeal,
    FileReport,
    HideUrgently,
    RemovalFields,
    Suspend,
)
from civic.review.models import Act
from civic.rooms.models import Post
from civic.sample.story import Event, Row, Story, rows


def events(story: Story) -> Iterator[Event]:
    for row in rows("cases"):
        yield Event(story.moment(row["days_ago"], row["time"]), partial(TOLD[row["do"]], story, row))
        if "decide_by" in row:
            yield Event(story.moment(row["decided_days_ago"], row["decided_time"]), partial(decide, story, row))


def _post(story: Story, row: Row, db: Db) -> Post:
    return db.get_one(Post, story.posts[row["post"]])


def _act(post: Post, row: Row, db: Db) -> Act:
    return next(act for act in queries.acts_on(db, post.id) if act.kind.value == row["act"])


def report(story: Story, row: Row, db: Db, now: datetime) -> None:
    form = FileReport(article=row["article"], text=row["text"])
    review.file_report(db, story.actor(db, row["by"], now), _post(story, row, db), form, now)


def enter_report(story: Story, row: Row, db: Db, now: datetime) -> None:
    post = _post(story, row, db)
    form = EnterReport(
        post=post.id, article=row["article"], text=row["text"], channel="phone", reference=row["reference"]
    )
    review.enter_report(db, story.actor(db, row["by"], now), post, form, now)


def appeal(story: Story, row: Row, db: Db, now: datetime) -> None:
    act = _act(_post(story, row, db), row, db)
    review.file_appeal(db, story.actor(db, row["by"], now), act, FileAppeal(text=row["text"]), now)


def decide(story: Story, row: Row, db: Db, now: datetime) -> None:
    filed = queries.appeal_of(db, _act(_post(story, row, db), row, db).id)
    if filed is None:
        raise ValueError(f"no appeal about {row['post']}")
    form = DecideAppeal(outcome=row["outcome"], reason=row["reason"])
    review.decide_appeal(db, story.actor(db, row["decide_by"], now), filed, form, now)


def propose(story: Story, row: Row, db: Db, now: datetime) -> None:
    post = _post(story, row, db)
    seen = queries.seen_of(db, post)
    form = Suspend(article=row["article"], days=row["days"], reason=row["reason"], seen=seen)
    review.propose_suspension(db, story.actor(db, row["by"], now), post, form, now)


def hide_urgently(story: Story, row: Row, db: Db, now: datetime) -> None:
    form = HideUrgently(article=row["article"])
    review.hide_urgently(db, story.actor(db, row["by"], now), _post(story, row, db), form, now)


def note(story: Story, row: Row, db: Db, now: datetime) -> None:
    target = f"post:{story.posts[row['post']]}"
    review.add_note(db, story.actor(db, row["by"], now), target, AddNote(text=row["text"]), now)


def request(story: Story, row: Row, db: Db, now: datetime) -> None:
    """A removal request comes in, and a moderator finds the post it is about; one for disclosure goes to the lawyers."""
    place = f"/posts/{story.posts[row['post']]}"
    form = RemovalFields(
        kind=row["kind"], name=row["name"], contact=f"{row['by']}@mihon.example", capacity="self", places=place,
        right=row["right"], reasons=row["reasons"], notice_version=1,
    )  # fmt: skip
    asked = review.receive_request(db, form, "ja", now)
    if row["kind"] == "removal":
        moderator = story.actor(db, "moderator", now)
        review.check_request(db, moderator, asked, CheckRequest(post=str(story.posts[row["post"]])), now)


TOLD: dict[str, Callable[[Story, Row, Db, datetime], None]] = {
    "report": report, "paper": enter_report, "appeal": appeal, "suspension": propose, "urgent": hide_urgently,
    "note": note, "request": request,
}  # fmt: skip
