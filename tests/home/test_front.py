"""The front page and the topics: where to begin, what is open, what is new; kept until something changes."""

from civic.city.models import Topic
from civic.library.models import DocumentTopic
from civic.rooms.models import RoomTopic
from civic.rooms.states import RoomState
from tests import make
from tests.world import World


def test_an_empty_city_says_so(world: World) -> None:
    page = world.browser().get("/").text
    assert "みほん市のことを、いっしょに考える" in page
    assert "いま意見を募集している会議室はありません" in page
    assert "/topics/town" in page
    assert page.count("<h1") == 1
    assert 'method="post"' not in page


def test_it_shows_rooms_and_documents_and_follows_them(world: World) -> None:
    first = world.browser().get("/")
    assert world.browser().client.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    with world.write() as db:
        make.room(db)
        make.room(db, title="下書きの部屋", state=RoomState.DRAFT)
        make.document(db)
    page = world.browser().get("/").text
    assert "中央公園の使い方を考える" in page
    assert "下書きの部屋" not in page
    assert "総合計画" in page


def test_a_room_that_closes_leaves_the_kept_page(world: World) -> None:
    with world.write() as db:
        make.room(db)
    assert "中央公園" in world.browser().get("/").text
    world.advance(days=29)
    assert "中央公園" not in world.browser().get("/").text


def test_a_topic_gathers_what_stands_under_it(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        document = make.document(db)
        db.add(RoomTopic(room_id=room.id, topic_id=2))
        db.add(DocumentTopic(document_id=document.id, topic_id=2))
    for code in ("parks", "town"):
        page = world.browser().get(f"/topics/{code}").text
        assert "中央公園の使い方を考える" in page
        assert "総合計画" in page
    assert "/topics/town" in world.browser().get("/topics/parks").text
    with world.write() as db:
        db.add(Topic(code="empty", name="なにもない"))
    assert "中央公園" not in world.browser().get("/topics/empty").text
    assert world.browser().get("/topics/no-such").status_code == 404


def test_pages_about_this_site(world: World) -> None:
    for path in ("/about", "/accessibility", "/privacy"):
        page = world.browser().get(path)
        assert page.status_code == 200
        assert page.headers["etag"]
    assert "90日" in world.browser().get("/privacy").text
    world.browser("city_manager").post("/staff/settings/connection.retention_days", {"value": "30"})
    assert "30日" in world.browser().get("/privacy").text


def test_the_statement_claims_no_more_than_was_tested(world: World) -> None:
    page = world.browser().get("/accessibility").text
    assert "JIS X 8341-3:2016" in page
    assert "まだ行っていません" in page
    assert "スクリーンリーダー（画面を読み上げるソフト）での操作。" in page
    assert "市役所の代表へお問い合わせください。" in page
    world.browser("city_manager").post("/staff/settings/city.contact", {"value": "広聴係の窓口"})
    assert "広聴係の窓口" in world.browser().get("/accessibility").text
    browser = world.browser()
    browser.get("/language?lang=en&next=/accessibility")
    assert "not tested yet" in browser.get("/accessibility").text


def test_english_stands_beside_japanese(world: World) -> None:
    browser = world.browser()
    answer = browser.get("/language?lang=en&next=/about")
    assert (answer.status_code, answer.headers["location"]) == (303, "/about")
    page = browser.get("/about").text
    assert '<html lang="en"' in page
    assert "このサイトについて" not in page
    browser.get("/language?lang=xx")
    assert '<html lang="en"' in browser.get("/about").text
    assert browser.get("/language?lang=ja&next=https://evil.example").headers["location"] == "/"
