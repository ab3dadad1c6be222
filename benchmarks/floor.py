"""The floor: bare Starlette and Jinja giving the same HTML with its posts in memory; and INSERT-and-redirect."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from markupsafe import Markup
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from civic.app import routes
from civic.config import config
from civic.rooms import queries
from civic.sites import Sites
from civic.web.show import environment
from civic.web.visit import Visit

ROOM_ID = "FLOOR_ROOMS"


def pages() -> Starlette:
    """Serves /N for the rooms named in FLOOR_ROOMS: the templates of the room page, with room, head and posts in memory.

    What Jinja needs for that HTML and Starlette to send it, and nothing else: no host, session, permission, revision,
    statement or kept piece. Every post goes through its template at every request, as it would in a plain application.
    """
    sites = Sites(config().home)
    site = next(iter(sites.all.values()))
    routes()  # the templates name addresses
    now = datetime.now(UTC)
    made = {}
    with Session(sites.engines(site)[0]) as db:
        for room_id in map(int, os.environ[ROOM_ID].split(",")):
            room = queries.room_for(db, None, room_id)
            head = queries.room_head(db, room, now)
            posts = list(queries.posts_page(db, None, room, "", "").posts)
            db.expunge(room)
            made[str(room_id)] = (room, head, posts)
    sites.close()
    env = environment()
    page_template, post_template = env.get_template("rooms/room.html"), env.get_template("rooms/_post.html")

    async def page(request: Request) -> Response:
        room, head, posts = made[request.path_params["room"]]
        visit = Visit(request, FormData(), None, site, None, now)  # type: ignore[arg-type]
        html = page_template.render(
            **visit.context(), room=room, head=head, state=room.state_at(now), phase=head.phase_at(now),
            posts=Markup("".join(post_template.render(post=post) for post in posts)), has_posts=True, previous="",
            next="", is_first=True, unread=None, read_until=0,
        )  # fmt: skip
        return HTMLResponse(html)

    return Starlette(routes=[Route("/rooms/{room}", page)])


def posting() -> Starlette:
    """POST /posts: read the form, one INSERT with the durability Civic has (WAL, FULL, IMMEDIATE), redirect."""
    path = os.environ["FLOOR_DATABASE"]

    @contextmanager
    def connection() -> Iterator[sqlite3.Connection]:
        raw = pool.pop() if pool else opened()
        yield raw
        pool.append(raw)

    def opened() -> sqlite3.Connection:
        raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            raw.execute("PRAGMA " + pragma)
        raw.execute("CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, room INTEGER, title TEXT, body TEXT)")
        return raw

    pool: list[sqlite3.Connection] = []

    def insert(title: str, body: str) -> int:
        with connection() as raw:
            raw.execute("BEGIN IMMEDIATE")
            cursor = raw.execute("INSERT INTO post (room, title, body) VALUES (1, ?, ?)", (title, body))
            raw.execute("COMMIT")
            return int(cursor.lastrowid or 0)

    async def post(request: Request) -> Response:
        async with request.form() as form:
            made = await run_in_threadpool(insert, str(form["title"]), str(form["body"]))
        return RedirectResponse(f"/posts/{made}", 303)

    return Starlette(routes=[Route("/posts", post, methods=["POST"])])
