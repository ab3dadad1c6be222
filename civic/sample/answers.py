"""The sample city's answers: given to a section, drafted by one person, approved and published by another."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import cast

from sqlmodel import select

from civic.city.models import Topic
from civic.db import Db
from civic.responses import actions as responses
from civic.responses import queries
from civic.responses.faq_models import FaqItem
from civic.responses.forms import AssignAnswer, Category, DraftAnswer, DraftFaq, SeenFaq, SeenVersion, SubmitAnswer
from civic.responses.models import Response
from civic.rooms.models import Post
from civic.sample.story import Event, Row, Story, rows

# A draft begins with one of the categories; the files leave it open where the section has not settled on one.
NOT_SETTLED = "C"
# The next step of answers that are considered further lies so many days after the day the city is looked at.
NEXT_STEP_IN = 60


def events(story: Story) -> Iterator[Event]:
    made: dict[str, int] = {}
    for row in rows("answers"):
        # Last in the morning or after office hours: a question of the same day stands by then.
        assigned = story.moment(row["assigned_days_ago"], "17:15")
        yield Event(assigned, partial(assign, story, row, made))
        yield Event(story.moment(row["drafted_days_ago"], "18:00"), partial(draft, story, row, made))
        if row["status"] != "drafting":
            yield Event(story.moment(row["drafted_days_ago"], "18:30"), partial(submit, story, row, made))
        if row["status"] == "published":
            published = story.moment(row["published_days_ago"], row["time"])
            yield Event(published, partial(publish, story, row, made))
            if "faq" in row:
                day = row["published_days_ago"] - 1
                items: dict[str, int] = {}
                yield Event(story.moment(day, "18:00"), partial(draft_faq, story, row, made, items))
                yield Event(story.moment(day, "18:30"), partial(publish_faq, story, row, items))


def assign(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    post = db.get_one(Post, story.posts[row["post"]])
    form = AssignAnswer(section_id=story.sections[row["section"]], due_on=story.day(row["due_in"]))
    made[row["key"]] = responses.assign_response(db, story.actor(db, row["drafter"], now), post, form, now).id


def draft(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    evidence = f"{row['evidence'].partition('#')[0]}#{story.units[row['evidence']][1]}" if row["evidence"] else ""
    form = DraftAnswer(
        body=row["text"], category=cast(Category, row["category"] or NOT_SETTLED), ground=row["ground"], evidence=evidence,
        before_text=row["before"], after_text=row["after"],
        next_on=story.day(NEXT_STEP_IN) if (row["category"] or NOT_SETTLED) == "C" else None,
    )  # fmt: skip
    response = db.get_one(Response, made[row["key"]])
    responses.draft_response(db, story.actor(db, row["drafter"], now), response, form, now)


def submit(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    response = db.get_one(Response, made[row["key"]])
    responses.submit_response(
        db, story.actor(db, row["drafter"], now), response, SubmitAnswer(seen=_as_read(db, response).seen), now
    )


def publish(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    response = db.get_one(Response, made[row["key"]])
    responses.publish_response(db, story.actor(db, row["approver"], now), response, _as_read(db, response), now)


def draft_faq(story: Story, row: Row, made: dict[str, int], items: dict[str, int], db: Db, now: datetime) -> None:
    said = row["faq"]
    topic = db.exec(select(Topic).where(Topic.code == said["topic"])).one()
    form = DraftFaq(question=said["question"], answer=said["answer"], topic_id=topic.id)
    response = db.get_one(Response, made[row["key"]])
    items[row["key"]] = responses.draft_faq(db, story.actor(db, row["drafter"], now), response, form, now).id


def publish_faq(story: Story, row: Row, items: dict[str, int], db: Db, now: datetime) -> None:
    item = db.get_one(FaqItem, items[row["key"]])
    responses.publish_faq(db, story.actor(db, row["approver"], now), item, SeenFaq(rev=item.rev), now)


def _as_read(db: Db, response: Response) -> SeenVersion:
    newest = queries.newest_version(db, response.id)
    assert newest is not None
    return SeenVersion(seen=newest.digest)
