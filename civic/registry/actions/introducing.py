"""Introductions (紹介): requested, checked by the city, asked, accepted; only then are contacts exchanged."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.fields import NOTICE_VERSION
from civic.registry.formal_check import weigh
from civic.registry.forms import (
    AcceptIntroduction,
    Decide,
    DecideWithReason,
    DeclineIntroduction,
    ReportIntroduction,
    RequestIntroduction,
    SendMessage,
)
from civic.registry.introduction_models import Introduction, IntroductionMessage
from civic.registry.models import Entry
from civic.registry.states import INTRODUCTION_NEXT, IntroductionState, step

S = IntroductionState
# Introductions of one entry that one person may have under way at once.
MOST_UNDER_WAY = 1
ENDED = (S.REFUSED, S.DECLINED, S.CLOSED, S.CANCELLED, S.TIMED_OUT)


def request_introduction(db: Db, actor: Viewer, entry: Entry, form: RequestIntroduction, now: datetime) -> Introduction:
    """Waits for the officer. A second click gives the first one back; one at a time for each entry."""
    person = require(actor, "introduction.request", entry)
    mine = select(Introduction).where(col(Introduction.person_id) == person.person_id)
    first = db.exec(mine.where(col(Introduction.once) == form.once)).first()
    if first is not None:
        return first
    if form.notice_version != NOTICE_VERSION:
        raise Refused("registry.notice_changed")
    under_way = mine.where(col(Introduction.entry_id) == entry.id, col(Introduction.state).not_in(ENDED))
    if len(db.exec(under_way).all()) >= MOST_UNDER_WAY:
        raise Refused("registry.already_asked")
    weigh_here(db, "\n".join((form.purpose, form.wanted, form.place)), now)
    made = Introduction(
        entry_id=entry.id, person_id=person.person_id, owner_id=entry.person_id, purpose=form.purpose,
        wanted=form.wanted, place=form.place, contact=form.contact, notice_version=form.notice_version,
        consent_at=now, created_at=now, once=form.once,
        state=step(INTRODUCTION_NEXT, S.REQUESTED, S.CITY_CHECK), due_on=_due(db, "check", now),
    )  # fmt: skip
    db.add(made)
    db.flush()
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p not in (made.person_id, made.owner_id)]
    _tell(db, officers, "introduction_waits", made, now)
    return made


def weigh_here(db: Db, text: str, now: datetime) -> bool:
    """By the rules in force; Refused, or whether an officer reads it first."""
    rules = city.rules_in_force(db, now)
    return weigh(text, rules.data if rules else None, now)


def _due(db: Db, which: str, now: datetime) -> date:
    return clock.today(now) + timedelta(days=int(city.setting(db, f"registry.introduction_{which}_days")))


def ask_owner(db: Db, actor: Viewer, one: Introduction, form: Decide, now: datetime) -> Introduction:
    """The officer's yes: the person of the entry is asked, and has some days to answer."""
    person = require(actor, "introduction.check", one)
    _move(one, S.ASKED, form.seen)
    one.due_on = _due(db, "answer", now)
    _tell(db, [one.owner_id], "introduction_asked", one, now, due_on=one.due_on.isoformat())
    _tell(db, [one.person_id], "introduction_passed_on", one, now)
    return _written(db, one, person.person_id, "registry.ask_owner", now)


def refuse_introduction(
    db: Db, actor: Viewer, one: Introduction, form: DecideWithReason, now: datetime
) -> Introduction:
    """The officer's no, with a reason; the person of the entry never hears of it."""
    person = require(actor, "introduction.check", one)
    _end(db, one, S.REFUSED, form.seen, now)
    one.reason = form.reason
    _tell(db, [one.person_id], "introduction_refused", one, now)
    return _written(db, one, person.person_id, "registry.refuse_introduction", now)


def accept_introduction(
    db: Db, actor: Viewer, one: Introduction, form: AcceptIntroduction, now: datetime
) -> Introduction:
    """The owner's yes: now, and not before, each side sees the contact the other has given (DOMAIN §10, 18)."""
    person = require(actor, "introduction.answer", one)
    _move(one, S.ACCEPTED, form.seen)
    one.state = step(INTRODUCTION_NEXT, one.state, S.INTRODUCED)
    one.owner_contact, one.due_on = form.contact, _due(db, "report", now)
    _tell(db, [one.person_id], "introduction_accepted", one, now)
    return _written(db, one, person.person_id, "registry.accept_introduction", now)


def decline_introduction(
    db: Db, actor: Viewer, one: Introduction, form: DeclineIntroduction, now: datetime
) -> Introduction:
    """The owner's no; the contact of who asked was never shown."""
    person = require(actor, "introduction.answer", one)
    weigh_here(db, form.reason, now)
    _end(db, one, S.DECLINED, form.seen, now)
    one.reason = form.reason
    _tell(db, [one.person_id], "introduction_declined", one, now)
    return _written(db, one, person.person_id, "registry.decline_introduction", now)


def cancel_introduction(db: Db, actor: Viewer, one: Introduction, now: datetime) -> Introduction:
    """Who asked does not need it any more. A second time changes nothing."""
    person = require(actor, "introduction.cancel", one)
    if one.state is S.CANCELLED:
        return one
    was_asked = one.state is S.ASKED
    _end(db, one, S.CANCELLED, one.rev, now)
    if was_asked:
        _tell(db, [one.owner_id], "introduction_cancelled", one, now)
    return _written(db, one, person.person_id, "registry.cancel_introduction", now)


def report_introduction(
    db: Db, actor: Viewer, one: Introduction, form: ReportIntroduction, now: datetime
) -> Introduction:
    """How it went, by who asked; the city reads it and closes."""
    person = require(actor, "introduction.report", one)
    if one.state is S.INTRODUCED:
        _move(one, S.DONE, form.seen)
        _move(one, S.REPORTED, one.rev)
    else:
        _move(one, S.REPORTED, form.seen)
    one.report, one.due_on = form.report, _due(db, "check", now)
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p not in (one.person_id, one.owner_id)]
    _tell(db, officers, "introduction_reported", one, now)
    return _written(db, one, person.person_id, "registry.report_introduction", now)


def close_introduction(db: Db, actor: Viewer, one: Introduction, form: Decide, now: datetime) -> Introduction:
    """The officer has read the report."""
    person = require(actor, "introduction.check", one)
    _end(db, one, S.CLOSED, form.seen, now)
    return _written(db, one, person.person_id, "registry.close_introduction", now)


def send_message(db: Db, actor: Viewer, one: Introduction, form: SendMessage, now: datetime) -> IntroductionMessage:
    """From one side to the other without anybody's address, by the rules of the rooms."""
    person = require(actor, "introduction.write", one)
    mine = select(IntroductionMessage).where(
        col(IntroductionMessage.introduction_id) == one.id, col(IntroductionMessage.person_id) == person.person_id
    )
    first = db.exec(mine.where(col(IntroductionMessage.once) == form.once)).first()
    if first is not None:
        return first
    if not one.is_talking:
        raise Refused("registry.talk_is_over")
    is_held = weigh_here(db, form.body, now)
    made = IntroductionMessage(
        introduction_id=one.id, person_id=person.person_id, body=form.body, at=now, once=form.once, is_held=is_held
    )
    db.add(made)
    db.flush()
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p not in (one.person_id, one.owner_id)]
    other = one.owner_id if person.person_id == one.person_id else one.person_id
    kind, people = ("introduction_message_held", officers) if is_held else ("introduction_message", [other])
    _tell(db, people, kind, one, now, cause=f"message:{made.id}")
    return made


def release_message(db: Db, actor: Viewer, one: Introduction, message: IntroductionMessage, now: datetime) -> None:
    """The officer has read a held message and lets it through."""
    person = require(actor, "introduction.check", one)
    if message.is_held:
        message.is_held = False
        db.add(message)
        other = one.owner_id if message.person_id == one.person_id else one.person_id
        _tell(db, [other], "introduction_message", one, now, cause=f"message:{message.id}:released")
        ledger.append(
            db, person.person_id, "registry.release_message", f"introduction:{one.id}", at=now, message=message.id
        )


def end_introductions_of(db: Db, entry: Entry, now: datetime) -> None:
    """Mechanics: an entry that is withdrawn takes its introductions under way with it."""
    open_ = (col(Introduction.entry_id) == entry.id) & col(Introduction.state).in_((S.CITY_CHECK, S.ASKED))
    for one in db.exec(select(Introduction).where(open_)).all():
        _end(db, one, S.CANCELLED, one.rev, now)
        db.add(one)
        _tell(db, [one.person_id], "introduction_cancelled", one, now)


def pass_days(db: Db, now: datetime) -> None:
    """Mechanics of the daily round: who did not answer in time is not waited for; reports are asked for; what was
    read or never reported is closed."""
    today = clock.today(now)
    late = select(Introduction).where(col(Introduction.due_on) < today)
    for one in db.exec(late).all():
        if one.state is S.ASKED:
            _end(db, one, S.TIMED_OUT, one.rev, now)
            _tell(db, [one.person_id, one.owner_id], "introduction_timed_out", one, now)
        elif one.state is S.CITY_CHECK:
            officers = people_with(db, Role.REGISTRY_OFFICER, now)
            _tell(db, officers, "introduction_waits", one, now, cause=f"introduction:{one.id}:late:{today}")
        elif one.state in (S.INTRODUCED, S.DONE):
            _ask_for_report(db, one, now)
        elif one.state is S.REPORTED:
            _end(db, one, S.CLOSED, one.rev, now)
        db.add(one)


def _ask_for_report(db: Db, one: Introduction, now: datetime) -> None:
    """Once; after as many days again it is closed without one."""
    days = timedelta(days=int(city.setting(db, "registry.introduction_report_days")))
    if one.due_on is not None and one.due_on + days < clock.today(now):
        _end(db, one, S.CLOSED, one.rev, now)
        return
    _tell(db, [one.person_id], "introduction_report_due", one, now, cause=f"introduction:{one.id}:report")


def _move(one: Introduction, to: IntroductionState, seen: int) -> None:
    if one.rev != seen:
        raise Stale("registry.already_decided")
    one.state, one.rev = step(INTRODUCTION_NEXT, one.state, to), one.rev + 1


def _end(db: Db, one: Introduction, to: IntroductionState, seen: int, now: datetime) -> None:
    _move(one, to, seen)
    one.due_on = None
    one.erase_on = clock.today(now) + timedelta(days=int(city.setting(db, "registry.retention_days")))


def _written(db: Db, one: Introduction, person_id: int, verb: str, now: datetime) -> Introduction:
    db.add(one)
    ledger.append(db, person_id, verb, f"introduction:{one.id}", at=now, state=one.state.value, rev=one.rev)
    return one


def _tell(
    db: Db, people: list[int] | list[int | None], kind: str, one: Introduction, now: datetime, cause: str = "",
    **data: object,
) -> None:  # fmt: skip
    name = db.get_one(Entry, one.entry_id).display_name
    tell(
        db, people, kind, cause=cause or f"introduction:{one.id}:{kind}:{one.rev}", target=f"introduction:{one.id}",
        path=f"/introductions/{one.id}", now=now, name=name, **data,
    )  # fmt: skip
