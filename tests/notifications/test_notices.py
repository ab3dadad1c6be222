"""Notices: one's own alone, read by one press that leads to the place, mailed once."""

from typing import Any

import pytest
from sqlmodel import select

from civic import i18n, jobs
from civic.accounts.models import Person
from civic.notifications.actions import tell
from civic.notifications.models import Notice
from civic.rooms.models import Room
from tests import cast
from tests.responses import summing
from tests.world import World

RESIDENT = cast.IDS["resident"]


@pytest.fixture(autouse=True)
def sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of the tests' own, so that they do not depend on the wings' sentences."""
    made = {**i18n.codes(), "notice.test": "「{title}」に返信がありました。"}
    monkeypatch.setattr(i18n, "codes", lambda: made)


def told(world: World, *names: str, cause: str = "c1", **data: Any) -> None:
    with world.write() as db:
        people = [cast.IDS[name] for name in names]
        tell(
            db, people, "test", cause=cause, target="post:1", path="/posts/1", now=world.now,
            **({"title": "公園"} | data),
        )  # fmt: skip


def first(world: World) -> Notice:
    with world.read() as db:
        return db.exec(select(Notice).where(Notice.person_id == RESIDENT)).one()


def test_a_notice_is_listed_and_opened_by_one_press(world: World) -> None:
    told(world, "resident")
    browser = world.browser("resident")
    page = browser.get("/notices").text
    assert "「公園」に返信がありました。" in page
    assert "お知らせは1件です" in page
    path = f"/notices/{first(world).id}"
    assert browser.post(path).headers["location"] == "/posts/1"
    assert first(world).read_at == world.now
    world.advance(minutes=1)
    assert browser.post(path).headers["location"] == "/posts/1"
    assert first(world).read_at < world.now  # type: ignore[operator]
    assert "お知らせは0件です" in browser.get("/notices").text
    assert browser.post(path, htmx=True).headers["HX-Redirect"] == "/posts/1"


def test_somebody_elses_notice_does_not_exist(world: World) -> None:
    told(world, "resident")
    neighbour = world.browser("neighbour")
    assert "公園" not in neighbour.get("/notices").text
    assert neighbour.post(f"/notices/{first(world).id}").status_code == 404
    assert first(world).read_at is None
    for path in ("/notices", f"/notices/{first(world).id}"):
        method = world.browser().get if path == "/notices" else world.browser().post
        assert method(path).headers["location"].startswith("/sign-in")


def test_all_at_once(world: World) -> None:
    for number in range(3):
        told(world, "resident", "neighbour", cause=f"c{number}")
    browser = world.browser("resident")
    assert browser.post("/notices/read").headers["location"] == "/notices"
    with world.read() as db:
        assert db.get_one(Person, RESIDENT).unread_notices == 0
        assert db.get_one(Person, cast.IDS["neighbour"]).unread_notices == 3


def test_long_lists_have_pages(world: World) -> None:
    for number in range(35):
        told(world, "resident", cause=f"c{number}", title=f"題{number:02}")
    browser = world.browser("resident")
    page = browser.get("/notices").text
    assert "題34" in page
    assert "題04" not in page
    with world.read() as db:
        ids = list(db.exec(select(Notice.id).order_by(Notice.id)).all())
    older = browser.get(f"/notices?before={ids[5]}").text
    assert "題04" in older
    assert "題05" not in older
    assert browser.get("/notices?before=nonsense").status_code == 200


def test_what_was_told_is_text_not_markup(world: World) -> None:
    told(world, "resident", title="<script>x</script>")
    page = world.browser("resident").get("/notices").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_a_mail_says_the_sentence_and_the_place_once(world: World) -> None:
    told(world, "resident", "neighbour")
    world.drain()
    mail = next(m for m in world.mails() if "To: resident@mihon.example" in m)
    assert "【みほん市】「公園」に返信がありました" in mail
    assert "https://mihon.example/posts/1" in mail
    assert len(world.mails()) == 2
    notice = first(world)
    assert notice.mailed_at == world.now
    with world.write() as db:
        jobs.later(db, "notifications.mail_notice", notice.id)
    for path in world.site.mail_folder.glob("*.eml"):
        path.unlink()
    world.drain()
    assert world.mails() == []


def test_what_was_read_or_has_no_address_is_not_mailed(world: World) -> None:
    told(world, "resident", "neighbour")
    world.browser("resident").post(f"/notices/{first(world).id}")
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["neighbour"])
        person.email, person.email_folded = None, None
        db.add(person)
    world.drain()
    assert world.mails() == []


def test_the_mail_speaks_the_persons_language(world: World) -> None:
    with world.write() as db:
        person = db.get_one(Person, RESIDENT)
        person.language = "en"
        db.add(person)
    told(world, "resident")
    world.drain()
    assert "これまでのお知らせ" not in world.mails()[0]


def test_a_title_with_line_ends_stays_in_the_subject(world: World) -> None:
    told(world, "resident", title="公園\r\nBcc: evil@mihon.example")
    world.drain()
    assert "\nBcc:" not in world.mails()[0].split("\n\n")[0]


def test_what_answers_a_summary_belongs_to_its_room(world: World) -> None:
    """A duty about an item has no post: the list and the mail name the room."""
    room_id, _posts = summing.submitted(world)
    with world.read() as db:
        title = db.get_one(Room, room_id).title
    world.drain()
    answer = world.browser("drafter").get("/notices")
    assert answer.status_code == 200
    assert title in answer.text
    assert [mail for mail in world.mails() if title in mail]
