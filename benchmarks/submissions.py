"""200,000 opinions on one draft, 96 % of them one text: exact keys, then near copies by the worker's own job; time, peak
memory, and what the office's page costs. With `--kill` the worker is killed on the way and another goes on.
`python -m benchmarks.submissions`

The texts are made here by chance with a fixed seed: one text sent again and again (with other blanks and line ends),
texts that add some words to it, and texts of their own."""

import argparse
import multiprocessing
import os
import random
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from multiprocessing.context import SpawnProcess
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from civic import clock, jobs, worker
from civic import sites as site_module
from civic.app import routes
from civic.rooms.models import Room, RoomKind
from civic.rooms.states import RoomState
from civic.sites import Site, Sites
from civic.submissions import actions, queries
from civic.submissions.alike import exact_key
from civic.submissions.forms import SendComment
from civic.submissions.models import Channel, Submission, SubmissionText
from civic.text.normalise import normalise_text
from tests import cast, make

SENT = (
    "この案に反対します。公園の南側を駐車場にすると、木陰が減り、子どもや年を取った人が休む場所がなくなります。"
    "車で来る人を増やすより、バスで来られるようにしてください。もう一度、住民の声を聞いてから決めてください。"
)
WHO = (
    "小さい子のいる家では",
    "車を持たない人は",
    "近くの店は",
    "毎朝歩く人たちは",
    "通学する生徒は",
    "介護をする家族は",
)
WHAT = (
    "遊び場",
    "南の入口",
    "古い桜",
    "水飲み場",
    "夜の明かり",
    "自転車の置き場",
    "坂道の手すり",
    "掲示板",
    "北の広場",
)
WISH = (
    "を残してほしいです",
    "をもっと増やしてください",
    "がなくなると困ります",
    "を先に直すべきです",
    "は今のままでよいです",
)
WHY = (
    "雨の日に足元が悪いからです",
    "ほかに行く所がないからです",
    "費用が書かれていないからです",
    "去年も同じ話があったからです",
)
TAILS = (
    "よろしくお願いします。",
    "ぜひ考え直してください。",
    "市民の一人として書きました。",
    "反対です。",
    "返事をください。",
)
BLANKS = ("", " ", "\n", "　", "\n\n")
BATCH = 5000


def own_text(chance: random.Random) -> str:
    sentences = [
        f"{chance.choice(WHO)}、{chance.choice(WHAT)}{chance.choice(WISH)}。" for _ in range(chance.randint(2, 6))
    ]
    return "".join(sentences) + f"{chance.choice(WHY)}。番号{chance.randrange(10**9)}の道の話です。"


def texts(count: int, identical: float, seed: int = 1) -> Iterator[str]:
    """`identical` of them are one text but for its blanks; of the rest half add to it, half are their own."""
    chance = random.Random(seed)
    for _ in range(count):
        draw = chance.random()
        if draw < identical:
            yield SENT.replace("。", "。" + chance.choice(BLANKS), chance.randint(0, 3))
        elif draw < identical + (1 - identical) / 2:
            yield f"{SENT}{chance.choice(TAILS)}{chance.choice(WHO)}{chance.choice(WHAT)}。{chance.randrange(10**6)}"
        else:
            yield own_text(chance)


def floor(count: int, identical: float) -> None:
    begun = time.process_time()
    letters = sum(len(normalise_text(body)) for body in texts(count, identical))
    took = time.process_time() - begun
    print(f"floor: {letters / 1e6:.1f} million letters made and folded once: {took:.1f} s of CPU", flush=True)


def peak() -> str:
    return f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def open_room(sites: Sites, site: Site) -> int:
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        now = clock.now()
        return make.room(
            db, kind=RoomKind.COMMENT, opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=1)
        ).id


def send_some(sites: Sites, site: Site, room_id: int, count: int) -> None:
    """By the verb, one transaction each, as the door does."""
    begun = time.process_time()
    for number, body in enumerate(texts(count, 0.96, seed=2)):
        with Session(sites.engines(site)[1]) as db, db.begin():
            form = SendComment(once=f"benchmark-once-{number:08d}", body=body, knows_purpose=True)
            actions.send_comment(db, db.get_one(Room, room_id), form, site.key, clock.now())
    took = time.process_time() - begun
    print(
        f"sent by the verb: {count:,} in {took:.1f} s of CPU, {took / count * 1000:.1f} ms each; {peak()}", flush=True
    )


def fill(sites: Sites, site: Site, room_id: int, count: int, identical: float) -> None:
    """In batches: the key of every text, its row once, one submission each."""
    begun, used, keys, number = time.monotonic(), time.process_time(), 0.0, 10**7
    coming = texts(count, identical)
    while some := list(islice(coming, BATCH)):
        hashing = time.process_time()
        keyed = [(exact_key(normalise_text(body)), body) for body in some]
        keys += time.process_time() - hashing
        with Session(sites.engines(site)[1]) as db, db.begin():
            ids = _text_ids(db, room_id, keyed)
            db.execute(
                insert(Submission),
                [
                    {
                        "room_id": room_id, "number": number + place, "channel": Channel.EMAIL, "text_id": ids[key],
                        "received_on": date(2026, 11, 20), "created_at": clock.now(), "once": f"fill-{number + place}",
                        "entered_by": cast.person("drafter"), "original": "benchmark",
                    }
                    for place, (key, _body) in enumerate(keyed)
                ],
            )  # fmt: skip
            counted: dict[int, int] = {}
            for key, _body in keyed:
                counted[ids[key]] = counted.get(ids[key], 0) + 1
            for text_id, times in counted.items():
                here = update(SubmissionText).where(col(SubmissionText.id) == text_id)
                db.execute(here.values(count=SubmissionText.count + times))
        number += BATCH
    took, used = time.monotonic() - begun, time.process_time() - used
    print(
        f"exact keys: {count:,} texts in {keys:.1f} s of CPU; with their rows {used:.1f} s ({took:.1f} s by the clock); "
        f"{peak()}",
        flush=True,
    )


def _text_ids(db: Session, room_id: int, keyed: list[tuple[str, str]]) -> dict[str, int]:
    first = dict(reversed(keyed))
    rows = select(col(SubmissionText.exact), col(SubmissionText.id)).where(col(SubmissionText.room_id) == room_id)
    known = dict(db.execute(rows.where(col(SubmissionText.exact).in_(first))).all())
    new = [
        {"room_id": room_id, "exact": key, "body": body, "count": 0, "findings": [], "masks": [], "is_checked": True}
        for key, body in first.items()
        if key not in known
    ]
    if new:
        db.execute(insert(SubmissionText), new)
        known = dict(db.execute(rows.where(col(SubmissionText.exact).in_(first))).all())
    return known


def work(home: Path, room_id: int) -> None:
    """The worker in a process of its own, as a city runs it; says how far it is after every turn."""
    routes()
    worker.load_jobs()
    before, begun, used = peak(), time.monotonic(), time.process_time()
    with closing(Sites(home)) as sites:
        site = sites.get("mihon")
        worker.take_back(sites, site)
        while worker.run_one(sites, site, "long"):
            with Session(sites.engines(site)[0]) as db:
                found = queries.progress(db, room_id)
            print(
                f"  compared {found.compared:,} of {found.texts:,} wordings after {time.process_time() - used:.1f} s of CPU "
                f"({time.monotonic() - begun:.1f} s by the clock)",
                flush=True,
            )
    print(f"  {peak()} (before the first turn: {before})", flush=True)


def group(home: Path, sites: Sites, site: Site, room_id: int, is_killed: bool) -> None:
    with Session(sites.engines(site)[1]) as db, db.begin():
        jobs.later(db, "submissions.group_texts", room_id, lane="long")
    if is_killed:
        _kill_amid(_worker(home, room_id), sites, site, room_id)
    last = _worker(home, room_id)
    last.join()
    assert last.exitcode == 0


def _kill_amid(first: SpawnProcess, sites: Sites, site: Site, room_id: int) -> None:
    """In the middle of a turn: half as long into the second as the first took. What one turn found stays, what the
    next was about to find is lost and found again."""
    begun = _until(lambda: _is_taken_up(sites, site))
    whole = _progress(sites, site, room_id).texts
    took = _until(lambda: _progress(sites, site, room_id).compared > 0) - begun
    done = _progress(sites, site, room_id).compared
    assert done < whole, "one turn compares them all: give a smaller --identical"
    time.sleep(took / 2)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    stays = _progress(sites, site, room_id).compared
    assert stays == done, "the second turn was over already"
    _give_back(sites, site)
    print(f"  killed {took / 2:.1f} s into the second turn; {stays:,} of {whole:,} stay compared", flush=True)


def _until(has_happened: Callable[[], bool]) -> float:
    while not has_happened():
        time.sleep(0.05)
    return time.monotonic()


def _is_taken_up(sites: Sites, site: Site) -> bool:
    with Session(sites.engines(site)[0]) as db:
        return (
            db.execute(select(col(jobs.Job.id)).where(col(jobs.Job.state) == jobs.JobState.RUNNING)).first() is not None
        )


def _worker(home: Path, room_id: int) -> SpawnProcess:
    process = multiprocessing.get_context("spawn").Process(target=work, args=(home, room_id))
    process.start()
    return process


def _progress(sites: Sites, site: Site, room_id: int) -> queries.Progress:
    with Session(sites.engines(site)[0]) as db:
        return queries.progress(db, room_id)


def _give_back(sites: Sites, site: Site) -> None:
    """A dead worker's job waits for its lease (ten minutes); the benchmark does not."""
    with Session(sites.engines(site)[1]) as db, db.begin():
        db.execute(update(jobs.Job).values(state=jobs.JobState.WAITING, leased_until=None, run_at=clock.now()))


def look(sites: Sites, site: Site, room_id: int) -> None:
    with Session(sites.engines(site)[1]) as db, db.begin():
        room = db.get_one(Room, room_id)
        room.state = RoomState.SUMMARISING
        db.add(room)
    with Session(sites.engines(site)[0]) as db:
        begun = time.monotonic()
        found, channels = queries.progress(db, room_id), queries.by_channel(db, room_id)
        lines = queries.text_lines(db, room_id, "left")
        took = time.monotonic() - begun
    print(
        f"提出件数 {found.submissions:,} ({channels}), wordings {found.texts:,}, groups {found.groups:,}; "
        f"reads of the office's page {took * 1000:.0f} ms ({len(lines)} lines)"
    )
    assert sum(count for _channel, count in channels) == found.submissions


def run(home: Path, count: int, identical: float, sent: int, is_killed: bool) -> None:
    routes()
    worker.load_jobs()
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    with closing(Sites(home)) as sites:
        room_id = open_room(sites, site)
        print(f"before: {peak()}", flush=True)
        floor(count, identical)
        if sent:
            send_some(sites, site, room_id, sent)
        fill(sites, site, room_id, count, identical)
        group(home, sites, site, room_id, is_killed)
        look(sites, site, room_id)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=200_000)
    arguments.add_argument("--identical", type=float, default=0.96, help="share of the one text")
    arguments.add_argument("--sent", type=int, default=500, help="how many are sent by the verb")
    arguments.add_argument("--kill", action="store_true", help="kill the first worker in the middle of its second turn")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), asked.count, asked.identical, asked.sent, asked.kill)
