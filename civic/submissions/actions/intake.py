"""An opinion comes in: send_comment without an account, replace_comment by receipt and secret, enter_submission by staff.

No finding of the rules refuses or holds an opinion; they are kept with the text and guide what is blacked out. Only a
個人番号 is blacked out at once, because the city may not even keep it; who sent it is told."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from civic import clock, ledger
from civic.city.queries import election_period, setting
from civic.db import Db
from civic.errors import Invalid, Refused
from civic.permissions import Viewer, require
from civic.rooms.actions.mechanics import lock
from civic.rooms.judging import blacked_out, policy_for
from civic.rooms.models import ElectionPolicy, Room, RoomKind
from civic.rooms.states import RoomState
from civic.submissions.alike import exact_key
from civic.submissions.forms import EnterSubmission, Identified, OpenComment, ReplaceComment, SendComment
from civic.submissions.models import Channel, Submission, SubmissionText, SubmitterIdentity
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, RoomPolicy, Surroundings
from moderation.verdict import judge

IDENTITY = ("name", "address", "belonging", "telephone", "email")
MY_NUMBER = "personal_data.my_number"
# After these nobody enters anything more: the table is approved.
ENTERED_IN = frozenset({RoomState.OPEN, RoomState.SUMMARISING})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps: number and secret; whether a 個人番号 was blacked out."""

    number: str
    secret: str
    is_blacked_out: bool


@dataclass(frozen=True, slots=True)
class _Clean:
    """Words as they may be kept, with (code, start, end) of what to look at before they are published."""

    body: str
    findings: list[list[object]]
    is_blacked_out: bool


def may_send(db: Db, room: Room, now: datetime) -> str:
    """The code of why nothing can be sent now, or an empty text."""
    if room.kind is not RoomKind.COMMENT:
        return "submissions.not_a_comment"
    state = room.state_at(now)
    if state is RoomState.ANNOUNCED:
        return "submissions.not_yet"
    if state is RoomState.SUSPENDED:
        return "submissions.suspended"
    if state is not RoomState.OPEN:
        return "submissions.after_deadline"
    if room.election_policy is ElectionPolicy.FREEZE and election_period(db, now) is not None:
        return "submissions.election"
    return ""


def _need_sending(db: Db, room: Room, now: datetime) -> None:
    if code := may_send(db, room, now):
        raise Refused(code)


def send_comment(db: Db, room: Room, form: SendComment, key: bytes, now: datetime) -> Receipt:
    """Anybody may send; a second press gets the first receipt again."""
    secret = _secret(key, room.id, form.once)
    clean = _cleaned(db, room, form.body, now)
    lock(db, room)
    first = _sent(db, room, form.once)
    if first is None:
        _need_sending(db, room, now)
        _need_fields(room, form)
        _need_length(db, clean.body)
        first = _store(db, room, clean, Channel.WEB, form.place, form.once, now, now, secret_hash=_hashed(secret))
        _keep_identity(db, room, first, form, room.identity_fields.split())
        ledger.append(db, None, "submissions.send_comment", f"room:{room.id}", at=now, number=first.number)
    return Receipt(f"{room.id}-{first.number}", secret, clean.is_blacked_out)


def open_comment(db: Db, form: OpenComment, now: datetime) -> tuple[Room, Submission]:
    """The submission of that receipt; a wrong number and a wrong secret are told apart by nobody."""
    room_part, _, number = form.receipt.partition("-")
    found = None
    if room_part.isascii() and room_part.isdigit() and number.isascii() and number.isdigit():
        query = select(Submission).where(
            col(Submission.room_id) == int(room_part[:9]), col(Submission.number) == int(number[:9])
        )
        found = db.execute(query).scalar()
    expected = found.secret_hash if found is not None and found.secret_hash else "-"
    if not hmac.compare_digest(_hashed(form.secret), expected) or found is None:
        raise Refused("submissions.wrong_receipt")
    room = db.get_one(Room, found.room_id)
    _need_sending(db, room, now)
    return room, found


def replace_comment(db: Db, form: ReplaceComment, now: datetime) -> Receipt:
    """New words in place of the old ones, until the deadline; number and secret stay."""
    room, submission = open_comment(db, form, now)
    clean = _cleaned(db, room, form.body, now)
    lock(db, room)
    _need_length(db, clean.body)
    old = db.get_one(SubmissionText, submission.text_id)
    text = _text(db, room, clean)
    submission.text_id, submission.own_body = text.id, _own(text, clean)
    submission.place, submission.replaced_at = form.place, now
    db.add(submission)
    db.flush()
    _leave(db, old)
    ledger.append(db, None, "submissions.replace_comment", f"room:{room.id}", at=now, number=submission.number)
    return Receipt(form.receipt, "", clean.is_blacked_out)


def enter_submission(db: Db, actor: Viewer, room: Room, form: EnterSubmission, now: datetime) -> Submission:
    """代行入力 of what came by another road within the period; it may be typed in after the deadline."""
    who = require(actor, "submission.enter", room)
    clean = _cleaned(db, room, form.body, now)
    lock(db, room)
    if room.kind is not RoomKind.COMMENT:
        raise Refused("submissions.not_a_comment")
    if (first := _sent(db, room, form.once)) is not None:
        return first
    if room.state_at(now) not in ENTERED_IN:
        raise Refused("submissions.cannot_enter")
    assert room.opens_at is not None
    assert room.last_day is not None
    last = min(room.last_day, clock.today(now))
    if not clock.today(room.opens_at) <= form.received_on <= last:
        raise Refused("submissions.received_outside")
    _need_length(db, clean.body)
    made = _store(
        db, room, clean, form.came_by, form.place, form.once, clock.start_of(form.received_on), now,
        entered_by=who.person_id, original=form.original, is_publishable=form.is_publishable,
    )  # fmt: skip
    _keep_identity(db, room, made, form, IDENTITY)
    target = f"submission:{made.id}"
    ledger.append(db, who.person_id, "submissions.enter_submission", target, at=now, channel=form.channel)
    return made


def _secret(key: bytes, room_id: int, once: str) -> str:
    """Sixteen letters and digits made of the form's own token, so that a second press shows the same slip."""
    raw = hmac.new(key, f"submission:{room_id}:{once}".encode(), hashlib.sha256).digest()[:10]
    plain = base64.b32encode(raw).decode()
    return "-".join(plain[place : place + 4] for place in range(0, 16, 4))


def _hashed(secret: str) -> str:
    """Eighty bits of chance need no slow hash; hyphens are for the eye."""
    return hashlib.sha256(secret.replace("-", "").encode()).hexdigest()


def _sent(db: Db, room: Room, once: str) -> Submission | None:
    query = select(Submission).where(col(Submission.room_id) == room.id, col(Submission.once) == once)
    return db.execute(query).scalar()


def _need_fields(room: Room, form: SendComment) -> None:
    needed = [name for name in ("body", *room.identity_fields.split()) if not getattr(form, name)]
    if room.eligibility != "anyone" and not form.is_eligible:
        needed.append("is_eligible")
    if room.identity_fields and not form.knows_purpose:
        needed.append("knows_purpose")
    if needed:
        raise Invalid({name: [("forms.missing", {})] for name in needed}, form.model_dump())


def _need_length(db: Db, body: str) -> None:
    most = int(setting(db, "comment.most_letters"))
    if len(body) > most:
        raise Refused("submissions.too_long", most=most, over=len(body) - most)


def _cleaned(db: Db, room: Room, body: str, now: datetime) -> _Clean:
    if room.rule_version is None:
        return _Clean(body, [], False)
    found = judge(draft_of(body), policy_for(db, room), Surroundings(Author(), RoomPolicy()), now).findings
    numbers = tuple((one.start, one.end) for one in found if one.code == MY_NUMBER and one.action == "refuse")
    rest = [
        [one.code, one.start, one.end] for one in found if one.end > one.start and (one.start, one.end) not in numbers
    ]
    return _Clean(blacked_out(body, numbers, 0), rest, bool(numbers))


def _text(db: Db, room: Room, clean: _Clean) -> SubmissionText:
    """The row of these words, one more time; a new wording waits to be grouped."""
    exact = exact_key(normalise_text(clean.body))
    query = select(SubmissionText).where(col(SubmissionText.room_id) == room.id, col(SubmissionText.exact) == exact)
    text = db.execute(query).scalar()
    if text is None:
        masks = [place[1:] for place in clean.findings]
        text = SubmissionText(room_id=room.id, exact=exact, body=clean.body, findings=clean.findings, masks=masks)
        text.is_checked = not clean.findings
    text.count += 1
    db.add(text)
    db.flush()
    return text


def _leave(db: Db, text: SubmissionText) -> None:
    """Words replaced by their sender are gone when nobody else sent them."""
    text.count -= 1
    if text.count:
        db.add(text)
        return
    near = (col(SubmissionText.room_id) == text.room_id) & (col(SubmissionText.head_id) == text.id)
    db.execute(update(SubmissionText).where(near).values(head_id=None))
    db.delete(text)


def _own(text: SubmissionText, clean: _Clean) -> str:
    return "" if clean.body == text.body else clean.body


def _store(
    db: Db, room: Room, clean: _Clean, channel: Channel, place: str, once: str, received: datetime, now: datetime,
    **more: Any,
) -> Submission:  # fmt: skip
    """One more submission under the room's lock."""
    text = _text(db, room, clean)
    last = db.execute(select(func.max(col(Submission.number))).where(col(Submission.room_id) == room.id)).scalar()
    made = Submission(
        room_id=room.id, number=(last or 0) + 1, channel=channel, place=place, text_id=text.id,
        own_body=_own(text, clean), received_on=clock.today(received), created_at=now, once=once, **more,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _keep_identity(db: Db, room: Room, made: Submission, form: Identified, wanted: object) -> None:
    """Only what the case asks for is kept, and a 個人番号 nowhere."""
    assert isinstance(wanted, list | tuple)
    values = {name: _cleaned(db, room, getattr(form, name), made.created_at).body for name in wanted}
    if any(values.values()):
        db.add(SubmitterIdentity(submission_id=made.id, **values))
        db.flush()
