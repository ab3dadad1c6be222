"""What becomes of a letter: post_letter, draft_reply, approve_reply, decline_letter; its sender seen for a reason."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import col

from civic import clock, ledger
from civic.city import queries as city
from civic.city.models import Section
from civic.db import Db
from civic.errors import Invalid, Refused, Stale
from civic.letters import queries
from civic.letters.forms import ApproveReply, DeclineLetter, DraftReply, PostLetter, SeeSender
from civic.letters.models import Ground, Letter, LetterSender, LetterState
from civic.permissions import Viewer, require
from civic.responses.actions.assigning import open_duty
from civic.rooms import actions as rooms
from civic.rooms.forms import EnterPost
from civic.rooms.models import PostState, PostType

S = LetterState
# Still open to a decision.
OPEN = frozenset({S.RECEIVED, S.REPLY_WAITS})
SHORTEST_REPLY = 10


def post_letter(db: Db, actor: Viewer, letter: Letter, form: PostLetter, now: datetime) -> Letter:
    """公開希望: into the room of letters, in its sender's name; from there on a section answers it as any post there,
    with the same drafts, approval and clocks."""
    who = require(actor, "letter.decide", queries.office(db, letter))
    _need_open(db, letter)
    if not letter.wants_publication:
        raise Refused("letters.no_consent")
    room = queries.letters_room(db)
    if room is None:
        raise Refused("letters.no_room")
    section = db.get(Section, form.section_id)
    if section is None or section not in city.sections_on(db, clock.today(now)):
        raise Refused("letters.no_such_section")
    entry = EnterPost(
        once=f"letter-{letter.id}", channel="letter", received_on=letter.received_on,
        original=letter.original or f"letter:{letter.id}", title=form.title, type=PostType.OPINION, body=form.body,
        has_consent=True, confirm_warning=form.confirm_warning,
    )  # fmt: skip
    post = rooms.enter_post(db, actor, room, entry, now)
    letter.post_id, letter.state = post.id, S.POSTED
    letter.decided_by, letter.decided_at = who.person_id, now
    db.add(letter)
    db.flush()
    if letter.wants_answer and post.state is PostState.PUBLISHED:
        due_on = max(letter.due_on, clock.today(now))
        open_duty(db, room, now, post_id=post.id, section=section, due_on=due_on, by=who.person_id)
    ledger.append(db, who.person_id, "letters.post_letter", f"letter:{letter.id}", at=now, post=post.id)
    return letter


def draft_reply(db: Db, actor: Viewer, letter: Letter, form: DraftReply, now: datetime) -> Letter:
    """A reply for its sender alone, kept unfinished or handed in for its approval. Everybody who worked on it is
    remembered: none of them approves it."""
    who = require(actor, "letter.decide", queries.office(db, letter))
    _need_open(db, letter)
    if form.seen != queries.digest_of(letter):
        raise Stale("letters.changed_meanwhile")
    if form.is_done and len(form.reply.strip()) < SHORTEST_REPLY:
        raise Invalid({"reply": [("forms.too_short", {"min_length": SHORTEST_REPLY})]}, form.model_dump())
    letter.reply, letter.state = form.reply, S.REPLY_WAITS if form.is_done else S.RECEIVED
    letter.drafter_ids = sorted({*letter.drafter_ids, who.person_id})
    db.add(letter)
    ledger.append(db, who.person_id, "letters.draft_reply", f"letter:{letter.id}", at=now)
    return letter


def approve_reply(db: Db, actor: Viewer, letter: Letter, form: ApproveReply, now: datetime) -> Letter:
    """決裁 by somebody who wrote nothing of it (DOMAIN §10, 10); from now on the slip shows it."""
    who = require(actor, "letter.approve", queries.office(db, letter))
    db.refresh(letter, with_for_update=True)
    if letter.state is not S.REPLY_WAITS:
        raise Refused("letters.not_waiting")
    if form.seen != queries.digest_of(letter):
        raise Stale("letters.changed_meanwhile")
    _settle(db, letter, S.REPLIED, who.person_id, now)
    ledger.append(
        db, who.person_id, "letters.approve_reply", f"letter:{letter.id}", at=now,
        digest=ledger.digest(letter.once, letter.reply),
    )  # fmt: skip
    return letter


def decline_letter(db: Db, actor: Viewer, letter: Letter, form: DeclineLetter, now: datetime) -> Letter:
    """No answer, on one of the published grounds; the slip says which. Decided by an approver."""
    who = require(actor, "letter.approve", queries.office(db, letter))
    _need_open(db, letter)
    if form.ground is Ground.NOT_WANTED and letter.wants_answer:
        raise Refused("letters.answer_is_wanted")
    letter.ground = form.ground.value
    _settle(db, letter, S.NOT_ANSWERED, who.person_id, now)
    ledger.append(db, who.person_id, "letters.decline_letter", f"letter:{letter.id}", at=now, ground=letter.ground)
    return letter


def see_sender(db: Db, actor: Viewer, letter: Letter, form: SeeSender, now: datetime) -> LetterSender | None:
    """Name and address, for a reason; who looked is in the ledger, the reason as its digest."""
    who = require(actor, "letter.see_sender", queries.office(db, letter))
    found = db.get(LetterSender, letter.id)
    ledger.append(
        db, who.person_id, "letters.see_sender", f"letter:{letter.id}", at=now,
        reason=ledger.digest(letter.once, form.reason),
    )  # fmt: skip
    return found


def note_told(db: Db, letter_id: int, news: str, now: datetime, *, is_undelivered: bool) -> None:
    """Mechanics of the mail: this news is never mailed again. A sender whose name was erased meanwhile is not there."""
    told = update(LetterSender).where(col(LetterSender.letter_id) == letter_id)
    db.execute(told.values(told=news, told_at=now, is_undelivered=is_undelivered))


def erase_senders(db: Db, now: datetime) -> int:
    """Mechanics of the daily round: names of letters that were settled long enough ago. Returns how many."""
    until = now - timedelta(days=int(city.setting(db, "letters.sender_days")))
    old = select(col(Letter.id)).where(col(Letter.decided_at) < until)
    gone = list(db.execute(select(col(LetterSender.letter_id)).where(col(LetterSender.letter_id).in_(old))).scalars())
    if gone:
        db.execute(delete(LetterSender).where(col(LetterSender.letter_id).in_(gone)))
        ledger.append(db, None, "letters.erase_senders", "letters", at=now, senders=len(gone))
    return len(gone)


def _need_open(db: Db, letter: Letter) -> None:
    db.refresh(letter, with_for_update=True)
    if letter.state not in OPEN:
        raise Refused("letters.already_decided")


def _settle(db: Db, letter: Letter, state: LetterState, person_id: int, now: datetime) -> None:
    letter.state, letter.decided_by, letter.decided_at = state, person_id, now
    db.add(letter)
    db.flush()
