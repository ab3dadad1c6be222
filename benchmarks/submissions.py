"""200,000 opinions sent to one public comment, 96 % of them the same letter: put together by exact key, then by near
copies. `python -m benchmarks.submissions [--size N]`

The letters are made up by `texts` below: one campaign letter with other blanks and line ends, near copies of forty
letters, and letters of their own. Storing goes row by row through the same key and tables as `send_comment`, without
form, judging and receipt; grouping is the worker's own `group_texts`. The floor is folding every letter once."""

import argparse
import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from civic import clock
from civic import sites as site_module
from civic.app import routes
from civic.rooms.models import AnswerUnit, RoomKind
from civic.sites import Sites
from civic.submissions import actions, queries
from civic.submissions.alike import exact_key
from civic.submissions.models import Submission, SubmissionText
from civic.text.normalise import normalise_text
from tests import cast, make

SIZE, IDENTICAL, BASES, BATCH = 200_000, 0.96, 40, 1000
WHO = ("子育て中の親", "近くで店を営む者", "通学路を歩く生徒", "毎朝散歩する者", "団地に住む者", "花壇の世話をする者")
WHAT = ("駐車場", "遊具", "街灯", "花壇", "トイレ", "桜の木", "池", "広場", "ベンチ", "園路")
WISH = (
    "を増やしてください",
    "を残してください",
    "の場所を変えてください",
    "の工事を急がないでください",
    "を分かりやすくしてください",
)
WHY = (
    "夜に歩くと足もとが見えません",
    "雨の日に水がたまります",
    "小さい子が走り出すことがあります",
    "夏に休む所がありません",
)
BLANKS = ("", " ", "　", "\n", "\n\n")


def letter(chance: random.Random) -> str:
    """A letter of some two hundred characters, put together of invented parts."""
    parts = []
    for _ in range(4):
        parts.append(
            f"{chance.choice(WHO)}です。{chance.choice(WHAT)}{chance.choice(WISH)}。"
            f"{chance.choice(WHY)}。{chance.randrange(2, 40)}年前から気になっていました。"
        )
    return "".join(parts)


def texts(size: int) -> Iterator[str]:
    """In the order they came. Half of what is not the campaign's are near copies, half letters of their own."""
    chance = random.Random(20261128)
    campaign, bases = letter(chance), [letter(chance) for _ in range(BASES)]
    for _ in range(size):
        dice = chance.random()
        if dice < IDENTICAL:
            yield campaign.replace("。", "。" + chance.choice(BLANKS), 1) + chance.choice(BLANKS)
        elif dice < IDENTICAL + (1 - IDENTICAL) / 2:
            base, place = chance.choice(bases), chance.randrange(100)
            yield (
                base[:place]
                + chance.choice(("とても", "本当に", "ぜひ", "また"))
                + base[place:]
                + f"（{chance.random()}）"
            )
        else:
            yield letter(chance) + letter(chance)


def store(db: Session, room_id: int, size: int) -> None:
    """Every letter is a submission; every wording stands once with its number."""
    now, known = clock.now(), 0
    rows: list[dict[str, object]] = []
    for number, body in enumerate(texts(size), start=1):
        exact = exact_key(normalise_text(body))
        here = (col(SubmissionText.room_id) == room_id) & (col(SubmissionText.exact) == exact)
        text_id = db.execute(select(col(SubmissionText.id)).where(here)).scalar()
        if text_id is None:
            values = {"room_id": room_id, "exact": exact, "body": body, "count": 0, "findings": [], "masks": []}
            made = db.execute(insert(SubmissionText).values(**values, out_reason="", is_checked=True))
            text_id, known = made.inserted_primary_key[0], known + 1
        db.execute(
            update(SubmissionText).where(col(SubmissionText.id) == text_id).values(count=SubmissionText.count + 1)
        )
        rows.append({
            "room_id": room_id, "number": number, "channel": "web", "place": "", "text_id": text_id, "own_body": "",
            "received_on": now.date(), "created_at": now, "once": f"bench-{number}", "secret_hash": "", "original": "",
            "is_publishable": True,
        })  # fmt: skip
        if len(rows) == BATCH:
            db.execute(insert(Submission), rows)
            rows.clear()
    if rows:
        db.execute(insert(Submission), rows)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(size: int) -> None:
    routes()
    home = Path(tempfile.mkdtemp(prefix="civic-submissions-"))
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    sites = Sites(home)
    writer = sites.engines(site)[1]
    with Session(writer) as db, db.begin():
        cast.fill(db)
        now = clock.now()
        room_id = make.room(
            db, kind=RoomKind.COMMENT, answer_unit=AnswerUnit.SUMMARY, opens_at=now - timedelta(days=40),
            closes_at=now - timedelta(days=1),
        ).id  # fmt: skip
    started = process_time()
    letters = sum(len(normalise_text(body)) for body in texts(size))
    floor = process_time() - started
    print(f"floor: {size:,} letters of {letters / 1e6:.1f} million characters made and folded: {floor:.1f} s CPU")
    for name, work in (("stored by exact key", store), ("near copies grouped", None)):
        before, wall = process_time(), perf_counter()
        with Session(writer) as db, db.begin():
            groups = work(db, room_id, size) if work else actions.group_texts(db, room_id)
        spent = process_time() - before
        print(
            f"{name:<22} {perf_counter() - wall:7.1f} s  CPU {spent:7.1f} s  {spent / floor:5.2f} x floor"
            f"  peak {peak()} MB  {groups or ''}"
        )
    with Session(sites.engines(site)[0]) as db:
        print(queries.progress(db, room_id))
        assert db.execute(select(func.sum(col(SubmissionText.count)))).scalar() == size, "no opinion is lost"
    sites.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    main(parser.parse_args().size)
