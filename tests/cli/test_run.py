"""civic serve and civic work as processes: what they need, how they end; logs; forwarded addresses."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlmodel import select
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from civic import logs
from civic.app import make_app
from civic.cli import run as running
from civic.config import Config, config
from civic.jobs import Job, JobState
from civic.sites import Sites
from tests import cast
from tests.cli.conftest import City, Run

COMMAND = (sys.executable, "-c", "from civic.cli import app; app()")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """A command as a process of its own; it is killed if the test did not end it."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **more},
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    """Its first line on stderr: it runs."""
    assert process.stderr is not None
    return process.stderr.readline()


def ended(process: subprocess.Popen[str], number: int) -> int:
    process.send_signal(number)
    return process.wait(timeout=30)


def get(port: str, path: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "mihon.example"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_ends_in_good_order(start: Start, city: City, number: int) -> None:
    process = start("serve", PORT="0")
    port = said(process).rstrip("/\n").rsplit(":", 1)[1]
    assert get(port, "/healthz")[0] == 200
    status, ready = get(port, "/readyz")
    assert status == 200
    assert isinstance(json.loads(ready), dict)
    assert ended(process, number) == 0
    with socket.socket() as gone, pytest.raises(OSError):
        gone.connect(("127.0.0.1", int(port)))


def test_the_worker_ends_after_the_job_it_is_doing(start: Start, city: City) -> None:
    """The job sleeps for a second; the signal comes while it runs; it is done, not half done."""
    # Long ago: a process of its own has the real clock.
    due = cast.NOW - timedelta(days=1000)
    city.write(Job(name="test.slow", key="1", args={}, run_at=due, created_at=due))
    code = (
        "import time; from civic.jobs import job\n"
        "@job('test.slow')\n"
        "def slow(work):\n    time.sleep(1)\n"
        "from civic.cli import app; app()"
    )
    process = subprocess.Popen([sys.executable, "-c", code, "work"], stderr=subprocess.PIPE, text=True)
    try:
        assert "みほん市" in said(process)
        until = time.monotonic() + 20
        while state(city) != [JobState.RUNNING]:
            assert time.monotonic() < until
            time.sleep(0.02)
        assert ended(process, signal.SIGTERM) == 0
    finally:
        process.kill()
        process.communicate()
    assert state(city) == []


def state(city: City) -> list[JobState]:
    with city.reading() as db:
        return list(db.exec(select(Job.state).where(Job.name == "test.slow")).all())


@pytest.mark.parametrize("command", ["serve", "work"])
def test_without_a_city_nothing_is_started(empty_home: Path, run: Run, command: str) -> None:
    answer = run(command)
    assert answer.exit_code == 1
    assert "civic demo" in answer.stderr


@pytest.mark.parametrize("command", ["serve", "work"])
def test_before_a_migration_nothing_is_started(home: Path, run: Run, command: str) -> None:
    (home / "sites" / "mihon" / "civic.sqlite").unlink()
    answer = run(command)
    assert answer.exit_code == 1
    assert "civic migrate" in answer.stderr


def test_a_port_that_is_taken_is_a_sentence(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        config.cache_clear()
        answer = run("serve")
    assert answer.exit_code == 1
    assert "cannot be used" in answer.stderr
    monkeypatch.setenv("PORT", "99999")
    config.cache_clear()
    assert "cannot be used" in run("serve").stderr


def test_an_unknown_log_level_is_a_sentence(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_LOG_LEVEL", "LOUD")
    config.cache_clear()
    answer = run("work")
    assert answer.exit_code == 1
    assert "LOUD" in answer.stderr


async def asked(proxies: tuple[str, ...], peer: str) -> tuple[str, str]:
    """The address and scheme a page sees when `peer` sends forwarded headers."""
    seen: list[tuple[str, str]] = []

    async def show(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope)
        seen.append((request.client.host if request.client else "", request.url.scheme))
        await PlainTextResponse("")(scope, receive, send)

    settings = running.server_settings(Config(home=Path("nowhere"), trusted_proxies=proxies), Sites(Path("nowhere")))
    settings.app = show
    settings.load()
    headers = [(b"host", b"a"), (b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"",
        "headers": headers, "client": (peer, 1), "server": ("127.0.0.1", 80), "scheme": "http", "root_path": "",
        "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Any) -> None:
        return

    await settings.loaded_app(scope, receive, send)
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "peer", "expected"),
    [
        ((), "127.0.0.1", ("127.0.0.1", "http")),
        (("192.0.2.1",), "127.0.0.1", ("127.0.0.1", "http")),
        (("192.0.2.1",), "192.0.2.1", ("203.0.113.9", "https")),
        (("192.0.2.0/24",), "192.0.2.77", ("203.0.113.9", "https")),
    ],
)
def test_forwarded_headers_count_from_named_proxies_only(
    proxies: tuple[str, ...], peer: str, expected: tuple[str, str]
) -> None:
    import asyncio

    assert asyncio.run(asked(proxies, peer)) == expected
    make_app(Sites(Path("nowhere")))


def test_logs_are_json_and_keep_a_message_to_themselves(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import logging

    import uvicorn

    before = (logging.root.handlers[:], logging.root.level)
    try:
        uvicorn.Config("civic:app")  # sets up the server's own way of printing
        logs.set_up_logs()
        try:
            raise ValueError("someone@mihon.example")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
            structlog.get_logger().warning('a "quoted" event', exc_info=True, site="mihon")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finally:
        structlog.reset_defaults()
        logging.root.handlers[:], logging.root.level = before
    assert [line["event"] for line in lines] == ["Exception in ASGI application", 'a "quoted" event']
    assert all(line["error"] == "ValueError" and "test_run.py" in line["where"][-1] for line in lines)
    assert "someone@mihon.example" not in json.dumps(lines)
