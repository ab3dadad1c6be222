"""What a post cites stands in it above its links; minutes name who spoke; the history shows additions without marks."""

from datetime import timedelta

from lxml import html as lxml_html
from sqlmodel import select

from civic.library.models import DocumentKind, Unit
from civic.rooms.models import Citation, PostRevision
from tests import cast, make
from tests.world import World


def test_a_citation_stands_above_the_links_of_its_post_and_names_the_speaker(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room)
        document = make.document(db, "minutes-1", title="令和8年6月 建設委員会", kind=DocumentKind.MINUTES)
        unit = db.exec(select(Unit).where(Unit.document_id == document.id)).one()
        unit.label, unit.speaker = "12", "みほん花子委員"
        db.add_all([unit, Citation(post_id=post.id, unit_id=unit.id)])
    page = lxml_html.fromstring(world.browser().get(f"/rooms/{room.id}").text)
    parts = page.xpath(f"//article[@id='post-{post.id}']/*")
    names = [part.get("class") for part in parts]
    assert names.index("citation") < names.index("post__foot")
    source = page.xpath("//p[@class='citation__source']/a")[0]
    assert source.text == "令和8年6月 建設委員会 › 12 みほん花子委員"


def test_the_history_shows_an_addition_in_plain_words(world: World) -> None:
    body = "木かげがほしい。\n\n**追記（2026年11月24日 10:00）**\n\n水飲み場も。"
    with world.write() as db:
        post = make.post(db, make.room(db), body=body, revision=2, edited_at=cast.NOW + timedelta(hours=1))
        db.add(
            PostRevision(post_id=post.id, number=1, body="木かげがほしい。", salt="s", digest="d", written_at=cast.NOW)
        )
    text = world.browser().get(f"/posts/{post.id}/history").text
    assert "追記（2026年11月24日 10:00）" in text
    assert "**" not in text
