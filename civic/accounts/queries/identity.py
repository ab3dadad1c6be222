"""Reads of residence checks: one's own, and what waits at the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from civic.accounts.models import CardCheck, LetterRequest, Person
from civic.permissions import Viewer, require


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A request as the list shows it: no name and no address until a reason to read them."""

    id: int
    handle: str
    created_at: datetime
    issued_at: datetime | None


def own_letter(db: Session, viewer: Viewer, now: datetime) -> LetterRequest | None:
    who = require(viewer, "identity.prove")
    asked = select(LetterRequest).where(
        col(LetterRequest.person_id) == who.person_id, col(LetterRequest.expires_at) > now
    )
    return db.exec(asked).first()


def own_card_check(db: Session, viewer: Viewer, now: datetime, state: str = "") -> CardCheck | None:
    """The sign-in with a card that is open now; with `state`, only that one."""
    who = require(viewer, "identity.prove")
    mine = select(CardCheck).where(
        col(CardCheck.person_id) == who.person_id, col(CardCheck.used_at).is_(None), col(CardCheck.expires_at) > now
    )
    if state:
        mine = mine.where(col(CardCheck.state) == state)
    return db.exec(mine).first()


def waiting_letters(db: Session, viewer: Viewer, now: datetime) -> list[WaitingLetter]:
    """Oldest first."""
    require(viewer, "identity.check")
    waiting = (
        sa_select(
            col(LetterRequest.id), col(Person.handle), col(LetterRequest.created_at), col(LetterRequest.issued_at)
        )
        .join(Person, col(Person.id) == col(LetterRequest.person_id))
        .where(col(LetterRequest.expires_at) > now)
        .order_by(col(LetterRequest.created_at))
    )
    return [WaitingLetter(*row) for row in db.execute(waiting)]


def letters_to_check(db: Session, viewer: Viewer, now: datetime) -> Sequence[LetterRequest]:
    """All that wait, with name and address, but the viewer's own; for the list, whose taking is recorded."""
    who = require(viewer, "identity.check")
    waiting = select(LetterRequest).where(
        col(LetterRequest.expires_at) > now, col(LetterRequest.person_id) != who.person_id
    )
    return db.exec(waiting.order_by(col(LetterRequest.id))).all()


def letter_for(db: Session, viewer: Viewer, letter_id: int) -> LetterRequest | None:
    letter = db.get(LetterRequest, letter_id)
    if letter is not None:
        require(viewer, "identity.check", letter)
    return letter
