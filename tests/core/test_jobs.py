"""The worker: what waits is run once, what fails is tried again later and then listed."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from civic import jobs, worker
from civic.accounts.models import Person
from civic.jobs import Job, JobState, Work, later
from tests.world import World

ran: list[str] = []


@pytest.fixture(autouse=True)
def two_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    def note(work: Work) -> None:
        ran.append(work.key)

    def fail(work: Work) -> None:
        ran.append(work.key)
        work.db.add(Job(name="test.note", key="half", args={}, run_at=work.now, created_at=work.now))
        work.db.flush()
        raise RuntimeError("no room at the inn")

    ran.clear()
    monkeypatch.setitem(jobs.REGISTRY, "test.note", note)
    monkeypatch.setitem(jobs.REGISTRY, "test.fail", fail)


def waiting(world: World) -> list[Job]:
    with world.read() as db:
        return list(db.exec(select(Job)).all())


def test_a_job_asked_for_twice_runs_once(world: World) -> None:
    with world.write() as db:
        later(db, "test.note", 7)
        later(db, "test.note", 7)
    assert world.drain() == 1
    assert ran == ["7"]
    assert waiting(world) == []


def test_a_refused_transaction_asks_for_nothing(world: World) -> None:
    with pytest.raises(RuntimeError), world.write() as db:
        later(db, "test.note", 7)
        raise RuntimeError
    assert world.drain() == 0


def test_a_job_for_tomorrow_waits(world: World) -> None:
    with world.write() as db:
        later(db, "test.note", 1, run_at=world.now.replace(day=25))
    assert world.drain() == 0
    world.advance(days=1)
    assert world.drain() == 1


def test_a_failing_job_leaves_nothing_and_is_tried_again_later(world: World) -> None:
    with world.write() as db:
        later(db, "test.fail", 1)
    assert world.drain() == 1
    (job,) = waiting(world)
    assert (job.state, job.tries) == (JobState.WAITING, 1)
    assert job.run_at > world.now
    assert "no room at the inn" in job.last_error
    for _ in range(len(jobs.BACK_OFF)):
        world.advance(hours=6)
        world.drain()
    (job,) = waiting(world)
    assert job.state is JobState.FAILED
    assert len(ran) == len(jobs.BACK_OFF) + 1


def test_the_job_of_a_worker_that_died_is_taken_again(world: World) -> None:
    with world.write() as db:
        later(db, "test.note", 1)
    with world.write() as db:
        assert worker.claim(db, "urgent")
    assert world.drain() == 0
    world.advance(minutes=11)
    assert world.drain() == 1
    assert ran == ["1"]


def test_a_parked_job_does_not_run(world: World) -> None:
    with world.write() as db:
        later(db, "test.note", 1)
        db.flush()
        db.exec(select(Job)).one().state = JobState.PARKED
    assert world.drain() == 0


def test_a_worker_that_starts_takes_back_what_a_killed_one_held(world: World) -> None:
    with world.write() as db:
        later(db, "test.note", 1)
    with world.write() as db:
        assert worker.claim(db, "urgent")
    worker.take_back(world.sites, world.site)
    assert world.drain() == 1


def test_an_error_of_the_database_does_not_repeat_what_was_written(world: World) -> None:
    with pytest.raises(IntegrityError) as caught, world.write() as db:
        # A person's name twice: the message names the column, never the value.
        for _ in range(2):
            db.add(Person(handle="ひみつの名", handle_folded="ヒミツノ名", created_at=world.now))
            db.flush()
    assert "ヒミツ" not in str(caught.value)
