"""What the worker does later for records: the head of the ledger, published once a day, also outside the database."""

import json

from sqlmodel import Session, col, select

from civic import clock, mail
from civic.accounts.actions.leaving import note_warning
from civic.accounts.models import Person
from civic.jobs import Work, job
from civic.ledger import PublishedHead
from civic.records.actions import publish_head
from civic.records.actions.leaving import close_inactive, inactive
from civic.sites import Site

# A line of JSON for each day, beside the database: whoever changes the one must change the other, and every copy.
HEADS_FILE = "ledger-heads.jsonl"


@job("records.each_day")
def each_day(work: Work) -> None:
    tell_inactive(work)
    publish_head(work.db, clock.today(work.now))
    work.after.append(lambda: write_heads(work.site, work.reading()))


def tell_inactive(work: Work) -> None:
    """Two warnings by mail, then the end; the second warning and the end only after the one before was sent."""
    with work.reading() as db:
        due = inactive(db, work.now)
        people = {person_id: db.get_one(Person, person_id) for person_id, step, _day in due if step < 3}
    for person_id, step, day in due:
        if step == 3:
            close_inactive(work.db, person_id, work.now)
            continue
        person = people[person_id]
        context = {
            "handle": person.handle,
            "address": work.site.address("/sign-in"),
            "day": day.isoformat() if person.language == "en" else f"{day:%Y年%-m月%-d日}",
        }
        key = f"inactive-{person_id}-{step}-{clock.today(work.now)}"
        message = mail.compose(work.site, str(person.email), "accounts/inactive.txt", context, key, person.language)
        mail.deliver(work.site, message)
        note_warning(work.db, person_id, step, work.now)


def write_heads(site: Site, db: Session) -> None:
    """Append the days the file does not have yet; written lines are never touched."""
    path = site.folder / HEADS_FILE
    written = set()
    if path.exists():
        written = {json.loads(line)["on"] for line in path.read_text("utf-8").splitlines() if line}
    with db, path.open("a", encoding="utf-8") as file:
        for head in db.exec(select(PublishedHead).order_by(col(PublishedHead.id))).all():
            if head.on not in written:
                file.write(json.dumps({"on": head.on, "seq": head.seq, "hash": head.hash}) + "\n")
