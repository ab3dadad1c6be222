"""The cities served here: each has its own folder, database, index, files, key and base address."""

import json
import re
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from civic import db
from civic.errors import NotFound, Refused

SLUG = re.compile(r"[a-z][a-z0-9-]{0,30}")
# Engines nobody asked for in this many seconds are closed (50 sites share one limit of connections).
IDLE_SECONDS = 900.0
# An unknown host makes the server look for new cities at most this often.
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Site:
    """One city. `hosts` choose it; `base_url` alone makes absolute addresses; `key` signs its tokens."""

    slug: str
    name: str
    code: str
    base_url: str
    hosts: tuple[str, ...]
    folder: Path
    key: bytes = field(repr=False)
    database: str = "sqlite"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def index_folder(self) -> Path:
        return self.folder / "index"

    @property
    def mail_folder(self) -> Path:
        return self.folder / "mail"

    def address(self, path: str) -> str:
        """An absolute address of this site; never built from the request's Host."""
        return self.base_url.rstrip("/") + path


def _read(folder: Path) -> Site:
    data = json.loads((folder / "site.json").read_text("utf-8"))
    key = bytes.fromhex((folder / "key").read_text("ascii").strip())
    return Site(
        slug=data["slug"],
        name=data["name"],
        code=data["code"],
        base_url=data["base_url"],
        hosts=tuple(data["hosts"]),
        folder=folder,
        key=key,
        database=data.get("database", "sqlite"),
    )


def add(home: Path, slug: str, name: str, code: str, base_url: str, database: str = "sqlite") -> Site:
    """Make the folder and key of a new city. Raises Refused when the slug is taken or malformed."""
    if not SLUG.fullmatch(slug):
        raise Refused("sites.bad_slug", slug=slug)
    folder = home / "sites" / slug
    if folder.exists():
        raise Refused("sites.slug_taken", slug=slug)
    host = urlsplit(base_url).hostname
    if not host:
        raise Refused("sites.bad_base_url", base_url=base_url)
    folder.mkdir(parents=True)
    for name_ in ("files", "index", "mail"):
        (folder / name_).mkdir()
    site = Site(slug, name, code, base_url, (host,), folder, secrets.token_bytes(32), database)
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_text(site.key.hex(), "ascii")
    data = {k: v for k, v in asdict(site).items() if k not in ("key", "folder")}
    (folder / "site.json").write_text(json.dumps(data, ensure_ascii=False, indent=2), "utf-8")
    return site


class Sites:
    """All sites under one home; engines open on demand and close when idle."""

    def __init__(self, home: Path, pool_size: int = 40) -> None:
        self.home = home
        self.pool_size = pool_size
        self._lock = threading.Lock()
        self._engines: dict[str, tuple[Engine, Engine]] = {}
        self._used: dict[str, float] = {}
        self._looked_at = 0.0
        self.reload()

    def notice(self) -> None:
        """Cities that were added, changed or removed since they were last looked at. Cheap: a look at the folders."""
        if self._stamps() != self._seen:
            self.reload()

    def _stamps(self) -> tuple[tuple[Path, int], ...]:
        found = []
        for path in sorted((self.home / "sites").glob("*/site.json")):
            with suppress(FileNotFoundError):
                found.append((path, path.stat().st_mtime_ns))
        return tuple(found)

    def reload(self) -> None:
        self._seen = self._stamps()
        folders = [path for path, _time in self._seen]
        self.all = {site.slug: site for site in (_read(path.parent) for path in folders)}
        self._by_host = {host: site for site in self.all.values() for host in site.hosts}

    def by_host(self, host: str) -> Site | None:
        """The site for a Host header; port and case do not matter. One site alone answers on loopback too."""
        name = host.rsplit(":", 1)[0].lower() if not host.startswith("[") else host
        found = self._by_host.get(name)
        if found is None and time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._looked_at = time.monotonic()
            self.notice()
            found = self._by_host.get(name)
        if found is None and len(self.all) == 1 and name in ("localhost", "127.0.0.1"):
            return next(iter(self.all.values()))
        return found

    def get(self, slug: str) -> Site:
        if slug not in self.all:
            raise NotFound("sites.unknown", slug=slug)
        return self.all[slug]

    def engines(self, site: Site) -> tuple[Engine, Engine]:
        """(reader, writer) of the site."""
        self._used[site.slug] = time.monotonic()
        pair = self._engines.get(site.slug)
        if pair is None:
            with self._lock:
                pair = self._engines.get(site.slug)
                if pair is None:
                    pair = self._engines[site.slug] = db.engines(site.database, site.folder, self.pool_size)
        return pair

    def close_idle(self) -> None:
        horizon = time.monotonic() - IDLE_SECONDS
        with self._lock:
            for slug in [s for s, at in self._used.items() if at < horizon and s in self._engines]:
                self._engines.pop(slug)[0].dispose()

    def close(self) -> None:
        with self._lock:
            for reader, _writer in self._engines.values():
                reader.dispose()
            self._engines.clear()
