"""kill -9 of web and of worker in the middle of 500 posts: what was acknowledged stays, and search is complete again."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import Session, col, func, select, update

from civic import migrations, worker
from civic import sites as site_module
from civic.accounts.models import Person, SignInSession
from civic.accounts.tokens import token_hash
from civic.index import store
from civic.jobs import Job, JobState
from civic.records.verify import verify
from civic.rooms import jobs as room_jobs
from civic.rooms.models import Acknowledgement, Post, PostState
from civic.sites import Site, Sites
from civic.web import sessions
from tests import cast, make

POSTS = 500
WRITERS = 4
# A multiple of the writers: nobody writes in two places at once.
AUTHORS = 248
# Plain nouns: twelve of them in a row are like nothing else, and break no rule.
NOUNS = (  # noqa: SIM905
    "公園 道路 図書館 広場 歩道 花壇 駅前 商店街 保育園 学校 体育館 公民館 河川 堤防 橋 街灯 信号 駐輪場 停留所 並木 "
    "遊具 砂場 池 芝生 東屋 水道 側溝 坂道 階段 手すり 案内板 掲示板 窓口 時刻表 回覧板 集会所 倉庫 畑 温室 浴場"
).split()


@dataclass
class City:
    """A home with one open room, its two processes, and what clients were told."""

    home: Path
    site: Site
    port: int
    tokens: list[str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def start(self, name: str) -> None:
        arguments = {"web": ["serve", "--web-only"], "worker": ["work"]}[name]
        environment = os.environ | {"CIVIC_HOME": str(self.home), "PORT": str(self.port), "CIVIC_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-c", "from civic.cli import app; app()", *arguments]
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def send(self, number: int) -> bool:
        """One post as a browser without script sends it; True when the server said that it has it."""
        token = self.tokens[number % AUTHORS]
        words = random.Random(number)
        fields = {
            "csrf": sessions.csrf_token(self.site, token_hash(token)), "once": f"kill-{number:04d}",
            "title": f"{number}番目の話", "type": "opinion", "body": "、".join(words.choices(NOUNS, k=12)) + "。",
        }  # fmt: skip
        headers = {
            "Cookie": f"{sessions.cookie_name(self.site, 'session')}={token}", "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        with closing(connection):
            try:
                connection.request("POST", "/rooms/1/posts", urlencode(fields), headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                return False
        assert answer.status == 303, body.decode()
        return True


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fill(db: Session, tokens: list[str]) -> None:
    """The cast, an open room without limits of pace, and authors who are signed in and know the rules."""
    now = datetime.now(UTC)
    cast.fill(db)
    make.room(
        db, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1), per_day_limit=0,
        planned_answer_on=now.date() + timedelta(days=30),
    )  # fmt: skip
    for number, token in enumerate(tokens, start=1000):
        name = f"書く人{number}"
        db.add(Person(id=number, handle=name, handle_folded=name, created_at=now))
        db.flush()
        db.add(Acknowledgement(person_id=number, rule_version=1, at=now))
        db.add(
            SignInSession(
                token_hash=token_hash(token), person_id=number, created_at=now, last_seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    port = free_port()
    site = site_module.add(tmp_path, "mihon", "みほん市", "999999", f"http://localhost:{port}")
    migrations.upgrade(site)
    tokens = [f"token-of-author-{number}" for number in range(AUTHORS)]
    sites = Sites(tmp_path)
    with Session(sites.engines(site)[1]) as db, db.begin():
        fill(db, tokens)
    sites.close()
    made = City(tmp_path, site, port, tokens)
    yield made
    for process in made.processes.values():
        process.kill()
        process.wait()
    store.forget(site)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def is_up(city: City) -> bool:
    connection = http.client.HTTPConnection("localhost", city.port, timeout=5)
    with closing(connection):
        try:
            connection.request("GET", "/static/civic.css")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def write_all(city: City, share: range) -> None:
    """Each post until it is acknowledged, as a person who presses again when the page did not come."""
    for number in share:
        while not city.send(number):
            time.sleep(0.2)
        city.acknowledged.add(f"kill-{number:04d}")


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_no_acknowledged_post_is_lost_and_search_is_complete_after_kill_9(city: City) -> None:
    city.start("web")
    city.start("worker")
    wait_until(lambda: is_up(city), 30)
    writers = [
        threading.Thread(target=write_all, args=(city, range(first, POSTS, WRITERS))) for first in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for name, count in (("web", 120), ("worker", 240), ("web", 360)):
        wait_until(lambda count=count: len(city.acknowledged) >= count, 90)
        city.kill(name)
        city.start(name)
    for writer in writers:
        writer.join(90)
    assert len(city.acknowledged) == POSTS
    with closing(Sites(city.home)) as sites:
        assert stored(sites, city) == city.acknowledged
        finish(sites, city)
        with Session(sites.engines(city.site)[0]) as db:
            assert store.engine_for(city.site).count() == sum(1 for _ in room_jobs.all_cards(db)) == POSTS + 1
            assert list(verify(db, city.site.folder)) == []


def stored(sites: Sites, city: City) -> set[str]:
    with Session(sites.engines(city.site)[0]) as db:
        found = db.exec(select(Post.once).where(col(Post.state) == PostState.PUBLISHED)).all()
    assert len(found) == len(set(found))
    return set(found)


def finish(sites: Sites, city: City) -> None:
    """A worker that starts takes back what a killed one had in hand. The rest is run in this process, so that the
    test does not wait for a busy machine; what waits for its next try is brought forward."""
    city.kill("worker")
    worker.take_back(sites, city.site)
    with Session(sites.engines(city.site)[1]) as db, db.begin():
        db.execute(update(Job).values(run_at=datetime.now(UTC)))
    worker.drain(sites, city.site)
    with Session(sites.engines(city.site)[0]) as db:
        assert db.exec(select(func.count()).select_from(Job).where(col(Job.state) == JobState.FAILED)).one() == 0
