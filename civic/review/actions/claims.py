"""Verbs around cases: take one in hand, give it back, note something, hand everything over to a successor."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from civic import ledger
from civic.accounts.actions import grant_role, revoke_role
from civic.accounts.queries.roles import grant, grants
from civic.db import Db
from civic.errors import NotFound, Refused
from civic.permissions import Role, Viewer, require
from civic.permissions.actor import Scope
from civic.review import queries
from civic.review.actions.grounds import need_free
from civic.review.forms import AddNote
from civic.review.models import CaseNote, Claim

# Offices in rooms; an approver's or a registry officer's is another's to give.
ROOM_ROLES = (Role.MODERATOR, Role.ROOM_MANAGER, Role.FACILITATOR)


def claim_case(db: Db, actor: Viewer, target: str, now: datetime) -> Claim:
    """In hand for the city's hours; nobody else decides it meanwhile. Again: the hours begin anew."""
    moderator = require(actor, "case.claim")
    claim = db.get(Claim, target, with_for_update=True)
    need_free(db, moderator, target, now)
    if claim is None:
        claim = Claim(target=target, person_id=moderator.person_id, claimed_at=now)
    claim.person_id, claim.claimed_at = moderator.person_id, now
    db.add(claim)
    return claim


def release_case(db: Db, actor: Viewer, target: str) -> None:
    """Given back; somebody else's stays theirs."""
    moderator = require(actor, "case.claim")
    claim = db.get(Claim, target, with_for_update=True)
    if claim is not None and claim.person_id == moderator.person_id:
        db.delete(claim)


def add_note(db: Db, actor: Viewer, target: str, form: AddNote, now: datetime) -> CaseNote:
    """For the other moderators; never public, never part of the record of an act."""
    moderator = require(actor, "case.note")
    note = CaseNote(target=target, person_id=moderator.person_id, text=form.text, written_at=now)
    db.add(note)
    return note


def hand_over(db: Db, actor: Viewer, from_id: int, to_id: int, now: datetime) -> tuple[int, int]:
    """人事異動: the room offices of one person go to another from this moment, and with them the cases in hand. Returns
    (offices, cases)."""
    who = require(actor, "case.hand_over")
    if from_id == to_id:
        raise Refused("review.same_person")
    held = [one for one in grants(db, who, now) if one.person_id == from_id and one.role in ROOM_ROLES]
    cases = queries.claims_of(db, from_id)
    if not held and not cases:
        raise Refused("review.nothing_to_hand_over")
    there = {(one.role, one.scope, one.scope_id) for one in grants(db, who, now) if one.person_id == to_id}
    for one in held:
        old = grant(db, who, one.id)
        if old is None:
            raise NotFound
        if (one.role, one.scope, one.scope_id) not in there:
            scope: Scope = "room" if one.scope == "room" else "section" if one.scope == "section" else "site"
            grant_role(db, who, to_id, one.role, now=now, scope=scope, scope_id=one.scope_id, ends_on=one.ends_on)
        revoke_role(db, who, old, now=now)
    db.execute(update(Claim).where(col(Claim.person_id) == from_id).values(person_id=to_id, claimed_at=now))
    ledger.append(
        db, who.person_id, "review.hand_over", f"person:{from_id}", at=now, to=to_id, offices=len(held),
        cases=[claim.target for claim in cases],
    )  # fmt: skip
    return len(held), len(cases)
