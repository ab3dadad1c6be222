"""The worker: runs jobs of all sites in two lanes, owns every index writer, does the daily round."""

import threading
import time
from datetime import timedelta
from importlib import import_module

import structlog
from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from civic import clock
from civic.jobs import BACK_OFF, LEASE, REGISTRY, Job, JobState, Work, later
from civic.sites import Site, Sites

log = structlog.get_logger()

WINGS_WITH_JOBS = (
    "city", "accounts", "notifications", "library", "registry", "rooms", "review", "responses", "records",
)  # fmt: skip
IDLE_SLEEP = 0.3


def load_jobs() -> None:
    """Import every wing's jobs so that the registry knows their names."""
    for wing in WINGS_WITH_JOBS:
        import_module(f"civic.{wing}.jobs")


def claim(db: Session, lane: str) -> Job | None:
    """The oldest job that is due, or whose worker died; leased so that no second worker takes it."""
    now = clock.now()
    due = or_(
        (col(Job.state) == JobState.WAITING) & (col(Job.run_at) <= now),
        (col(Job.state) == JobState.RUNNING) & (col(Job.leased_until) < now),
    )
    query = select(Job).where(due, col(Job.lane) == lane).order_by(col(Job.run_at), col(Job.id)).limit(1)
    job = db.exec(query.with_for_update(skip_locked=True)).first()
    if job is not None:
        job.state, job.leased_until, job.tries = JobState.RUNNING, now + LEASE, job.tries + 1
        db.add(job)
    return job


def run_one(sites: Sites, site: Site, lane: str) -> bool:
    """Run one job to its end: its own transaction commits with the job's removal. False when nothing was due."""
    _reader, writer = sites.engines(site)
    with Session(writer) as db, db.begin():
        job = claim(db, lane)
        if job is None:
            return False
        job_id, name, key, args, tries = job.id, job.name, job.key, dict(job.args), job.tries
    try:
        with Session(writer) as db, db.begin():
            work = Work(site, db, clock.now(), key, args, sites)
            REGISTRY[name](work)
            db.delete(db.get_one(Job, job_id))
        for step in work.after:
            step()
    except Exception as error:
        _failed(sites, site, job_id, tries, error)
    return True


def _failed(sites: Sites, site: Site, job_id: int, tries: int, error: Exception) -> None:
    _reader, writer = sites.engines(site)
    with Session(writer) as db, db.begin():
        job = db.get(Job, job_id)
        if job is None:
            return
        job.last_error = f"{type(error).__name__}: {error}"[:500]
        job.leased_until = None
        if tries > len(BACK_OFF):
            job.state = JobState.FAILED
        else:
            job.state, job.run_at = JobState.WAITING, clock.now() + timedelta(seconds=BACK_OFF[tries - 1])
        db.add(job)
        log.warning("job failed", site=site.slug, job=job.name, key=job.key, tries=tries, error=type(error).__name__)


def drain(sites: Sites, site: Site, lanes: tuple[str, ...] = ("urgent", "long")) -> int:
    """Run everything that is due now; for tests, `civic demo` and `civic jobs run`. Returns how many ran."""
    load_jobs()
    count, before = 0, -1
    while count > before:  # a job of the long lane may ask for an urgent one
        before = count
        for lane in lanes:
            while run_one(sites, site, lane):
                count += 1
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
            for site in list(self.sites.all.values()):
                try:
                    if lane == "urgent":
                        self._plan(site)
                    did = run_one(self.sites, site, lane) or did
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
