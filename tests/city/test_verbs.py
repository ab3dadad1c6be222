"""The city's verbs: settings with history, reorganisation, topics, rules by two people, elections."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from civic.city import actions
from civic.city.models import RuleSetState, Section, Setting, SiteRevision, Topic
from civic.city.queries import election_period, rules_in_force, section_in_charge, sections_on, setting, site_facts
from civic.errors import CivicError, Forbidden, Refused, SignInNeeded, Stale
from civic.ledger import LedgerEntry
from civic.permissions import Actor, Grant, Role
from moderation.policy import default_policy_data
from tests import cast
from tests.world import World

MANAGER = Actor(cast.IDS["city_manager"], "city_managerさん", frozenset({Grant(Role.CITY_MANAGER)}))
APPROVER = Actor(cast.IDS["city_approver"], "city_approverさん", frozenset({Grant(Role.APPROVER)}))
RESIDENT = Actor(cast.IDS["resident"], "residentさん")


def _verbs(db: Session) -> list[str]:
    return [e.verb for e in db.exec(select(LedgerEntry).order_by(LedgerEntry.seq)).all()]  # type: ignore[arg-type]


def test_a_setting_has_a_history(world: World) -> None:
    with world.write() as db:
        before = db.get_one(SiteRevision, 1).rev
        actions.change_setting(db, MANAGER, "post.max_length", 2000, world.now)
        actions.change_setting(db, MANAGER, "post.max_length", 3000, world.now)
        assert actions.change_setting(db, MANAGER, "post.max_length", 3000, world.now) is None
        assert setting(db, "post.max_length") == 3000
        assert [s.value for s in db.exec(select(Setting)).all()] == [2000, 3000]
        assert db.get_one(SiteRevision, 1).rev == before + 2
        assert _verbs(db) == ["city.change_setting"] * 2


def test_a_name_that_is_no_setting(world: World) -> None:
    with world.write() as db, pytest.raises(KeyError):
        actions.put_setting(db, "no.such", 1, None, world.now)


def test_reorganisation_keeps_the_old_name_and_moves_duties(world: World) -> None:
    with world.write() as db:
        new = actions.add_section(
            db, MANAGER, code="green", name="みどり政策課", starts_on=date(2027, 4, 1), now=world.now
        )
        parks = db.get_one(Section, cast.PARKS)
        actions.end_section(db, MANAGER, parks, ends_on=date(2027, 3, 31), successor=new, now=world.now)
        assert section_in_charge(db, cast.PARKS, date(2027, 3, 31)).name == "公園みどり課"
        assert section_in_charge(db, cast.PARKS, date(2027, 4, 1)).name == "みどり政策課"
        assert {s.code for s in sections_on(db, date(2027, 4, 1))} == {"green", "schools"}
        with pytest.raises(Stale):
            actions.end_section(db, MANAGER, parks, ends_on=date(2027, 3, 31), successor=None, now=world.now)
        with pytest.raises(Refused, match="successor_ended"):
            actions.end_section(db, MANAGER, new, ends_on=date(2028, 3, 31), successor=parks, now=world.now)
        assert _verbs(db) == ["city.add_section", "city.end_section"]


def test_a_section_does_not_succeed_itself(world: World) -> None:
    with world.write() as db:
        parks = db.get_one(Section, cast.PARKS)
        with pytest.raises(Refused, match="successor_is_self"):
            actions.end_section(db, MANAGER, parks, ends_on=date(2027, 3, 31), successor=parks, now=world.now)
        with pytest.raises(Refused, match="ends_before_start"):
            actions.end_section(db, MANAGER, parks, ends_on=date(2019, 3, 31), successor=None, now=world.now)


@pytest.mark.parametrize(
    ("code", "error"), [("Parks!", "city.bad_code"), ("", "city.bad_code"), ("parks", "city.code_taken")]
)
def test_codes_are_plain_and_single(world: World, code: str, error: str) -> None:
    with world.write() as db, pytest.raises(Refused, match=error):
        actions.add_section(db, MANAGER, code=code, name="課", starts_on=date(2027, 4, 1), now=world.now)


def test_topics_have_two_levels(world: World) -> None:
    with world.write() as db:
        child = actions.add_topic(db, MANAGER, code="roads", name="道路", parent=db.get_one(Topic, 1), now=world.now)
        assert child.position == 1
        with pytest.raises(Refused, match="topic_too_deep"):
            actions.add_topic(db, MANAGER, code="deep", name="深い", parent=child, now=world.now)
        actions.rename_topic(db, MANAGER, child, name="道路と橋", position=2, now=world.now)
        assert db.get_one(Topic, child.id).name == "道路と橋"


def test_rules_are_adopted_by_another_person(world: World) -> None:
    data = default_policy_data()
    data["articles"][0]["text"] = "改めた第一条です。"
    with world.write() as db:
        draft = actions.draft_rules(db, MANAGER, data, world.now)
        assert draft.version == 2
        assert rules_in_force(db, world.now).version == 1  # type: ignore[union-attr]
        both = Actor(MANAGER.person_id, "x", frozenset({Grant(Role.CITY_MANAGER), Grant(Role.APPROVER)}))
        with pytest.raises(Forbidden):
            actions.adopt_rules(db, both, draft, in_force_on=date(2026, 12, 1), now=world.now)
        with pytest.raises(Refused, match="day_is_past"):
            actions.adopt_rules(db, APPROVER, draft, in_force_on=date(2026, 11, 1), now=world.now)
        actions.adopt_rules(db, APPROVER, draft, in_force_on=date(2026, 12, 1), now=world.now)
        assert rules_in_force(db, world.now).version == 1  # type: ignore[union-attr]
        assert rules_in_force(db, world.now + timedelta(days=7)).version == 2  # type: ignore[union-attr]
        with pytest.raises(Stale):
            actions.adopt_rules(db, APPROVER, draft, in_force_on=date(2026, 12, 1), now=world.now)


def test_a_draft_is_changed_not_doubled_and_bad_rules_are_refused(world: World) -> None:
    with world.write() as db:
        first = actions.draft_rules(db, MANAGER, default_policy_data(), world.now)
        assert actions.draft_rules(db, MANAGER, default_policy_data(), world.now).version == first.version
        assert first.state is RuleSetState.DRAFT
        with pytest.raises(Refused, match="bad_rules"):
            actions.draft_rules(db, MANAGER, {"articles": []}, world.now)


def test_an_election_covers_its_days_in_tokyo(world: World) -> None:
    with world.write() as db:
        actions.set_election_period(
            db, MANAGER, name="市長選挙", notice_on=date(2026, 11, 29), vote_on=date(2026, 12, 6), now=world.now
        )
        assert election_period(db, world.now) is None
        assert site_facts(db, world.now + timedelta(days=5)).election == "市長選挙"
        with pytest.raises(Refused, match="vote_before_notice"):
            actions.set_election_period(
                db, MANAGER, name="逆", notice_on=date(2026, 12, 6), vote_on=date(2026, 11, 29), now=world.now
            )
        with pytest.raises(Refused, match="day_is_past"):
            actions.set_election_period(
                db, MANAGER, name="昔", notice_on=date(2025, 11, 6), vote_on=date(2025, 11, 29), now=world.now
            )


@pytest.mark.parametrize("actor", [None, RESIDENT, APPROVER])
@pytest.mark.parametrize(
    "verb",
    [
        lambda db, actor, now: actions.change_setting(db, actor, "post.max_length", 1, now),
        lambda db, actor, now: actions.add_section(
            db, actor, code="x", name="課", starts_on=date(2027, 4, 1), now=now
        ),
        lambda db, actor, now: actions.end_section(
            db, actor, db.get_one(Section, cast.PARKS), ends_on=date(2027, 3, 31), successor=None, now=now
        ),
        lambda db, actor, now: actions.add_topic(db, actor, code="x", name="題", parent=None, now=now),
        lambda db, actor, now: actions.rename_topic(db, actor, db.get_one(Topic, 1), name="題", position=1, now=now),
        lambda db, actor, now: actions.draft_rules(db, actor, default_policy_data(), now),
        lambda db, actor, now: actions.set_election_period(
            db, actor, name="選挙", notice_on=date(2027, 4, 1), vote_on=date(2027, 4, 8), now=now
        ),
    ],
)  # fmt: skip
def test_only_the_city_manager(world: World, actor: Actor | None, verb: Callable[..., Any]) -> None:
    with world.write() as db, pytest.raises(CivicError) as refused:
        verb(db, actor, world.now)
    assert isinstance(refused.value, SignInNeeded if actor is None else Forbidden)
