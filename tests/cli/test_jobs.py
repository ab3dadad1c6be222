"""civic jobs list, retry, drop, release."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic.jobs import Job, JobState
from tests import cast
from tests.cli.conftest import City, Run


def job(number: int, state: JobState, **facts: Any) -> Job:
    given = {"name": "rooms.index_post", "key": str(number), "args": {}, "run_at": cast.NOW, "created_at": cast.NOW}
    return Job(id=number, state=state, **(given | facts))


@pytest.fixture
def filled(city: City) -> City:
    failed = job(1, JobState.FAILED, tries=7, last_error="OSError: [red]no mail[/red]")
    running = job(3, JobState.RUNNING, leased_until=cast.NOW + timedelta(minutes=5))
    next_week = cast.NOW + timedelta(days=7)
    city.write(failed, job(2, JobState.WAITING), running, job(4, JobState.PARKED, run_at=next_week))
    return city


def states(city: City) -> dict[int, tuple[JobState, int]]:
    with city.reading() as db:
        return {one.id: (one.state, one.tries) for one in db.exec(select(Job)).all()}


def test_jobs_are_listed(filled: City, run: Run) -> None:
    answer = run("jobs", "list")
    assert "[red]no mail[/red]" in answer.stdout
    assert len(answer.stdout.splitlines()) == 4
    (failed,) = [json.loads(line) for line in run("jobs", "list", "--failed", "--json").stdout.splitlines()]
    assert (failed["id"], failed["state"], failed["tries"]) == (1, "failed", 7)


def test_nothing_to_list_is_said(city: City, run: Run) -> None:
    assert "No job waits" in run("jobs", "list").stdout
    assert run("jobs", "list", "--json").stdout == ""


def test_a_failed_job_is_tried_again_from_the_start(filled: City, run: Run) -> None:
    assert run("jobs", "retry", 1).exit_code == 0
    assert states(filled)[1] == (JobState.WAITING, 0)


def test_a_job_is_dropped_for_good(filled: City, run: Run) -> None:
    assert run("jobs", "drop", 2).exit_code == 0
    assert sorted(states(filled)) == [1, 3, 4]
    assert run("jobs", "drop", 2).exit_code == 1


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_job_that_runs_is_left_to_its_worker(filled: City, run: Run, verb: str) -> None:
    answer = run("jobs", verb, 3)
    assert answer.exit_code == 1
    assert "running now" in answer.stderr
    assert states(filled)[3][0] is JobState.RUNNING


def test_numbers_that_are_none(filled: City, run: Run) -> None:
    assert "no job 99" in run("jobs", "retry", 99).stderr
    assert run("jobs", "retry", 2**70).exit_code == 2
    assert run("jobs", "retry", "x").exit_code == 2


def test_parked_jobs_wait_again_at_their_own_time(filled: City, run: Run) -> None:
    assert "1 jobs" in run("jobs", "release").stdout
    with filled.reading() as db:
        released = db.get_one(Job, 4)
    assert (released.state, released.run_at) == (JobState.WAITING, cast.NOW + timedelta(days=7))
    assert "0 jobs" in run("jobs", "release").stdout
