"""10,000 people follow one room: time, memory, and how long the urgent lane waits meanwhile. `python -m benchmarks.notices`

A post becomes public; it is noticed, put into 10,000 lists, and 10,000 mails are composed (each as its recipient) and
handed to the folder, all on the long lane. Beside it another thread runs one urgent job after the other, as the
worker does, and measures from asking for it to its end."""

import argparse
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from civic import clock, jobs, worker
from civic import sites as site_module
from civic.accounts.models import Person
from civic.app import routes
from civic.notifications.models import Follow, FollowKind, Mail, MailState, Notice, Recipient, Rhythm
from civic.rooms.models import Room
from civic.sites import Site, Sites
from tests import cast, make

FIRST = 1000
PAUSE = 0.05


@jobs.job("benchmarks.urgent")
def urgent(work: jobs.Work) -> None:
    """As short as hiding a post: one row is read and written."""
    room = work.db.get_one(Room, 1)
    room.rev += 1
    work.db.add(room)


def fill(sites: Sites, site: Site, followers: int) -> None:
    now, day = clock.now(), clock.today()
    people = range(FIRST, FIRST + followers)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        room = make.room(db, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
        db.execute(
            insert(Person),
            [
                {
                    "id": n, "handle": f"人{n}", "handle_folded": f"人{n}", "email": f"p{n}@mihon.example",
                    "created_at": now,
                }
                for n in people
            ],
        )  # fmt: skip
        db.execute(
            insert(Recipient),
            [{"person_id": n, "at_once_after": now, "daily_on": day, "weekly_on": day} for n in people],
        )
        db.execute(
            insert(Follow),
            [
                {
                    "person_id": n, "kind": FollowKind.ROOM, "target": "1", "rhythm": Rhythm.AT_ONCE,
                    "created_at": now - timedelta(hours=1), "seen": [],
                }
                for n in people
            ],
        )  # fmt: skip
        make.post(db, room, created_at=now)


def waits(sites: Sites, site: Site, stop: threading.Event, found: list[float]) -> None:
    """One urgent job after the other, with its transactions, as `worker.run_one` does."""
    while not stop.is_set():
        begun = time.monotonic()
        with Session(sites.engines(site)[1]) as db, db.begin():
            jobs.later(db, "benchmarks.urgent", "1")
        while worker.run_one(sites, site, "urgent"):
            pass
        found.append(time.monotonic() - begun)
        stop.wait(PAUSE)


@contextmanager
def measured(name: str, sites: Sites, site: Site) -> Iterator[None]:
    stop, found = threading.Event(), list[float]()
    beside = threading.Thread(target=waits, args=(sites, site, stop, found))
    beside.start()
    wall, cpu = time.monotonic(), time.thread_time()
    yield
    wall, cpu = time.monotonic() - wall, time.thread_time() - cpu
    stop.set()
    beside.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.sort()
    print(
        f"{name}: {wall:.1f} s, CPU of this lane {cpu:.1f} s, peak memory {peak:.0f} MB; urgent job: "
        f"median {statistics.median(found) * 1000:.0f} ms, 99 % {found[int(len(found) * 0.99)] * 1000:.0f} ms, "
        f"worst {found[-1] * 1000:.0f} ms ({len(found)} jobs)"
    )


def run(home: Path, followers: int) -> None:
    routes()
    worker.load_jobs()
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    with closing(Sites(home)) as sites:
        fill(sites, site, followers)
        print(f"memory before: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        with measured("idle", sites, site):
            time.sleep(3)
        with Session(sites.engines(site)[1]) as db, db.begin():
            jobs.later(db, "notifications.gather.each_minute", "round", lane="long")
        with measured(f"notice, spread to {followers:,} lists, plan {followers:,} mails", sites, site):
            worker.run_one(sites, site, "long")
            worker.run_one(sites, site, "long")
        with measured(f"compose and send {followers:,} mails", sites, site):
            while worker.run_one(sites, site, "long"):
                pass
        with Session(sites.engines(site)[0]) as db:
            lists = db.exec(select(func.count()).select_from(Notice).where(col(Notice.person_id) >= FIRST)).one()
            sent = db.exec(select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.SENT)).one()
        print(f"lists: {lists:,}; mails sent: {sent:,}; files: {len(list(site.mail_folder.glob('mail-*.eml'))):,}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--followers", type=int, default=10_000)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), arguments.parse_args().followers)
