"""What the worker does later for records: the head of the ledger, published once a day, also outside the database."""

import json

from sqlmodel import Session, col, select

from civic import clock
from civic.jobs import Work, job
from civic.ledger import PublishedHead
from civic.records.actions import publish_head
from civic.sites import Site

# A line of JSON for each day, beside the database: whoever changes the one must change the other, and every copy.
HEADS_FILE = "ledger-heads.jsonl"


@job("records.each_day")
def each_day(work: Work) -> None:
    publish_head(work.db, clock.today(work.now))
    work.after.append(lambda: write_heads(work.site, work.reading()))


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
