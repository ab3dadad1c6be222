"""One city in a temporary folder with its web application, browsers for the cast, a worker and a clock."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from civic import clock, worker
from civic.accounts.models import SignInSession
from civic.accounts.tokens import new_token, token_hash
from civic.sites import Site, Sites
from civic.web import cache, sessions
from tests import cast


class Browser:
    """A client that knows its CSRF token; `data` lists become repeated fields."""

    def __init__(self, site: Site, app: Starlette, token: str = "") -> None:
        base = site.base_url
        self.site = site
        self.client = TestClient(app, base_url=base, follow_redirects=False, raise_server_exceptions=True)
        self.seed = token_hash(token) if token else ""
        if token:
            self.client.cookies.set(sessions.cookie_name(site, "session"), token)

    def get(self, path: str, htmx: bool = False, **kwargs: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.get(path, headers=headers, **kwargs)

    def csrf(self) -> str:
        if not self.seed:
            name = sessions.cookie_name(self.site, "form")
            seed = self.client.cookies.get(name)
            if seed is None:
                seed = "test-anonymous-seed"
                self.client.cookies.set(name, seed)
            return sessions.csrf_token(self.site, seed)
        return sessions.csrf_token(self.site, self.seed)

    def post(self, path: str, data: dict[str, Any] | None = None, htmx: bool = False, **kwargs: Any) -> Any:
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if htmx else {})
        return self.client.post(path, data={"csrf": self.csrf(), **(data or {})}, headers=headers, **kwargs)


class World:
    """`world.browser("moderator")` is signed in with a one-time code; `world.browser()` is a stranger."""

    def __init__(self, site: Site, sites: Sites, app: Starlette) -> None:
        self.site = site
        self.sites = sites
        self.app = app
        self.now = cast.NOW
        clock.set_source(lambda: self.now)

    def browser(self, name: str | None = None, second_factor: bool = True) -> Browser:
        if name is None:
            return Browser(self.site, self.app)
        token = new_token()
        with self.write() as db:
            db.add(
                SignInSession(
                    token_hash=token_hash(token), person_id=cast.IDS[name], created_at=self.now,
                    last_seen_at=self.now, expires_at=self.now + timedelta(days=30),
                    second_factor_at=self.now if second_factor and cast.PEOPLE[name] else None,
                )
            )  # fmt: skip
        return Browser(self.site, self.app, token)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.sites.engines(self.site)[0]) as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Session]:
        with Session(self.sites.engines(self.site)[1], expire_on_commit=False) as db, db.begin():
            yield db

    def drain(self) -> int:
        return worker.drain(self.sites, self.site)

    def advance(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def mails(self) -> list[str]:
        """Every mail in the folder, decoded, oldest first."""
        from email import message_from_bytes, policy

        found = []
        for path in sorted(self.site.mail_folder.glob("*.eml"), key=lambda p: p.stat().st_mtime_ns):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",)) or message
            found.append(f"To: {message['To']}\nSubject: {message['Subject']}\n\n{body.get_content()}")
        return found

    def close(self) -> None:
        cache.close()
        self.sites.close()
        clock.set_source(None)


def copy_site(template: Path, home: Path) -> None:
    shutil.copytree(template, home, dirs_exist_ok=True)
