"""Residence checked, by letter, by the city's list, or by card (DOMAIN §6.4); only that it was checked is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from civic import ledger
from civic.accounts.models import CardCheck, IdentityProof, LetterRequest, Person, ProofMethod
from civic.accounts.oidc import Proven, Started
from civic.accounts.tokens import new_paper_code, read_paper_code, token_hash
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused
from civic.permissions import Viewer, require

# A sign-in with a card that takes longer is begun again.
CARD_MINUTES = 15
# A request nobody at the city has taken up is erased after this many days with its address.
WAITING_DAYS = 60
# What each way proves (DOMAIN §6.4).
LEVELS = {ProofMethod.LETTER: 2, ProofMethod.LIST: 2, ProofMethod.CARD: 3}


def start_card(db: Db, actor: Viewer, started: Started, now: datetime) -> CardCheck:
    who = require(actor, "identity.prove")
    db.execute(delete(CardCheck).where(col(CardCheck.person_id) == who.person_id, col(CardCheck.used_at).is_(None)))
    check = CardCheck(
        person_id=who.person_id, address=started.url, state=started.state, nonce=started.nonce,
        verifier=started.verifier, expires_at=now + timedelta(minutes=CARD_MINUTES),
    )  # fmt: skip
    db.add(check)
    db.flush()
    return check


def finish_card(db: Db, actor: Viewer, state: str, issuer: str, proven: Proven, now: datetime) -> bool:
    """Whether the card's owner lives here. A state is used once; a card belongs to one person."""
    who = require(actor, "identity.prove")
    check = db.exec(select(CardCheck).where(col(CardCheck.state) == state).with_for_update()).first()
    if check is None or check.used_at is not None or check.expires_at <= now or check.person_id != who.person_id:
        raise Refused("accounts.card_ended")
    check.used_at = now
    db.add(check)
    of_card = select(IdentityProof).where(
        col(IdentityProof.issuer) == issuer, col(IdentityProof.subject) == proven.subject
    )
    proof = db.exec(of_card).first() or IdentityProof(
        person_id=who.person_id, method=ProofMethod.CARD, issuer=issuer, subject=proven.subject,
        is_resident=proven.is_resident, verified_at=now,
    )  # fmt: skip
    if proof.person_id != who.person_id:
        raise Refused("accounts.card_used")
    proof.is_resident, proof.verified_at = proven.is_resident, now
    db.add(proof)
    if proven.is_resident:
        _raise_level(db, who.person_id, ProofMethod.CARD)
    db.flush()
    ledger.append(
        db, who.person_id, "accounts.finish_card", f"identity_proof:{proof.id}", at=now, is_resident=proven.is_resident
    )
    return proven.is_resident


def ask_letter(db: Db, actor: Viewer, *, name: str, address: str, notice_version: int, now: datetime) -> LetterRequest:
    """A code for this name and address; a second asking before the letter came is refused."""
    who = require(actor, "identity.prove")
    if who.identity_level > 1:
        raise Refused("accounts.level_already")
    if db.exec(select(LetterRequest).where(col(LetterRequest.person_id) == who.person_id)).first() is not None:
        raise Refused("accounts.letter_asked_already")
    letter = LetterRequest(
        person_id=who.person_id, name=name, address=address, notice_version=notice_version, created_at=now,
        expires_at=now + timedelta(days=WAITING_DAYS),
    )  # fmt: skip
    db.add(letter)
    db.flush()
    return letter


def issue_letter(db: Db, actor: Viewer, letter: LetterRequest, now: datetime) -> str:
    """The code for the letter, shown once beside name and address; a new one makes the last worthless."""
    who = require(actor, "identity.check", letter)
    code = new_paper_code()
    letter.code_hash = token_hash(read_paper_code(code))
    letter.issued_at = now
    letter.expires_at = now + timedelta(days=int(setting(db, "identity.letter_days")))
    db.add(letter)
    db.flush()
    ledger.append(db, who.person_id, "accounts.issue_letter", f"letter_request:{letter.id}", at=now)
    return code


def use_letter(db: Db, actor: Viewer, code: str, now: datetime) -> None:
    """Only by the person who asked: a code read over somebody's shoulder opens nothing."""
    who = require(actor, "identity.prove")
    letter = db.exec(select(LetterRequest).where(col(LetterRequest.person_id) == who.person_id)).first()
    if letter is None or letter.expires_at <= now or letter.code_hash != token_hash(read_paper_code(code)):
        raise Refused("accounts.letter_ended")
    _confirm(db, letter, ProofMethod.LETTER, None, now)
    ledger.append(db, who.person_id, "accounts.use_letter", f"letter_request:{letter.id}", at=now)


def confirm_by_list(db: Db, actor: Viewer, letter: LetterRequest, now: datetime) -> None:
    """Staff found name and address in the city's list; the code then needs no post."""
    who = require(actor, "identity.check", letter)
    _confirm(db, letter, ProofMethod.LIST, who.person_id, now)
    ledger.append(db, who.person_id, "accounts.confirm_by_list", f"letter_request:{letter.id}", at=now)


def take_list(db: Db, actor: Viewer, letters: Sequence[LetterRequest], now: datetime) -> None:
    """Names and addresses leave for the city's own list in one file: how many, when and by whom is in the ledger."""
    who = require(actor, "identity.check")
    ledger.append(db, who.person_id, "accounts.take_list", "letter_requests", at=now, requests=len(letters))


def confirm_listed(db: Db, actor: Viewer, ids: Iterable[int], now: datetime) -> int:
    """All that the list confirmed and that still wait; how many. Twice confirms nobody again."""
    require(actor, "identity.check")
    done = 0
    for letter_id in sorted(set(ids)):
        letter = db.get(LetterRequest, letter_id)
        if letter is not None and letter.expires_at > now:
            confirm_by_list(db, actor, letter, now)
            done += 1
    return done


def _confirm(db: Db, letter: LetterRequest, method: ProofMethod, by: int | None, now: datetime) -> None:
    """Level up, remember that it was checked, and forget name and address at once."""
    _raise_level(db, letter.person_id, method)
    db.add(
        IdentityProof(
            person_id=letter.person_id, method=method, is_resident=True, verified_at=now, verified_by=by
        )
    )  # fmt: skip
    db.delete(letter)
    db.flush()


def _raise_level(db: Db, person_id: int, method: ProofMethod) -> None:
    person = db.get_one(Person, person_id)
    person.identity_level = max(person.identity_level, LEVELS[method])
    db.add(person)
