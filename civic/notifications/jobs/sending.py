"""Spreading news to lists, planning mails, and sending them: each read as its recipient at the moment it leaves."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlmodel import Session

from civic import clock, i18n, mail
from civic.city import queries as city
from civic.jobs import Work, job, later
from civic.mail import NotNow, Undeliverable
from civic.notifications import actions, queries
from civic.notifications.jobs.composing import MOST_PARTS, Part, name_words, parts, place_to_tell, search_parts
from civic.notifications.jobs.own import Own, joined, own_news
from civic.notifications.jobs.reminding import compose_staff_mail
from civic.notifications.models import Mail, MailKind, MailState, Notice, Recipient, Rhythm
from civic.notifications.queries import Addressee, text_of
from civic.notifications.stopping import stop_path
from civic.sites import Site

# One run of the job; the next run lets other long work have a turn.
MAILS_AT_ONCE = 200
# Notices that nobody mailed are told in a digest for so long; after that they stand in the list alone.
STILL_NEW = timedelta(days=8)

Writing = Callable[[], AbstractContextManager[Session]]


def _writing(work: Work) -> Writing:
    """Short transactions of their own, one for each step: a mail that left must be marked at once."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with Session(work.sites.engines(work.site)[1], expire_on_commit=False) as db, db.begin():
            yield db

    return opened


@job("notifications.spread")
def spread(work: Work) -> None:
    actions.spread(work.reading, _writing(work), work.now)
    plan(work)


def plan(work: Work) -> None:
    """Rows for the mails that are due. A few hundred people in one transaction."""
    with work.reading() as db:
        pause = int(city.setting(db, "mail.pause_minutes"))
    steps: tuple[Callable[[Session], int], ...] = (
        lambda db: actions.plan_at_once(db, work.now, pause),
        lambda db: actions.plan_digests(db, work.now),
    )
    for step in steps:
        planned = 1
        while planned:
            with _writing(work)() as db:
                planned = step(db)
            if planned == queries.BATCH:
                time.sleep(actions.BREATH)
    _plan_staff(work)
    later(work.db, "notifications.send_mails", "round", lane="long")


def _plan_staff(work: Work) -> None:
    """On the mornings of open days."""
    with work.reading() as db:
        hour, today = int(city.setting(db, "mail.staff_hour")), clock.today(work.now)
        if clock.tokyo(work.now).hour < hour or not clock.is_open_day(today, city.closed_days(db)):
            return
        people = queries.staff_without_mail(db, work.now)
    for person_id in people:
        with _writing(work)() as db:
            actions.plan_staff_mail(db, person_id, work.now)


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready to go, None when nothing is left to say; and what needs no other mail any more."""

    message: EmailMessage | None
    notice_ids: tuple[int, ...] = ()
    seen: Mapping[int, list[str]] = field(default_factory=dict)


@job("notifications.send_mails")
def send_mails(work: Work) -> None:
    """Claimed, composed, handed over, marked: one after the other, each in a transaction of its own."""
    writing = _writing(work)
    with mail.carrier(work.site) as carry:
        for _turn in range(MAILS_AT_ONCE):
            with writing() as db:
                claimed = actions.claim_mail(db, clock.now())
            if claimed is None:
                return
            if not _send(work, writing, claimed, carry):
                return
    later(work.db, "notifications.send_mails", "round", lane="long")


def _send(work: Work, writing: Writing, claimed: Mail, carry: Callable[[EmailMessage], None]) -> bool:
    """False when the server takes no mail just now, so that the others wait too."""
    now = clock.now()
    with work.reading() as db:
        composed = compose(db, work.site, claimed, now)
    state, error, notice_ids = MailState.NOTHING, "", tuple[int, ...]()
    try:
        if isinstance(composed, Composed):
            notice_ids = composed.notice_ids
            if composed.message is not None:
                carry(composed.message)
                state = MailState.SENT
    except Undeliverable as refused:
        state, error, notice_ids = MailState.FAILED, refused.status, ()
        if refused.is_address:
            with writing() as db:
                actions.record_bounce(db, claimed.person_id, refused.status, now)
    except NotNow as trouble:
        with writing() as db:
            actions.later_again(db, claimed.id, now, str(trouble))
        return not trouble.is_server
    with writing() as db:
        if composed is MailState.DEFERRED:
            actions.defer_mail(db, claimed, now)
            return True
        actions.finish_mail(db, claimed.id, state, now, error)
        actions.note_mailed(db, notice_ids, now)
        if isinstance(composed, Composed) and state is MailState.SENT:
            for follow_id, seen in composed.seen.items():
                actions.note_seen(db, follow_id, seen)
    return True


def compose(db: Session, site: Site, claimed: Mail, now: datetime) -> Composed | MailState:
    """As the recipient may see it now. NOTHING when nothing is left to say, DEFERRED when it is too much for at once."""
    to = queries.addressee(db, claimed.person_id)
    if to is None:
        return MailState.NOTHING
    if claimed.kind is MailKind.STAFF:
        message = compose_staff_mail(db, site, to, claimed, now)
        return Composed(message) if message is not None else MailState.NOTHING
    recipient = queries.recipient_of(db, claimed.person_id, now)
    items = _items(db, claimed, recipient)
    if claimed.kind is MailKind.AT_ONCE and items:
        most = int(city.setting(db, "mail.storm_items"))
        if len(items) > most or is_day_full(db, claimed.person_id, now):
            return MailState.DEFERRED
    token = i18n.language.set(to.language)
    try:
        return _digest(db, site, to, claimed, recipient, items, now)
    finally:
        i18n.language.reset(token)


def is_day_full(db: Session, person_id: int, now: datetime) -> bool:
    """Nobody gets more than the city's number of mails in a day; the digest that carries the rest is one more."""
    most = int(city.setting(db, "mail.most_a_day"))
    return queries.sent_since(db, person_id, clock.start_of(clock.today(now))) >= most


def _items(db: Session, claimed: Mail, recipient: Recipient) -> list[queries.Item]:
    """News of each rhythm in its own stretch, the oldest first."""
    if recipient.stopped_at is not None:
        return []
    found = {
        item.id: item
        for rhythm, (after, upto) in claimed.scope.items()
        for item in queries.items_for(db, claimed.person_id, after, upto)
        if item.rhythm == rhythm
    }
    return [found[id_] for id_ in sorted(found)]


def _digest(
    db: Session, site: Site, to: Addressee, claimed: Mail, recipient: Recipient, items: list[queries.Item],
    now: datetime,
) -> Composed | MailState:  # fmt: skip
    has_text = city.election_period(db, now) is None
    found = parts(db, to.actor, items, has_text)
    own, notices = Own((), (), ()), list[Notice]()
    if claimed.kind is MailKind.DIGEST:
        rhythms = [Rhythm(name) for name in claimed.scope] + [Rhythm.AT_ONCE]
        if recipient.stopped_at is None:
            found += search_parts(db, site, queries.searches_of(db, claimed.person_id, rhythms), has_text)
        if recipient.own_rhythm in rhythms:
            notices = list(queries.unmailed(db, claimed.person_id, now - STILL_NEW))
            own = own_news(db, to.actor, notices, has_text)
    done = tuple(notice.id for notice in notices)
    if not found and not own.parts and not own.others:
        return Composed(None, done)
    message = _written(db, site, to, claimed, own, found, has_text)
    seen = {follow_id: list(hits) for part in found for follow_id, hits in part.seen.items()}
    return Composed(message, done, seen)


def _written(
    db: Session, site: Site, to: Addressee, claimed: Mail, own: Own, news: list[Part], has_text: bool
) -> EmailMessage:
    person_id, found = to.actor.person_id, joined(own.parts, news)
    shown = found[:MOST_PARTS]
    stop_all = site.address(stop_path(person_id, "all" if news else "own", site))
    context = {
        "name": name_words(to.actor.display_name),
        "is_digest": claimed.kind is MailKind.DIGEST,
        "intro": _intro(claimed),
        "notices": [
            {
                "text": text_of(one), "about": place_to_tell(db, to.actor, one.target, has_text)[1],
                "address": site.address(one.path),
            }
            for one in own.others
        ],
        "parts": [
            {
                "part": part, "address": site.address(part.path),
                "stop": site.address(stop_path(person_id, part.what, site)),
            }
            for part in shown
        ],
        "more_parts": len(found) - len(shown),
        "places": len(found),
        "has_news": bool(news),
        "address": site.address,
        "count": len(own.others) + sum(part.count for part in found),
        "first": found[0].title if found else text_of(own.others[0]),
        "has_text": has_text,
        "list": site.address("/notices"),
        "settings": site.address("/notices/following"),
        "stop": stop_all,
    }  # fmt: skip
    return mail.compose(
        site, to.email, "notifications/digest.txt", context, f"mail-{claimed.id}", to.language, stop=stop_all
    )


def _intro(claimed: Mail) -> str:
    if claimed.kind is MailKind.AT_ONCE:
        return i18n.gettext("追っているものに、新しいことがありました。")
    if "weekly" in claimed.scope:
        return i18n.gettext("新しいことを、まとめてお知らせします（週1回の分も入っています）。")
    return i18n.gettext("新しいことを、まとめてお知らせします。")


@job("notifications.forget.each_day")
def forget(work: Work) -> None:
    actions.forget_mails(work.db, work.now)
