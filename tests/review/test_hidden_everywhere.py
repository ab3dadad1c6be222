"""Within a minute, hidden words are in nothing the server serves or sends (DOMAIN §10, 5): everything is fetched."""

import io
import json
import re
import zipfile

import pytest
from sqlmodel import select
from starlette.routing import Route

from civic.app import routes
from civic.index import store
from civic.jobs import Job
from civic.rooms.jobs import all_cards
from civic.rooms.models import Post, PostRevision
from civic.text.query import parse_query
from tests import make
from tests.responses import answering, summing
from tests.review import cases
from tests.world import World

SECRET = "とくべつな合言葉むらさき"
OLD = "前に書いた合言葉みどり"


def prepare(world: World) -> tuple[int, int, int]:
    """(room, post, reply that quotes it), indexed, with an earlier wording, followed by the neighbour."""
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, title=f"題の{SECRET}", body=f"{SECRET}と書いた。", revision=2, edited_at=world.now)
        reply = make.post(db, room, "neighbour", post, body="返信は残ります。", quotes_id=post.id)
        db.add(
            PostRevision(
                post_id=post.id, number=1, title="古い題", body=OLD, salt="s", digest="d", written_at=world.now
            )
        )  # fmt: skip
        ids = room.id, post.id, reply.id
    neighbour = world.browser("neighbour")
    for kind, target in (("room", ids[0]), ("thread", ids[1])):
        neighbour.post("/follow", {"kind": kind, "target": target, "mode": "at_once", "next": "/"})
    world.drain()
    return ids


def addresses(world: World, room_id: int, post_id: int, reply_id: int) -> list[str]:
    """Every GET address of the app: with our room and posts, the first of every other thing, both endings of feeds; and
    the searches. Left out are only those behind a signed link and single documents."""
    ids = {"room_id": room_id, "post_id": post_id, "thread_id": post_id, "code": "parks", "name": "city", "year": 2026}
    found = [f"/posts/{reply_id}", f"/posts/{reply_id}/actions", f"/posts/{reply_id}/history"]
    asked = (f"/search?q={SECRET}", f"/search?q={SECRET}&kind=post", f"/search.json?q={SECRET}")
    found += [*asked, f"/api/search?q={SECRET}", f"/feeds/search.atom?q={SECRET}", f"/rooms/{room_id}?q={SECRET}"]
    found += [f"/staff/rooms/{room_id}/summary?show=all"]
    for route in routes():
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        path = route.path
        for name, value in ids.items():
            path = re.sub(rf"\{{{name}(?::\w+)?\}}", str(value), path)
        path = re.sub(r"\{\w+:int\}", "1", path).replace("{measure}", "mask")
        for ending in ("atom", "json"):
            whole = path.replace("{ending}", ending)
            if "{" not in whole:
                found.append(whole)
    return sorted(set(found))


def spoken(content: bytes) -> str:
    """The text of an answer; of a ZIP, of everything in it."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def leaks(world: World, who: str | None, paths: list[str], words: tuple[str, ...]) -> list[str]:
    browser = world.browser(who)
    found = []
    for path in paths:
        if path.startswith(("/sign-out", "/static")):
            continue
        answer = browser.get(path)
        text = spoken(answer.content)
        # What was asked for stands in the page's own search box.
        if (
            any(word in text.replace(f'value="{SECRET}"', "").replace(f"「{SECRET}」", "") for word in words)
            and "q=" not in path
        ):
            found.append(path)
        if "q=" in path and "と書いた" in text:
            found.append(path)
    return found


@pytest.mark.parametrize("who", [None, "neighbour", "drafter", "auditor", "city_manager"])
def test_nobody_is_served_hidden_words(world: World, who: str | None) -> None:
    room_id, post_id, reply_id = prepare(world)
    paths = addresses(world, room_id, post_id, reply_id)
    assert len(paths) > 150
    before = leaks(world, who, paths, (SECRET, OLD))
    assert {f"/threads/{post_id}", f"/feeds/rooms/{room_id}.atom", f"/feeds/threads/{post_id}.json"} <= set(before)
    assert cases.decided(world, "moderator", "hide", post_id).status_code == 303
    # What the worker does within the minute.
    world.drain()
    assert leaks(world, who, paths, (SECRET, OLD)) == []


def test_mail_that_is_yet_to_go_holds_no_hidden_words(world: World) -> None:
    room_id, post_id, _reply = prepare(world)
    cases.decided(world, "moderator", "hide", post_id)
    sent = len(world.mails())
    world.advance(days=1)
    world.drain()
    assert not [mail for mail in world.mails()[sent:] if SECRET in mail or OLD in mail]
    with world.read() as db:
        for row in db.exec(select(Job)).all():
            assert SECRET not in str(row)
    assert room_id


def test_only_its_author_takes_the_own_words_along(world: World) -> None:
    _room, post_id, _reply = prepare(world)
    cases.decided(world, "moderator", "hide", post_id)
    world.drain()
    with world.read() as db:
        assert SECRET in db.get_one(Post, post_id).body
    answer = world.browser("neighbour").post("/account/data")
    assert SECRET not in spoken(answer.content)
    assert SECRET not in json.dumps(world.browser().get("/log.csv").text)


@pytest.mark.parametrize("who", [None, "neighbour", "drafter", "approver", "facilitator", "city_manager"])
def test_what_an_answer_answers_is_gone_with_it(world: World, who: str | None) -> None:
    """The answer stays; the question is quoted nowhere: answer, list, feed, office of the section."""
    post_id, _response = answering.published(world)
    with world.read() as db:
        post = db.get_one(Post, post_id)
        room_id, words = post.room_id, post.body
    world.drain()
    paths = addresses(world, room_id, post_id, post_id + 1)
    assert "/answers/1" in leaks(world, who, paths, (words,))
    assert cases.decided(world, "moderator", "hide", post_id).status_code == 303
    world.drain()
    assert leaks(world, who, paths, (words,)) == []
    assert answering.BODY in world.browser().get("/answers/1").text


@pytest.mark.parametrize("who", [None, "neighbour", "drafter", "facilitator", "room_manager"])
def test_what_a_summary_sums_up_is_gone_from_its_sources(world: World, who: str | None) -> None:
    """The item stays, in the facilitator's words; the source's own words are nowhere."""
    room_id, posts = summing.submitted(world)
    words = "木陰のベンチを増やしてください。"
    world.drain()
    paths = addresses(world, room_id, posts[2], posts[2])
    assert leaks(world, who, paths, (words,)) != []
    assert cases.decided(world, "moderator", "hide", posts[2]).status_code == 303
    world.drain()
    assert leaks(world, who, paths, (words,)) == []
    assert "木陰のベンチを増やす。" in world.browser().get(f"/rooms/{room_id}/summary").text


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_the_index_of_either_engine_holds_no_hidden_words(world: World, engine: str) -> None:
    """Pages read every hit again from the database, so the index itself is asked: after the hide, and built anew."""
    _room, post_id, _reply = prepare(world)

    def build() -> None:
        store.forget(world.site)
        with world.read() as db:
            store.rebuild(world.site, all_cards(db), engine)

    def ids() -> set[str]:
        return {hit.id for hit in store.engine_for(world.site).search(parse_query(f'"{SECRET}"')).hits}

    build()
    assert store.engine_for(world.site).name == engine
    assert ids() == {f"post:{post_id}"}
    cases.decided(world, "moderator", "hide", post_id)
    world.drain()
    assert ids() == set()
    build()
    assert ids() == set()
    store.forget(world.site)
