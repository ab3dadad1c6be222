"""What the worker does later for notices: one mail each, never two."""

from civic import i18n, mail
from civic.accounts.models import Person, PersonState
from civic.jobs import Work, job
from civic.notifications.actions import note_mailed
from civic.notifications.models import Notice
from civic.notifications.queries import text_of


@job("notifications.mail_notice")
def mail_notice(work: Work) -> None:
    """A sentence and a link, no text of a post (DOMAIN §6.2). What was read in the meantime is not mailed. The
    Message-ID is the notice's number, so that a second run after a crash is the same mail."""
    with work.reading() as db:
        notice = db.get(Notice, int(work.key))
        if notice is None or notice.mailed_at is not None or notice.read_at is not None:
            return
        person = db.get_one(Person, notice.person_id)
    if person.email is None or person.state is PersonState.LEFT:
        return
    token = i18n.language.set(person.language)
    try:
        text = text_of(notice)
    finally:
        i18n.language.reset(token)
    context = {
        "handle": person.handle, "text": text, "address": work.site.address(notice.path),
        "all": work.site.address("/notices"),
    }  # fmt: skip
    key = f"notice-{notice.id}"
    mail.deliver(
        work.site, mail.compose(work.site, person.email, "notifications/notice.txt", context, key, person.language)
    )
    note_mailed(work.db, notice.id, work.now)
