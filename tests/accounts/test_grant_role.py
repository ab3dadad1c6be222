"""Granting and revoking roles: dated, in the ledger, never for oneself, felt at the next request."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from civic.accounts.actions import add_grant, grant_role, revoke_role
from civic.accounts.models import RoleGrant
from civic.accounts.queries import display_names, grants_of, people_with
from civic.errors import CivicError, Forbidden, NotFound, Refused, SignInNeeded, Stale
from civic.ledger import LedgerEntry
from civic.permissions import Actor, Grant, Role
from tests import cast
from tests.world import World

MANAGER = Actor(cast.IDS["city_manager"], "city_managerさん", frozenset({Grant(Role.CITY_MANAGER)}))
RESIDENT, NEIGHBOUR = cast.IDS["resident"], cast.IDS["neighbour"]


def test_a_grant_is_dated_and_in_the_ledger(world: World) -> None:
    tomorrow = date(2026, 11, 25)
    with world.write() as db:
        grant = grant_role(
            db, MANAGER, RESIDENT, Role.MODERATOR, now=world.now, starts_on=tomorrow, ends_on=date(2027, 3, 31)
        )
        assert grants_of(db, RESIDENT, world.now) == frozenset()
        assert grants_of(db, RESIDENT, world.now + timedelta(days=1)) == {Grant(Role.MODERATOR)}
        assert grants_of(db, RESIDENT, world.now + timedelta(days=128)) == frozenset()
        entry = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()  # type: ignore[attr-defined]
        assert entry is not None
        assert (entry.verb, entry.target) == ("accounts.grant_role", f"role_grant:{grant.id}")
        assert (entry.actor_id, entry.data["person"]) == (MANAGER.person_id, RESIDENT)


@pytest.mark.parametrize(
    ("role", "scope", "scope_id", "code"),
    [
        (Role.AUDITOR, "section", cast.PARKS, "accounts.role_is_site_wide"),
        (Role.DRAFTER, "section", None, "accounts.scope_missing"),
        (Role.DRAFTER, "section", 777, "web.not_found"),
    ],
)
def test_a_role_needs_a_place_it_can_have(
    world: World, role: Role, scope: str, scope_id: int | None, code: str
) -> None:
    with world.write() as db, pytest.raises(CivicError) as refused:
        grant_role(db, MANAGER, RESIDENT, role, now=world.now, scope=scope, scope_id=scope_id)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_not_to_oneself_and_not_by_anyone_else(world: World) -> None:
    resident = Actor(RESIDENT, "residentさん")
    for actor, person, error in ((MANAGER, MANAGER.person_id, Forbidden), (resident, NEIGHBOUR, Forbidden),
                                 (None, NEIGHBOUR, SignInNeeded)):  # fmt: skip
        with world.write() as db, pytest.raises(error):
            grant_role(db, actor, person, Role.AUDITOR, now=world.now)


def test_bad_dates_doubles_and_unknown_people(world: World) -> None:
    with world.write() as db:
        with pytest.raises(Refused, match="grant_ends_early"):
            grant_role(db, MANAGER, RESIDENT, Role.AUDITOR, now=world.now, ends_on=date(2026, 11, 23))
        with pytest.raises(Refused, match="grant_starts_in_past"):
            grant_role(db, MANAGER, RESIDENT, Role.AUDITOR, now=world.now, starts_on=date(2026, 11, 23))
        with pytest.raises(NotFound):
            grant_role(db, MANAGER, 99999, Role.AUDITOR, now=world.now)
        grant_role(db, MANAGER, RESIDENT, Role.AUDITOR, now=world.now)
        with pytest.raises(Refused, match="role_granted_already"):
            grant_role(db, MANAGER, RESIDENT, Role.AUDITOR, now=world.now)


def test_a_revoked_grant_gives_nothing_and_is_revoked_once(world: World) -> None:
    with world.write() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.IDS["auditor"])).one()
        revoke_role(db, MANAGER, grant, now=world.now)
        assert grants_of(db, cast.IDS["auditor"], world.now) == frozenset()
        with pytest.raises(Stale):
            revoke_role(db, MANAGER, grant, now=world.now)


def test_people_with_a_role_here(world: World) -> None:
    with world.write() as db:
        assert people_with(db, Role.DRAFTER, world.now, section_id=cast.PARKS) == [cast.IDS["drafter"]]
        assert people_with(db, Role.DRAFTER, world.now, section_id=cast.SCHOOLS) == []
        assert people_with(db, Role.DRAFTER, world.now) == []
        assert people_with(db, Role.MODERATOR, world.now, room_id=999) == [
            cast.IDS[name] for name in ("moderator", "second_moderator", "other_moderator")
        ]
        add_grant(db, cast.IDS["moderator"], Role.MODERATOR, now=world.now, scope="room", scope_id=999)
        assert len(people_with(db, Role.MODERATOR, world.now, room_id=999)) == 3


def test_display_names(world: World) -> None:
    with world.read() as db:
        assert display_names(db, [RESIDENT, RESIDENT, 99999]) == {RESIDENT: "residentさん"}
        assert display_names(db, []) == {}
