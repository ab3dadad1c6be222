"""A real public comment through the product: `python -m benchmarks.comment_table FILE.jsonl.gz [--out FOLDER]`

FILE: one reply a line with the opinions it answers (`opinions[{number, text}]`, `reply`, `topic`). Every opinion is sent
through the verb, near copies are looked for, and what the machine suggests is held against the office's own grouping.
Then the opinions are placed as the office had placed them, answered with its replies, approved, and the table written
as CSV, XLSX and DOCX. The file names no 反映区分: every row gets E here, which says nothing about the real ones."""

import argparse
import gzip
import json
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic import sites as site_module
from civic.app import routes
from civic.permissions.actor import Actor, Grant, Role
from civic.rooms.models import AnswerUnit, Room, RoomKind
from civic.sites import Sites
from civic.submissions import actions, queries
from civic.submissions.alike import heads
from civic.submissions.forms import PlaceTexts, SendComment, WriteOpinion, WriteResult
from civic.submissions.models import Decision, Submission, SubmissionText
from civic.submissions.pages.reading import sheet_of
from civic.submissions.tables import as_csv, as_docx, as_xlsx
from civic.text.normalise import normalise_text
from tests import cast, make

THRESHOLDS = (0.7, 0.5, 0.3, 0.2)


def office(role: Role) -> Actor:
    """Somebody of the parks section."""
    return Actor(cast.IDS[role.value], role.value, frozenset({Grant(role, "section", cast.PARKS)}))


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compare(bodies: dict[int, str], group_of: dict[int, int]) -> None:
    """Pairs the machine would put together, against the office's groups."""
    folded = {number: normalise_text(body) for number, body in bodies.items()}
    office = sum(n * (n - 1) // 2 for n in Counter(group_of.values()).values())
    print(f"the office: {len(bodies)} opinions in {len(set(group_of.values()))} groups, {office} pairs")
    for least in THRESHOLDS:
        found: dict[int, list[int]] = {}
        for one, head in heads(folded.items(), least, folded.__getitem__):
            found.setdefault(head, []).append(one)
        pairs = [pair for members in found.values() for pair in combinations(members, 2)]
        same = sum(group_of[one] == group_of[other] for one, other in pairs)
        print(
            f"overlap {least:.0%}: {len(found)} groups, {len(pairs)} pairs, {same} of them together at the office too"
        )


def sent(db: Session, room: Room, bodies: dict[int, str], now: Any) -> None:
    for number, body in bodies.items():
        form = SendComment(once=f"real-opinion-{number:06d}", body=body)
        actions.send_comment(db, room, form, b"k" * 32, now)


def placed(db: Session, room: Room, replies: list[dict[str, Any]], now: Any) -> None:
    """As the office did: one opinion a reply, its texts by the numbers the file gives."""
    drafter = office(Role.DRAFTER)
    text_of = {
        int(once.rsplit("-", 1)[1]): text
        for once, text in db.execute(select(col(Submission.once), col(Submission.text_id)))
    }
    for place, reply in enumerate(replies, start=1):
        ids = sorted({text_of[one["number"]] for one in reply["opinions"]})
        still = db.execute(
            select(col(SubmissionText.id)).where(
                col(SubmissionText.id).in_(ids), col(SubmissionText.opinion_id).is_(None)
            )
        )
        wanted = list(still.scalars())
        if not wanted:
            print(f"reply {place}: all its words stand under an earlier reply")
            continue
        actions.place_texts(
            db, drafter, room, PlaceTexts(text_id=wanted, into="new", summary=reply["topic"] or "-"), now
        )
        opinion = queries.opinions(db, room.id)[-1]
        actions.write_opinion(
            db, drafter, room, opinion,
            WriteOpinion(rev=opinion.rev, position=place, summary=opinion.summary, answer=reply["reply"][:4000], category="E"), now,
        )  # fmt: skip


def main(path: Path, out: Path | None) -> None:
    routes()
    home = Path(tempfile.mkdtemp(prefix="civic-comment-"))
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    sites, now = Sites(home), clock.now()
    replies = read(path)
    bodies = {one["number"]: one["text"] for reply in replies for one in reply["opinions"]}
    group_of = {one["number"]: place for place, reply in enumerate(replies) for one in reply["opinions"]}
    compare(bodies, group_of)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        room = make.room(
            db, kind=RoomKind.COMMENT, answer_unit=AnswerUnit.SUMMARY, opens_at=now - timedelta(days=40),
            closes_at=now + timedelta(hours=1), title=replies[0]["title"],
        )  # fmt: skip
        sent(db, room, bodies, now)
        actions.group_texts(db, db, room.id)
        marked = db.execute(
            select(col(SubmissionText.findings)).where(col(SubmissionText.room_id) == room.id)
        ).scalars()
        print("marked for blacking out:", Counter(place[0] for places in marked for place in places))
        later = now + timedelta(days=1)
        placed(db, room, replies, later)
        drafter, approver = office(Role.DRAFTER), office(Role.APPROVER)
        form = WriteResult(decision=Decision.UNCHANGED, account="計測のための結果です。", is_submitted=True)
        result = actions.write_result(db, drafter, room, form, later)
        actions.approve_result(db, approver, room, result, later)
        table = queries.result_table(db, room)
        print(queries.progress(db, room.id), f"rows {len(table.rows)}")
        assert sum(row.count for row in table.rows) + sum(n for _why, n in table.outside) == len(bodies)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            sheet = sheet_of(table, result)
            for name, data in (("csv", as_csv(sheet)), ("xlsx", as_xlsx(sheet)), ("docx", as_docx(sheet))):
                (out / f"result.{name}").write_bytes(data)
    sites.close()
    shutil.rmtree(home)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args()
    main(given.file, given.out)
