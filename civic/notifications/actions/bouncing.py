"""Addresses that send mail back: they get no more, until their person says so or has another one."""

from datetime import datetime

from civic.accounts.models import Person
from civic.db import Db
from civic.notifications.actions.following import recipient
from civic.notifications.bounces import Bounce
from civic.notifications.models import Mail, Notice
from civic.permissions import Viewer, require


def record_bounce(db: Db, person_id: int, status: str, now: datetime) -> bool:
    """The address the person has now; a second report changes nothing. False when there is no such person or address."""
    person = db.get(Person, person_id)
    if person is None or not person.email:
        return False
    row = recipient(db, person_id, now)
    if row.bounced_email != person.email:
        row.bounced_email, row.bounced_at, row.bounce_status = person.email, now, status[:200]
        db.add(row)
        db.flush()
    return True


def take_bounce(db: Db, bounce: Bounce, now: datetime) -> bool:
    """A report about one of our mails: stops mail to the address if that is still the person's. Returns whether it
    did; what may work later (a full disk over there) stops nothing."""
    name, _, number = bounce.key.rpartition("-")
    about: Mail | Notice | None = None
    if name in ("mail", "notice") and number.isdigit() and len(number) < 10:
        about = db.get(Mail, int(number)) if name == "mail" else db.get(Notice, int(number))
    if about is None or not bounce.is_for_good:
        return False
    person = db.get_one(Person, about.person_id)
    if not person.email or person.email.casefold() not in bounce.addresses:
        return False
    return record_bounce(db, person.id, bounce.status, now)


def mail_again(db: Db, actor: Viewer, now: datetime) -> None:
    """The person has mended it: mails are tried again."""
    person = require(actor, "follow.choose")
    row = recipient(db, person.person_id, now)
    row.bounced_email, row.bounced_at, row.bounce_status = None, None, ""
    db.add(row)
    db.flush()
