"""The sample city served by uvicorn in a thread, for browsers that look at it."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import BrowserContext
from sqlmodel import Session, col, select

from civic import clock
from civic.accounts.models import Person, SignInSession
from civic.accounts.tokens import new_token, token_hash
from civic.app import make_app
from civic.index import store
from civic.registry.models import Entry
from civic.responses.models import Response
from civic.rooms.models import Post, PostState, Room
from civic.sample.load import load_sample
from civic.sites import Site, Sites
from civic.web import sessions


@dataclass(frozen=True)
class Served:
    """Where the city answers, and what its pages are about."""

    base: str
    site: Site
    sites: Sites

    def sign_in(self, context: BrowserContext, person: str) -> None:
        """A session with the second factor done, without the forms: they have tests of their own."""
        token, now = new_token(), clock.now()
        with Session(self.sites.engines(self.site)[1]) as db, db.begin():
            person_id = db.exec(select(Person.id).where(Person.email == f"{person}@mihon.example")).one()
            db.add(
                SignInSession(
                    token_hash=token_hash(token), person_id=person_id, created_at=now, last_seen_at=now,
                    expires_at=now + timedelta(days=1), second_factor_at=now,
                )
            )  # fmt: skip
        name = sessions.cookie_name(self.site, "session")
        context.add_cookies([{"name": name, "value": token, "url": self.base, "httpOnly": True, "sameSite": "Lax"}])

    def path(self, template: str) -> str:
        """`/posts/{post:koen-002}` and the like with the ids of this city: of a post by its key in the sample's files,
        of a room by a part of its title, of an entry by a part of its name, of the answer to a post,
        of the post that waits for a moderator."""
        return re.sub(
            r"\{(post|room|answer|entry|held):?([^}]*)\}", lambda found: str(self._id(found[1], found[2])), template
        )

    def _id(self, kind: str, name: str) -> int:
        with Session(self.sites.engines(self.site)[0]) as db:
            if kind == "held":
                return db.exec(select(Post.id).where(Post.state == PostState.HELD).order_by(col(Post.id))).all()[0]
            if kind == "room":
                return db.exec(select(Room.id).where(col(Room.title).contains(name))).one()
            if kind == "entry":
                return db.exec(select(Entry.id).where(col(Entry.display_name).contains(name))).one()
            post_id = db.exec(select(Post.id).where(Post.once == f"sample-{name}")).one()
            if kind == "post":
                return post_id
            return db.exec(select(Response.id).where(Response.post_id == post_id)).one()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path) -> Iterator[Served]:
    port = free_port()
    base = f"http://localhost:{port}"
    site = load_sample(home, base)
    sites = Sites(home)
    config = uvicorn.Config(make_app(sites), port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Served(base, sites.get(site.slug), sites)
    finally:
        server.should_exit = True
        thread.join()
        store.forget(site)
        sites.close()
