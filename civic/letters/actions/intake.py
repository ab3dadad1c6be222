"""A letter comes in: send_letter by anybody, enter_letter by staff, open_letter with the slip.

No rule refuses a letter; only a 個人番号 is blacked out, because the city may not even keep it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Invalid, Refused
from civic.letters import queries
from civic.letters.forms import EnterLetter, OpenLetter, SendLetter
from civic.letters.models import Letter, LetterSender
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.rooms.judging import without_my_number

SENDER = ("name", "address", "telephone", "email")


@dataclass(frozen=True, slots=True)
class Slip:
    """What the sender keeps. `is_blacked_out`: a 個人番号 was."""

    number: int
    secret: str
    is_blacked_out: bool


def send_letter(db: Db, form: SendLetter, key: bytes, now: datetime) -> Slip:
    """From anybody; a second press shows the first slip again."""
    secret = _secret(key, form.once)
    first = _first(db, form.once)
    if first is not None:
        return Slip(first.id, secret, False)
    if any(getattr(form, name) for name in SENDER) and not form.knows_purpose:
        raise Invalid({"knows_purpose": [("forms.missing", {})]}, form.model_dump())
    letter, is_blacked_out = _keep(db, form, "web", clock.today(now), now, secret_hash=_hashed(secret))
    _tell_office(db, letter, now)
    ledger.append(db, None, "letters.send_letter", f"letter:{letter.id}", at=now)
    return Slip(letter.id, secret, is_blacked_out)


def enter_letter(db: Db, actor: Viewer, form: EnterLetter, now: datetime) -> Letter:
    """代行入力, with the way it came, who typed it and what the original is (DOMAIN §10, 15)."""
    who = require(actor, "letter.enter", queries.office(db))
    first = _first(db, form.once)
    if first is not None:
        return first
    if form.received_on > clock.today(now):
        raise Refused("letters.received_in_future")
    letter, _is_blacked_out = _keep(
        db, form, form.channel, form.received_on, now, entered_by=who.person_id, original=form.original
    )
    _tell_office(db, letter, now)
    ledger.append(
        db, who.person_id, "letters.enter_letter", f"letter:{letter.id}", at=now, channel=form.channel,
    )  # fmt: skip
    return letter


def open_letter(db: Db, form: OpenLetter) -> Letter:
    """The letter of that slip; a wrong number and a wrong secret are told apart by nobody."""
    number = int(form.number) if form.number.isascii() and form.number.isdigit() and len(form.number) < 10 else 0
    found = db.get(Letter, number) if number else None
    expected = found.secret_hash if found is not None and found.secret_hash else "-"
    if not hmac.compare_digest(_hashed(form.secret), expected) or found is None:
        raise Refused("letters.wrong_slip")
    return found


def _first(db: Db, once: str) -> Letter | None:
    return db.execute(select(Letter).where(col(Letter.once) == once)).scalars().first()


def _keep(
    db: Db, form: SendLetter | EnterLetter, channel: str, received_on: date, now: datetime, *,
    secret_hash: str = "", entered_by: int | None = None, original: str = "",
) -> tuple[Letter, bool]:  # fmt: skip
    most = int(city.setting(db, "letters.most_letters"))
    if len(form.body) > most:
        raise Refused("letters.too_long", most=most, over=len(form.body) - most)
    names = ("title", "body", *SENDER)
    clean = {name: without_my_number(db, getattr(form, name), now) for name in names}
    days = int(city.setting(db, "letters.due_open_days"))
    letter = Letter(
        channel=channel, title=clean["title"], body=clean["body"], wants_publication=form.wants_publication,
        wants_answer=form.wants_answer, received_on=received_on,
        due_on=clock.add_open_days(received_on, days, city.closed_days(db)), created_at=now, once=form.once,
        secret_hash=secret_hash, entered_by=entered_by, original=original,
    )  # fmt: skip
    db.add(letter)
    db.flush()
    if any(clean[name] for name in SENDER):
        db.add(LetterSender(letter_id=letter.id, **dict[str, Any]({name: clean[name] for name in SENDER})))
        db.flush()
    return letter, any(clean[name] != getattr(form, name) for name in names)


def _tell_office(db: Db, letter: Letter, now: datetime) -> None:
    section_id = queries.office(db).section_id
    people = people_with(db, Role.DRAFTER, now, section_id=section_id) if section_id else []
    people = people or people_with(db, Role.CITY_MANAGER, now)
    tell(
        db, people, "letter_received", cause=f"letter:{letter.id}", target=f"letter:{letter.id}",
        path=f"/staff/letters/{letter.id}", now=now, n=letter.id,
    )  # fmt: skip


def _secret(key: bytes, once: str) -> str:
    """Sixteen letters and digits made of the form's own token, so that a second press shows the same slip."""
    raw = hmac.new(key, f"letter:{once}".encode(), hashlib.sha256).digest()[:10]
    plain = base64.b32encode(raw).decode()
    return "-".join(plain[place : place + 4] for place in range(0, 16, 4))


def _hashed(secret: str) -> str:
    """Eighty bits of chance need no slow hash; hyphens are for the eye."""
    return hashlib.sha256(secret.replace("-", "").encode()).hexdigest()
