"""The mail sent at once for one notice: its sentence, and the text it is about as the reader may see it at that moment."""

from email.message import EmailMessage

from sqlmodel import Session

from civic import i18n, mail
from civic.city import queries as city
from civic.jobs import Work, job
from civic.mail import Undeliverable
from civic.markup import excerpt
from civic.notifications import actions, queries
from civic.notifications.jobs.composing import Line, line_of, name_words, place_to_tell
from civic.notifications.jobs.sending import is_day_full
from civic.notifications.models import Notice, Rhythm
from civic.notifications.queries import IN_MORNING_MAIL, TO_READ, Addressee, is_muted, text_of
from civic.notifications.stopping import stop_path
from civic.sites import Site

# What concerns a person's own text and rights goes out whatever they chose (DOMAIN §3: no silent hiding).
MUST_KNOW = frozenset({"post_hide", "post_reject", "post_held", "post_restore", "post_publish"})


@job("notifications.mail_notice")
def mail_notice(work: Work) -> None:
    """What was read in the meantime is not mailed; what is wanted in a digest waits for it, and so does what is too
    much for one day."""
    with work.reading() as db:
        notice = db.get(Notice, int(work.key))
        if notice is None or notice.mailed_at is not None or notice.read_at is not None:
            return
        if notice.kind in IN_MORNING_MAIL:
            return
        to = queries.addressee(db, notice.person_id)
        recipient = queries.recipient_of(db, notice.person_id, work.now)
        must = notice.kind in MUST_KNOW
        if to is None or (recipient.own_rhythm is not Rhythm.AT_ONCE and not must):
            return
        is_full = not must and is_day_full(db, notice.person_id, work.now)
        has_text = city.election_period(db, work.now) is None
        line = _line(db, to, notice, has_text)
        is_gone = notice.kind in TO_READ and line is None
        message = None if is_full or is_gone else _notice_mail(db, work.site, to, notice, line, has_text)
    if message is not None:
        _deliver(work, notice, message)
    elif is_gone:
        actions.note_mailed(work.db, [notice.id], work.now)
    else:
        actions.defer_own(work.db, notice.person_id, work.now)


def _line(db: Session, to: Addressee, notice: Notice, has_text: bool) -> Line | None:
    """What there is to read; None once it cannot be read, and in a thread that its reader muted."""
    if notice.kind not in TO_READ:
        return None
    token = i18n.language.set(to.language)
    try:
        line = line_of(db, to.actor, notice.target, has_text)
        place, _title = place_to_tell(db, to.actor, notice.target, has_text)
        return None if is_muted(db, notice.person_id, place) else line
    finally:
        i18n.language.reset(token)


def _deliver(work: Work, notice: Notice, message: EmailMessage) -> None:
    try:
        mail.deliver(work.site, message)
    except Undeliverable as refused:
        if refused.is_address:
            actions.record_bounce(work.db, notice.person_id, refused.status, work.now)
            return
        raise
    actions.note_mailed(work.db, [notice.id], work.now)


def _notice_mail(
    db: Session, site: Site, to: Addressee, notice: Notice, line: Line | None, has_text: bool
) -> EmailMessage:
    token = i18n.language.set(to.language)
    try:
        text = text_of(notice)
    finally:
        i18n.language.reset(token)
    stop = "" if notice.kind in MUST_KNOW else site.address(stop_path(to.actor.person_id, "own", site))
    context = {
        "name": name_words(to.actor.display_name), "text": text.replace("　", "\n"), "short": _short(text),
        "about": place_to_tell(db, to.actor, notice.target, has_text)[1],
        "line": line, "is_election": line is not None and not has_text,
        "address": site.address(notice.path), "all": site.address("/notices"),
        "settings": site.address("/notices/following"), "stop": stop,
    }  # fmt: skip
    key = f"notice-{notice.id}"
    return mail.compose(site, to.email, "notifications/notice.txt", context, key, to.language, stop=stop)


def _short(text: str) -> str:
    """For the subject: the first sentence, without the reason that may follow it."""
    return excerpt(text.partition("理由：")[0].partition("。")[0], 60)
