"""The beginning of the sample city: people, roles, sections, topics, settings, rules, an election period."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

import pyotp
from sqlmodel import Session, col, select

from civic import clock
from civic.accounts import actions as accounts
from civic.accounts.passwords import hash_password
from civic.accounts.queries.own import own_account
from civic.city import actions as city
from civic.city.models import RuleSet, Section, Topic
from civic.db import Db
from civic.permissions import Role
from civic.sample.story import Event, Row, Story, at, facts, rows
from moderation.policy import default_policy_data

# Everybody's: the sample city is for looking around, and answers on this machine only until somebody changes that.
PASSWORD = "mihon-no-machi-2026"  # noqa: S105
FIRST = "city_manager"
# Rules of the whole city need an approver for the whole city; in this one it is the head of planning.
RULES_APPROVER = "kikaku_kacho"


def events(story: Story) -> Iterator[Event]:
    began = story.founded_at
    yield Event(began, partial(add_people, story))
    yield Event(began, partial(add_structure, story))
    yield Event(began, partial(add_roles, story))
    yield Event(began, partial(set_up_telephones, story))
    yield Event(began + timedelta(hours=1), partial(draft_rules, story))
    yield Event(began + timedelta(hours=2), partial(adopt_rules, story))
    for period in facts()["election_periods"]:
        notice_on = date.fromisoformat(period["notice_on"])
        yield Event(at(notice_on - timedelta(days=20), "10:00"), partial(set_election_period, story, period))


def add_people(story: Story, db: Db, now: datetime) -> None:
    """The first city manager has nobody before them: granted by no one, as `civic user add` does."""
    password_hash = hash_password(PASSWORD)
    for row in rows("people"):
        person = accounts.add_person(
            db, handle=row["handle"], email=row["email"], password_hash=password_hash, name=row["name"],
            kana=row["kana"], district=row["district"], city_name=story.site.name, now=now,
        )  # fmt: skip
        story.people[row["key"]], story.handles[row["key"]] = person.id, person.handle
    accounts.add_grant(db, story.people[FIRST], Role.CITY_MANAGER, now=now)


def add_structure(story: Story, db: Db, now: datetime) -> None:
    """Sections with their reorganisation, topics of two levels, settings."""
    manager = story.actor(db, FIRST, now)
    sections: dict[str, Section] = {}
    for row in facts()["sections"]:
        section = city.add_section(
            db, manager, code=row["key"], name=row["name"], kana=row["kana"],
            starts_on=date.fromisoformat(row["starts_on"]), now=now,
        )  # fmt: skip
        sections[row["key"]], story.sections[row["key"]] = section, section.id
    for row in facts()["sections"]:
        if row["ends_on"]:
            city.end_section(
                db, manager, sections[row["key"]], ends_on=date.fromisoformat(row["ends_on"]),
                successor=sections[row["successor"]], now=now,
            )  # fmt: skip
    for row in facts()["topics"]:
        parent = city.add_topic(db, manager, code=row["code"], name=row["name"], parent=None, now=now)
        _add_children(story, db, row, parent, now)
    for name, value in facts()["settings"].items():
        city.change_setting(db, manager, name, value, now)


def _add_children(story: Story, db: Db, row: Row, parent: Topic, now: datetime) -> None:
    manager = story.actor(db, FIRST, now)
    story.topics[row["code"]] = parent.id
    for child in row["children"]:
        topic = city.add_topic(db, manager, code=child["code"], name=child["name"], parent=parent, now=now)
        story.topics[child["code"]] = topic.id


def add_roles(story: Story, db: Db, now: datetime) -> None:
    """Roles for the whole city or a section. A room manager has the rooms of the section, the next one too; other
    roles for a room are granted when it is drafted."""
    manager = story.actor(db, FIRST, now)
    for row in rows("people"):
        person_id = story.people[row["key"]]
        for role in sorted({role["role"] for role in row["roles"]}):
            scopes = [one["scope"] for one in row["roles"] if one["role"] == role]
            if scopes == ["site"] and row["key"] != FIRST:
                accounts.grant_role(db, manager, person_id, Role(role), now=now)
            elif role == Role.ROOM_MANAGER or scopes[0].startswith("section:"):
                section_id = story.sections[row["section"]]
                accounts.grant_role(db, manager, person_id, Role(role), scope="section", scope_id=section_id, now=now)
    accounts.grant_role(db, manager, story.people[RULES_APPROVER], Role.APPROVER, now=now)


def set_up_telephones(story: Story, db: Db, now: datetime) -> None:
    """A second factor for everybody with a role, each with a secret of their own made here and now."""
    for row in (row for row in rows("people") if row["roles"]):
        actor = story.actor(db, row["key"], now)
        accounts.start_telephone(db, actor, own_account(db, actor))
        account = own_account(db, actor)
        assert account.pending_secret
        code = pyotp.TOTP(account.pending_secret).at(now)
        accounts.confirm_telephone(db, actor, account, code=code, now=now)


def draft_rules(story: Story, db: Db, now: datetime) -> None:
    data = dict(default_policy_data())
    city.draft_rules(db, story.actor(db, FIRST, now), data, now, review_on=story.day(180))


def adopt_rules(story: Story, db: Db, now: datetime) -> None:
    approver = story.actor(db, RULES_APPROVER, now)
    city.adopt_rules(db, approver, _newest_rules(db), in_force_on=clock.today(now), now=now)


def _newest_rules(db: Session) -> RuleSet:
    return db.exec(select(RuleSet).order_by(col(RuleSet.version).desc())).one()


def set_election_period(story: Story, period: Row, db: Db, now: datetime) -> None:
    city.set_election_period(
        db, story.actor(db, FIRST, now), name=period["name"], notice_on=date.fromisoformat(period["notice_on"]),
        vote_on=date.fromisoformat(period["vote_on"]), now=now,
    )  # fmt: skip
