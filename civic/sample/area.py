"""The sample city's residents' rooms: one that was opened and talked in, one that gathers support, one declined."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from civic.accounts import actions as accounts
from civic.db import Db
from civic.permissions import Role
from civic.rooms import actions, queries
from civic.rooms.area_models import AreaProposal, CityPart
from civic.rooms.forms import DeclineArea, OpenArea, ProposeArea
from civic.sample import posts
from civic.sample.founding import FIRST
from civic.sample.story import Event, Row, Story, rows

# 運営委員: a resident who facilitates rooms of the city.
COMMITTEE = "facilitator2"


def events(story: Story) -> Iterator[Event]:
    yield Event(story.founded_at + timedelta(hours=3), partial(add_committee, story))
    for row in rows("area"):
        # One row's id, known when the proposal is made.
        made: list[int] = []
        proposed = story.moment(row["days_ago"], row["time"])
        yield Event(proposed, partial(propose, story, row, made))
        for number, person in enumerate(row["supporters"], start=1):
            yield Event(proposed + timedelta(hours=11 * number), partial(support, story, made, person))
        if row["decision"]:
            moment = story.moment(row["decision"]["days_ago"], row["decision"]["time"])
            yield Event(moment, partial(decide, story, row, made))
        for post in row["posts"]:
            facts = {**post, "room": row["key"], "cites": [], "quotes": None}
            yield Event(story.moment(post["days_ago"], post["time"]), partial(posts.publish, story, facts))


def add_committee(story: Story, db: Db, now: datetime) -> None:
    accounts.grant_role(db, story.actor(db, FIRST, now), story.people[COMMITTEE], Role.COMMITTEE_MEMBER, now=now)


def propose(story: Story, row: Row, made: list[int], db: Db, now: datetime) -> None:
    form = ProposeArea(
        title=row["title"], purpose=row["purpose"], house_rules=row["house_rules"],
        city_part=CityPart(row["city_part"]), weeks=row["weeks"],
        topic_id=story.topics[row["topic"]] if row["topic"] else None,
    )  # fmt: skip
    made.append(actions.propose_area(db, story.actor(db, row["proposer"], now), form, now).id)


def support(story: Story, made: list[int], person: str, db: Db, now: datetime) -> None:
    actions.support_area(db, story.actor(db, person, now), _proposal(db, made), now)


def decide(story: Story, row: Row, made: list[int], db: Db, now: datetime) -> None:
    facts = row["decision"]
    member = story.actor(db, facts["by"], now)
    if facts["act"] == "open":
        room = actions.open_area(db, member, _proposal(db, made), OpenArea(reason=facts["reason"]), now)
        story.rooms[row["key"]] = room.id
    else:
        actions.decline_area(db, member, _proposal(db, made), DeclineArea(reason=facts["reason"]), now)


def _proposal(db: Db, made: list[int]) -> AreaProposal:
    return queries.area_proposal(db, made[0])
