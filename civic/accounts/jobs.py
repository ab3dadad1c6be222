"""What the worker does later for accounts: mail with links, and erasing what has been kept long enough."""

from sqlmodel import Session, col, select

from civic import mail
from civic.accounts.actions.changing import add_email_link, drop_email_change
from civic.accounts.actions.people import add_link, drop_pending
from civic.accounts.actions.recovery import add_reset_link
from civic.accounts.actions.retention import erase_ended
from civic.accounts.models import EmailChange, PendingSignUp, Person, PersonState
from civic.accounts.tokens import new_token
from civic.jobs import Work, job


def _person_at(db: Session, email: str) -> Person | None:
    here = (col(Person.email_folded) == email, col(Person.state) != PersonState.LEFT)
    return db.exec(select(Person).where(*here)).first()


@job("accounts.mail_sign_up")
def mail_sign_up(work: Work) -> None:
    """The link to confirm the address; to an address that has an account, a word that it has one."""
    with work.reading() as db:
        pending = db.get(PendingSignUp, int(work.key))
        if pending is None or pending.token_hash is not None or pending.expires_at <= work.now:
            return
        known = _person_at(db, pending.email.casefold())
    token = new_token()
    context = {
        "handle": known.handle if known else pending.handle,
        "address": work.site.address("/sign-in" if known else f"/confirm/{token}"),
        "reset": work.site.address("/reset"),
    }
    template = "accounts/known_address.txt" if known else "accounts/confirm.txt"
    key = f"sign-up-{pending.id}"
    mail.deliver(work.site, mail.compose(work.site, pending.email, template, context, key, pending.language))
    if known:
        drop_pending(work.db, pending.id)
    else:
        add_link(work.db, pending.id, token)


@job("accounts.mail_reset")
def mail_reset(work: Work) -> None:
    """The secret is made here, so that it never waits in the database; an unknown address gets no mail."""
    with work.reading() as db:
        person = _person_at(db, str(work.args["email"]))
    if person is None or person.email is None:
        return
    token = new_token()
    context = {"handle": person.handle, "address": work.site.address(f"/reset/{token}")}
    key = f"reset-{person.id}-{int(work.now.timestamp())}"
    message = mail.compose(work.site, person.email, "accounts/reset.txt", context, key, person.language)
    mail.deliver(work.site, message)
    add_reset_link(work.db, person.id, token, work.now)


@job("accounts.mail_password_changed")
def mail_password_changed(work: Work) -> None:
    with work.reading() as db:
        person = db.get(Person, int(work.key))
    if person is None or person.email is None:
        return
    context = {"handle": person.handle, "address": work.site.address("/reset")}
    key = f"password-{person.id}-{int(work.now.timestamp())}"
    message = mail.compose(work.site, person.email, "accounts/password_changed.txt", context, key, person.language)
    mail.deliver(work.site, message)


@job("accounts.mail_email_change")
def mail_email_change(work: Work) -> None:
    """The link to the new address; to an address that has an account, a word that it has one."""
    with work.reading() as db:
        change = db.get(EmailChange, int(work.key))
        if change is None or change.token_hash is not None or change.expires_at <= work.now:
            return
        person = db.get_one(Person, change.person_id)
        known = _person_at(db, change.email.casefold())
    token = new_token()
    context = {
        "handle": known.handle if known else person.handle,
        "address": work.site.address("/sign-in" if known else f"/account/email/{token}"),
        "reset": work.site.address("/reset"),
    }
    template = "accounts/known_address.txt" if known else "accounts/new_address.txt"
    key = f"email-{change.id}"
    mail.deliver(work.site, mail.compose(work.site, change.email, template, context, key, person.language))
    if known:
        drop_email_change(work.db, change.id)
    else:
        add_email_link(work.db, change.id, token)


@job("accounts.mail_email_changed")
def mail_email_changed(work: Work) -> None:
    """To the old address, so that somebody who took over an account does not do it unseen."""
    with work.reading() as db:
        person = db.get_one(Person, int(work.key))
    context = {"handle": person.handle, "address": work.site.address("/about")}
    key = f"email-changed-{person.id}-{int(work.now.timestamp())}"
    old = str(work.args["email"])
    mail.deliver(work.site, mail.compose(work.site, old, "accounts/email_changed.txt", context, key, person.language))


@job("accounts.each_day")
def each_day(work: Work) -> None:
    erase_ended(work.db, work.now)
