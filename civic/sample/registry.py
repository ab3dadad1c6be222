"""The sample city's register: people, groups and places apply, the officer checks, one entry runs out."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.db import Db
from civic.registry import actions as registry
from civic.registry.forms import ApplyEntry, Decide
from civic.registry.models import Entry
from civic.sample import registry_acts
from civic.sample.story import Event, Row, Story, rows

OFFICER = "registry_officer"
# Who hands in what groups without an account brought to the counter on paper.
CLERK = "kyodo_tanto"
PLAIN = (
    "kind", "display_name", "kana", "fields", "skills", "introduction", "areas", "days", "fee", "languages",
    "accessibility",
)  # fmt: skip


def events(story: Story) -> Iterator[Event]:
    made = story.entries
    for row in rows("registry"):
        yield Event(story.moment(row["applied_days_ago"], "19:30"), partial(apply, story, row, made))
        if row["state"] != "applied":
            yield Event(story.moment(row["decided_days_ago"], "11:00"), partial(register, story, row, made))
    yield from registry_acts.events(story, made)


def apply(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    fields: Row = {name: row[name] for name in PLAIN}
    for detail in row["details"]:
        fields[detail["name"]] = detail["value"]
        fields[f"show_{detail['name']}"] = detail["visibility"]
    form = ApplyEntry(
        **fields, is_offered_in_rooms=row["kind"] != "place", consent="yes", notice_version=registry.NOTICE_VERSION, once=f"sample-{row['key']}"
    )  # fmt: skip
    actor = story.actor(db, row["person"] or CLERK, now)
    made[row["key"]] = registry.apply_entry(db, actor, form, now).id


def register(story: Story, row: Row, made: dict[str, int], db: Db, now: datetime) -> None:
    entry = db.get_one(Entry, made[row["key"]])
    registry.register_entry(db, story.actor(db, OFFICER, now), entry, Decide(seen=entry.rev), now)
    if row["state"] == "expired":
        # Periods end with a fiscal year; the story needs one that ended lately. The daily round does the rest.
        entry.expires_on = story.day(row["expires_in"])
        db.add(entry)
