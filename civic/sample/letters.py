"""Letters to the mayor in the sample city: one answered, one declined on a ground, two that wait, one of them on paper."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlmodel import select

from civic.db import Db
from civic.letters import actions, queries
from civic.letters.forms import ApproveReply, DeclineLetter, DraftReply, EnterLetter, SendLetter
from civic.letters.models import Ground, Letter
from civic.sample.story import Event, Row, Story, rows


def events(story: Story) -> Iterator[Event]:
    for number, row in enumerate(rows("letters"), start=1):
        yield Event(story.moment(row["days_ago"], "10:00"), partial(receive, story, row, number))
        if "reply" in row:
            yield Event(story.moment(row["days_ago"] - 5, "16:00"), partial(reply, story, row, number))
        if "ground" in row:
            yield Event(story.moment(row["days_ago"] - 2, "11:00"), partial(decline, story, row, number))


def _once(number: int) -> str:
    return f"sample-letter-{number:04d}"


def receive(story: Story, row: Row, number: int, db: Db, now: datetime) -> None:
    words = {"once": _once(number), "title": row["title"], "body": row["body"], "wants_answer": True}
    if "channel" in row:
        form = EnterLetter(
            **words, channel=row["channel"], received_on=story.day(-row["days_ago"]), original=row["original"]
        )
        actions.enter_letter(db, story.actor(db, "kikaku_tanto", now), form, now)
    else:
        actions.send_letter(db, SendLetter(**words), story.site.key, now)


def _letter(db: Db, number: int) -> Letter:
    return db.exec(select(Letter).where(Letter.once == _once(number))).one()


def reply(story: Story, row: Row, number: int, db: Db, now: datetime) -> None:
    letter = _letter(db, number)
    form = DraftReply(reply=row["reply"], seen=queries.digest_of(letter), is_done=True)
    actions.draft_reply(db, story.actor(db, "kikaku_tanto", now), letter, form, now)
    seen = ApproveReply(seen=queries.digest_of(letter))
    actions.approve_reply(db, story.actor(db, "kikaku_kacho", now), letter, seen, now)


def decline(story: Story, row: Row, number: int, db: Db, now: datetime) -> None:
    form = DeclineLetter(ground=Ground(row["ground"]))
    actions.decline_letter(db, story.actor(db, "kikaku_kacho", now), _letter(db, number), form, now)
