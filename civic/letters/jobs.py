"""What the worker does later for letters: senders told that there is something to read, their names erased in time."""

from civic import mail
from civic.jobs import Work, job, later
from civic.letters import actions, queries
from civic.mail import Undeliverable


@job("letters.tell_senders.each_minute")
def tell_senders(work: Work) -> None:
    """A mail of its own for each, so that one bad address holds up no other."""
    with work.reading() as db:
        found = queries.untold(db)
    for one in found:
        later(work.db, "letters.mail_sender", one.letter_id)


@job("letters.mail_sender")
def mail_sender(work: Work) -> None:
    """Without the reply: an address may be mistyped or shared. The slip opens it, or everybody may read it."""
    with work.reading() as db:
        found = queries.untold(db, int(work.key))
    for one in found:
        is_public = one.post_id is not None
        path = f"/posts/{one.post_id}" if is_public else f"/letters/slip?number={one.letter_id}"
        context = {
            "number": one.letter_id, "news": one.news, "is_public": is_public, "wants_answer": one.wants_answer,
            "page": work.site.address(path),
        }  # fmt: skip
        message = mail.compose(
            work.site, one.email, "letters/news.txt", context, f"letter-{one.letter_id}-{one.news.replace('_', '-')}"
        )
        is_undelivered = False
        try:
            mail.deliver(work.site, message)
        except Undeliverable as refused:
            if not refused.is_address:
                raise
            is_undelivered = True
        actions.note_told(work.db, one.letter_id, one.news, work.now, is_undelivered=is_undelivered)


@job("letters.erase_senders.each_day")
def erase_senders(work: Work) -> None:
    actions.erase_senders(work.db, work.now)
