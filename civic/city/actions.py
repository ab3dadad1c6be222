"""Verbs of the city: settings, sections and their reorganisation, topics, rule sets, election periods."""

import re
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from civic import clock, ledger
from civic.city import setting_values
from civic.city.models import ElectionPeriod, RuleSet, RuleSetState, Section, Setting, SiteRevision, Topic
from civic.city.queries import forget_settings, setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Viewer, require
from civic.text.normalise import normalise_text
from moderation.plain_data import PolicyError
from moderation.policy import Policy

CODE = re.compile(r"[a-z][a-z0-9_-]{0,29}")


def raise_revision(db: Db) -> None:
    """Something that shows on all pages changed: every cached page is asked again."""
    row = db.get(SiteRevision, 1) or SiteRevision(id=1)
    row.rev += 1
    db.add(row)
    db.flush()


def put_setting(db: Db, name: str, value: Any, person_id: int | None, now: datetime) -> Setting:
    """One more row of the setting's history; the newest is in force. KeyError for a name that is no setting."""
    setting_values.kind(name)
    row = Setting(name=name, value=value, changed_at=now, changed_by=person_id)
    db.add(row)
    raise_revision(db)
    forget_settings(db)
    return row


def change_setting(db: Db, actor: Viewer, name: str, value: Any, now: datetime) -> Setting | None:
    """None when the value is the one in force: nothing is written."""
    who = require(actor, "setting.change")
    if setting(db, name) == value:
        return None
    row = put_setting(db, name, value, who.person_id, now)
    ledger.append(db, who.person_id, "city.change_setting", f"setting:{row.id}", at=now, name=name)
    return row


def _need_code(db: Db, table: type[Section] | type[Topic], code: str) -> None:
    if not CODE.fullmatch(code):
        raise Refused("city.bad_code")
    if db.exec(select(table).where(col(table.code) == code)).first() is not None:
        raise Refused("city.code_taken")


def add_section(
    db: Db, actor: Viewer, *, code: str, name: str, starts_on: date, now: datetime, kana: str = ""
) -> Section:
    who = require(actor, "section.change")
    _need_code(db, Section, code)
    section = Section(code=code, name=name, kana=kana, starts_on=starts_on)
    db.add(section)
    raise_revision(db)
    ledger.append(db, who.person_id, "city.add_section", f"section:{section.id}", at=now, starts_on=starts_on)
    return section


def end_section(
    db: Db, actor: Viewer, section: Section, *, ends_on: date, successor: Section | None, now: datetime
) -> Section:
    """Reorganisation (機構改革): the section ends with that day and its open duties move to the successor."""
    who = require(actor, "section.change")
    if section.ends_on is not None:
        raise Stale("city.section_already_ended")
    if ends_on < section.starts_on:
        raise Refused("city.ends_before_start")
    if successor is not None:
        _need_successor(db, section, successor, ends_on)
        section.successor_id = successor.id
    section.ends_on = ends_on
    db.add(section)
    raise_revision(db)
    successor_id = successor.id if successor else None
    ledger.append(
        db, who.person_id, "city.end_section", f"section:{section.id}", at=now, ends_on=ends_on, successor=successor_id
    )
    return section


def _need_successor(db: Db, section: Section, successor: Section, ends_on: date) -> None:
    """A successor lives on after that day, and following successors never leads back (duties would find no home)."""
    if successor.ends_on is not None and successor.ends_on <= ends_on:
        raise Refused("city.successor_ended")
    following: Section | None = successor
    while following is not None:
        if following.id == section.id:
            raise Refused("city.successor_is_self")
        following = db.get(Section, following.successor_id) if following.successor_id else None


def add_topic(db: Db, actor: Viewer, *, code: str, name: str, parent: Topic | None, now: datetime) -> Topic:
    """At the end of its level; there are two levels."""
    who = require(actor, "topic.change")
    _need_code(db, Topic, code)
    if parent is not None and parent.parent_id is not None:
        raise Refused("city.topic_too_deep")
    parent_id = parent.id if parent else None
    beside = db.exec(select(Topic).where(col(Topic.parent_id) == parent_id)).all()
    topic = Topic(code=code, name=name, parent_id=parent_id, position=max((t.position for t in beside), default=0) + 1)
    db.add(topic)
    raise_revision(db)
    ledger.append(db, who.person_id, "city.add_topic", f"topic:{topic.id}", at=now, code=code)
    return topic


def rename_topic(db: Db, actor: Viewer, topic: Topic, *, name: str, position: int, now: datetime) -> Topic:
    """The code, and with it the address, stays."""
    who = require(actor, "topic.change")
    if (topic.name, topic.position) == (name, position):
        return topic
    topic.name, topic.position = name, position
    db.add(topic)
    raise_revision(db)
    ledger.append(db, who.person_id, "city.rename_topic", f"topic:{topic.id}", at=now)
    return topic


def checked_rules(data: dict[str, Any]) -> dict[str, Any]:
    """Raises Refused naming the place when the rules engine cannot use the data."""
    try:
        Policy.parse(data, fold=normalise_text)
    except PolicyError as error:
        raise Refused("city.bad_rules", where=str(error)) from None
    return data


def draft_rules(
    db: Db, actor: Viewer, data: dict[str, Any], now: datetime, *, review_on: date | None = None
) -> RuleSet:
    """The next version, or the draft that waits already: there is one draft at a time."""
    who = require(actor, "rule_set.draft")
    versions = db.exec(select(RuleSet).order_by(col(RuleSet.version).desc())).all()
    newest = versions[0] if versions else None
    draft = newest if newest and newest.state is RuleSetState.DRAFT else None
    number = draft.version if draft else (newest.version if newest else 0) + 1
    checked = checked_rules({**data, "version": str(number)})
    if draft is None:
        draft = RuleSet(version=number, data=checked)
    draft.data, draft.drafted_by, draft.review_on = checked, who.person_id, review_on
    db.add(draft)
    ledger.append(db, who.person_id, "city.draft_rules", f"rule_set:{number}", at=now)
    return draft


def adopt_rules(db: Db, actor: Viewer, rule_set: RuleSet, *, in_force_on: date, now: datetime) -> RuleSet:
    """決裁 by somebody who did not write them; in force from 0:00 of the day, today at once."""
    who = require(actor, "rule_set.adopt", rule_set)
    if rule_set.state is not RuleSetState.DRAFT:
        raise Stale("city.rules_already_adopted")
    if in_force_on < clock.today(now):
        raise Refused("city.day_is_past")
    rule_set.state, rule_set.adopted_by, rule_set.adopted_at = RuleSetState.ADOPTED, who.person_id, now
    rule_set.in_force_at = max(clock.start_of(in_force_on), now)
    db.add(rule_set)
    raise_revision(db)
    ledger.append(
        db, who.person_id, "city.adopt_rules", f"rule_set:{rule_set.version}", at=now, in_force_on=in_force_on
    )
    return rule_set


def set_election_period(
    db: Db, actor: Viewer, *, name: str, notice_on: date, vote_on: date, now: datetime
) -> ElectionPeriod:
    who = require(actor, "election_period.set")
    if vote_on <= notice_on:
        raise Refused("city.vote_before_notice")
    if vote_on < clock.today(now):
        raise Refused("city.day_is_past")
    same = select(ElectionPeriod).where(col(ElectionPeriod.name) == name, col(ElectionPeriod.notice_on) == notice_on)
    period = db.exec(same).first() or ElectionPeriod(name=name, notice_on=notice_on, vote_on=vote_on)
    period.vote_on = vote_on
    db.add(period)
    raise_revision(db)
    ledger.append(
        db, who.person_id, "city.set_election_period", f"election_period:{period.id}", at=now, notice_on=notice_on,
        vote_on=vote_on,
    )  # fmt: skip
    return period
