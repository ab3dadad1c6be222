"""What machines ask: alive, ready, what not to crawl; and the mail page that exists in development only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from civic import jobs
from civic.config import config
from civic.home.pages import mails
from tests.world import World


def test_alive_and_ready(world: World) -> None:
    alive = world.browser().get("/healthz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    ready = world.browser().get("/readyz")
    assert ready.json() == {"database": "ok", "oldest_urgent_job_seconds": 0}
    assert "set-cookie" not in ready.headers


def test_a_waiting_job_is_seen(world: World) -> None:
    with world.write() as db:
        jobs.later(db, "notifications.mail_notice", 1, run_at=world.now - timedelta(minutes=2))
        jobs.later(db, "accounts.each_day", "x", run_at=world.now - timedelta(hours=9), lane="long")
        jobs.later(db, "notifications.mail_notice", 2, run_at=world.now + timedelta(minutes=9))
    assert world.browser().get("/readyz").json()["oldest_urgent_job_seconds"] == 120


def test_a_database_that_does_not_answer(world: World) -> None:
    with world.write() as db:
        db.execute(text("ALTER TABLE job RENAME TO gone"))
    answer = world.browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})
    assert world.browser().get("/healthz").status_code == 200


def test_crawlers_and_browsers(world: World) -> None:
    robots = world.browser().get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert "Disallow: /staff/" in robots.text
    assert world.browser().get("/favicon.ico").headers["location"].startswith("/static/icon.svg")


def test_mails_are_shown_in_development_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.browser().post("/reset", {"email": "resident@mihon.example"})
    world.drain()
    assert world.browser().get("/dev/mail").status_code == 404
    assert world.browser("system_manager").get("/dev/mail").status_code == 404
    monkeypatch.setattr(mails, "config", lambda: replace(config(), is_development=True))
    page = world.browser().get("/dev/mail").text
    assert "パスワードの決め直し" in page
    assert 'href="https://mihon.example/reset/' in page
