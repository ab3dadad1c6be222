"""The worker: runs jobs of all sites in two lanes, owns every index writer, does the daily round."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

import structlog
from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from civic import clock
from civic.index import store
from civic.index.engine import IndexBusy
from civic.jobs import BACK_OFF, LEASE, REGISTRY, Job, JobState, Work, later
from civic.sites import Site, Sites

log = structlog.get_logger()

WINGS_WITH_JOBS = (
    "city", "accounts", "notifications", "library", "registry", "rooms", "review", "responses", "submissions", "letters", "search", "records",
)  # fmt: skip
_INDEX = ".index_"
IDLE_SLEEP = 0.3
# Index jobs of the urgent lane that share one commit of the index; a commit costs as much as a hundred of them.
INDEX_JOBS_AT_ONCE = 100
# Another process writes the index (an import, `civic reindex`): the job comes again, and that is no try.
BUSY_SECONDS = 3


def load_jobs() -> None:
    """Import every wing's jobs so that the registry knows their names."""
    for wing in WINGS_WITH_JOBS:
        import_module(f"civic.{wing}.jobs")


def claim(db: Session, lane: str, most: int = 1, like: str = "") -> list[Job]:
    """The oldest jobs that are due, or whose worker died; leased so that no second worker takes them. `like`: a part of
    the name they must have."""
    now = clock.now()
    due = or_(
        (col(Job.state) == JobState.WAITING) & (col(Job.run_at) <= now),
        (col(Job.state) == JobState.RUNNING) & (col(Job.leased_until) < now),
    )
    query = select(Job).where(due, col(Job.lane) == lane).order_by(col(Job.run_at), col(Job.id)).limit(most)
    if like:
        query = query.where(col(Job.name).contains(like))
    jobs = list(db.exec(query.with_for_update(skip_locked=True)))
    for job in jobs:
        job.state, job.leased_until, job.tries = JobState.RUNNING, now + LEASE, job.tries + 1
        db.add(job)
    return jobs


@dataclass(frozen=True, slots=True)
class _Taken:
    """A job in hand, without a session."""

    id: int
    name: str
    key: str
    args: dict[str, Any]
    tries: int


def run_one(sites: Sites, site: Site, lane: str) -> int:
    """Run one job to its end: its own transaction commits with the job's removal. Index jobs of the urgent lane run
    together. Returns how many ran."""
    _reader, writer = sites.engines(site)
    with Session(writer) as db, db.begin():
        jobs = claim(db, lane)
        if jobs and lane == "urgent" and _INDEX in jobs[0].name:
            jobs += claim(db, lane, INDEX_JOBS_AT_ONCE - 1, _INDEX)
        taken = [_Taken(job.id, job.name, job.key, dict(job.args), job.tries) for job in jobs]
    if len(taken) > 1:
        _run_together(sites, site, taken)
    for job in taken if len(taken) == 1 else ():
        try:
            with Session(writer) as db, db.begin():
                work = Work(site, db, clock.now(), job.key, job.args, sites)
                REGISTRY[job.name](work)
                db.delete(db.get_one(Job, job.id))
            for step in work.after:
                step()
        except Exception as error:
            _failed(sites, site, job, error)
    return len(taken)


def _run_together(sites: Sites, site: Site, taken: list[_Taken]) -> None:
    """Index jobs with one commit of the index; their rows go once it is made. They write nothing but the index, and one
    that fails leaves at most a card that its next try puts again."""
    _reader, writer = sites.engines(site)
    done: list[_Taken] = []
    try:
        with store.one_commit(site):
            for job in taken:
                try:
                    with Session(writer) as db:
                        REGISTRY[job.name](Work(site, db, clock.now(), job.key, job.args, sites))
                    done.append(job)
                except Exception as error:
                    _failed(sites, site, job, error)
    except Exception as error:
        for job in done:
            _failed(sites, site, job, error)
        return
    with Session(writer) as db, db.begin():
        db.execute(delete(Job).where(col(Job.id).in_([job.id for job in done])))


def _failed(sites: Sites, site: Site, taken: _Taken, error: Exception) -> None:
    _reader, writer = sites.engines(site)
    is_busy = isinstance(error, IndexBusy)
    with Session(writer) as db, db.begin():
        job = db.get(Job, taken.id)
        if job is None:
            return
        job.last_error = f"{type(error).__name__}: {error}"[:500]
        job.leased_until = None
        if is_busy:
            job.tries = taken.tries - 1
            job.state, job.run_at = JobState.WAITING, clock.now() + timedelta(seconds=BUSY_SECONDS)
        elif taken.tries > len(BACK_OFF):
            job.state = JobState.FAILED
        else:
            job.state, job.run_at = JobState.WAITING, clock.now() + timedelta(seconds=BACK_OFF[taken.tries - 1])
        db.add(job)
        log.warning(
            "job failed", site=site.slug, job=job.name, key=job.key, tries=job.tries, error=type(error).__name__
        )


def drain(sites: Sites, site: Site, lanes: tuple[str, ...] = ("urgent", "long")) -> int:
    """Run everything that is due now; for tests, `civic demo` and `civic jobs run`. Returns how many ran."""
    load_jobs()
    count, before = 0, -1
    while count > before:  # a job of the long lane may ask for an urgent one
        before = count
        for lane in lanes:
            while ran := run_one(sites, site, lane):
                count += ran
    return count


def take_back(sites: Sites, site: Site) -> None:
    """Jobs that a killed worker held wait again at once: one worker serves a home, so nobody else has them."""
    _reader, writer = sites.engines(site)
    with Session(writer) as db, db.begin():
        held = update(Job).where(col(Job.state) == JobState.RUNNING)
        db.execute(held.values(state=JobState.WAITING, leased_until=None))


def plan_rounds(sites: Sites, site: Site, is_new_day: bool) -> None:
    """Ask for the minute's round and, at the first minute of a day or of this worker, the day's (they may repeat)."""
    _reader, writer = sites.engines(site)
    with Session(writer) as db, db.begin():
        for name in sorted(REGISTRY):
            if name.endswith(".each_minute"):
                later(db, name, "round")
            elif name.endswith(".each_day") and is_new_day:
                later(db, name, clock.today().isoformat(), lane="long")


class Worker:
    """Two threads, one per lane, over all sites. `stop` lets the running job end."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._lane, args=(lane,), name=lane) for lane in ("urgent", "long")]
        self.planned: dict[str, tuple[float, str]] = {}

    def start(self) -> None:
        load_jobs()
        for site in self.sites.all.values():
            take_back(self.sites, site)
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def _lane(self, lane: str) -> None:
        while not self.stopping.is_set():
            did = False
            if lane == "urgent":
                self.sites.notice()
            for site in list(self.sites.all.values()):
                try:
                    if lane == "urgent":
                        self._plan(site)
                    did = bool(run_one(self.sites, site, lane)) or did
                except Exception as error:
                    log.error("worker", site=site.slug, lane=lane, error=repr(error)[:300])
                    self.stopping.wait(2)
            if not did:
                self.stopping.wait(IDLE_SLEEP)

    def _plan(self, site: Site) -> None:
        at, day = self.planned.get(site.slug, (0.0, ""))
        today = clock.today().isoformat()
        if time.monotonic() - at > 60 or day != today:
            self.planned[site.slug] = (time.monotonic(), today)
            plan_rounds(self.sites, site, is_new_day=day != today)
