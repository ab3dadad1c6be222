"""An opinion is sent without an account, kept sealed, replaced by its slip; nothing refuses it but the clock."""

import re
from typing import Any

import pytest
from sqlmodel import select

from civic.city.models import ElectionPeriod
from civic.clock import today
from civic.ledger import LedgerEntry
from civic.rooms.models import ElectionPolicy
from civic.submissions.models import SubmitterIdentity
from tests import cast, make
from tests.submissions import commenting
from tests.submissions.commenting import BODY
from tests.world import World


def slip(page: str) -> tuple[str, str]:
    number = re.search(r"<dt>受付番号</dt><dd><strong>([^<]+)", page)
    secret = re.search(r'class="checksum">([A-Z2-7-]+)', page)
    assert number
    assert secret
    return number[1], secret[1]


def test_anybody_sends_and_gets_a_slip(world: World) -> None:
    room_id = commenting.comment_room(world)
    front = world.browser().get(f"/rooms/{room_id}").text
    assert "意見を出す" in front
    assert 'href="/documents/plan-1">公園計画（案）' in front
    form = world.browser().get(f"/rooms/{room_id}/comment").text
    assert "公園計画（案）" in form
    assert 'name="address"' in form
    assert 'name="telephone"' not in form, "only what the case asks for"
    answer = commenting.send(world, room_id)
    assert answer.status_code == 200
    assert slip(answer.text)[0] == f"{room_id}-1"
    assert answer.headers["cache-control"] == "no-store"
    (kept,) = commenting.submissions(world)
    assert kept.channel == "web"
    with world.read() as db:
        assert db.exec(select(SubmitterIdentity)).one().name == "見本 花子"
        assert "花子" not in str([entry.data for entry in db.exec(select(LedgerEntry))])


def test_a_double_press_gives_the_same_slip(world: World) -> None:
    room_id = commenting.comment_room(world)
    browser = world.browser()
    first = commenting.send(world, room_id, browser=browser)
    assert slip(commenting.send(world, room_id, browser=browser).text) == slip(first.text)
    assert len(commenting.submissions(world)) == 1


def test_what_is_asked_for_must_be_given_and_what_was_typed_stays(world: World) -> None:
    room_id = commenting.comment_room(world, eligibility="local")
    answer = commenting.send(world, room_id, name="", knows_purpose="")
    assert answer.status_code == 422
    assert BODY in answer.text
    for name in ("name", "is_eligible", "knows_purpose"):
        assert f'id="f-{name}-error"' in answer.text
    empty = commenting.send(world, room_id, body="", name="")
    for name in ("body", "name", "is_eligible"):
        assert f'id="f-{name}-error"' in empty.text, "all that is missing, at once"
    assert commenting.submissions(world) == []
    assert commenting.send(world, room_id, is_eligible="yes").status_code == 200


def test_until_the_result_nobody_outside_reads_it(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    world.drain()
    for path in (f"/rooms/{room_id}", f"/rooms/{room_id}/comment", "/search?q=木陰を増やして", "/rooms"):
        assert BODY not in world.browser().get(path).text
    for path in ("result", "opinions-sent", "result/1", "result/1/csv"):
        assert world.browser().get(f"/rooms/{room_id}/{path}").status_code == 404
    for who in ("resident", "moderator", "registry_officer"):
        assert world.browser(who).get(f"/staff/rooms/{room_id}/submissions").status_code == 403
        assert world.browser(who).get("/staff/submissions/1").status_code == 403
    assert BODY in world.browser("drafter").get(f"/staff/rooms/{room_id}/submissions").text


def test_findings_neither_refuse_nor_hold(world: World) -> None:
    room_id = commenting.comment_room(world)
    body = "課長は馬鹿だ。電話は090-1234-5678、詳しくは https://bit.ly/3abcdef へ。"
    assert commenting.send(world, room_id, body=body).status_code == 200
    (text,) = commenting.texts(world)
    assert text.body == body
    assert {code for code, _start, _end in text.findings} >= {"personal_data.phone"}
    assert [text.body[a:b] for a, b in text.masks if "1234" in text.body[a:b]]
    assert not text.is_checked


def test_a_my_number_is_taken_out_and_stands_in_no_file(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    room_id = commenting.comment_room(world)
    said = "マイナンバーは123456789018です。案に賛成です。"
    answer = commenting.send(world, room_id, body=said, address="個人番号123456789018")
    assert answer.status_code == 200
    assert "お預かりできない" in answer.text
    assert "案に賛成です。" in commenting.texts(world)[0].body
    for path in world.site.folder.rglob("*"):
        assert not path.is_file() or b"123456789018" not in path.read_bytes()
    assert "123456789018" not in "".join(capfd.readouterr())


def test_after_the_deadline_the_words_are_given_back(world: World) -> None:
    room_id = commenting.comment_room(world)
    world.advance(days=28)
    answer = commenting.send(world, room_id)
    assert answer.status_code == 422
    assert "意見の募集は終わりました" in answer.text
    assert BODY in answer.text
    assert commenting.submissions(world) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [({"opens_at": cast.NOW.replace(day=28)}, "まだ始まっていません"), ({"state": "suspended"}, "いま止まっています")],
)
def test_before_it_opens_and_while_suspended_nothing_is_taken(world: World, change: dict[str, Any], said: str) -> None:
    room_id = commenting.comment_room(world, **change)
    assert said in commenting.send(world, room_id).text
    assert commenting.submissions(world) == []


def test_an_election_freeze_stops_it_for_that_time(world: World) -> None:
    room_id = commenting.comment_room(world, election_policy=ElectionPolicy.FREEZE)
    with world.write() as db:
        db.add(ElectionPeriod(name="見本市長選挙", notice_on=today(cast.NOW), vote_on=today(cast.NOW)))
    assert "選挙の期間中は" in commenting.send(world, room_id).text
    world.advance(days=1)
    assert commenting.send(world, room_id).status_code == 200


def test_the_slip_opens_and_replaces_until_the_deadline(world: World) -> None:
    room_id = commenting.comment_room(world)
    number, secret = slip(commenting.send(world, room_id).text)
    browser = world.browser()
    opened = browser.post("/comment/replace", {"receipt": f" {number} ", "secret": secret.lower()})
    assert BODY in opened.text
    words = {"receipt": number, "secret": secret, "body": "やはり反対です。"}
    assert browser.post("/comment/replace/words", words).status_code == 200
    assert [one.body for one in commenting.texts(world)] == ["やはり反対です。"]
    assert commenting.submissions(world)[0].replaced_at == cast.NOW
    world.advance(days=40)
    late = browser.post("/comment/replace/words", words | {"body": "もう一度直します。"})
    assert late.status_code == 422
    assert "もう一度直します。" in late.text
    assert [one.body for one in commenting.texts(world)] == ["やはり反対です。"]


def test_the_opened_words_can_be_sent_from_the_page_itself(world: World) -> None:
    """The answer to the slip holds a form: without its token nobody could replace anything."""
    room_id = commenting.comment_room(world)
    number, secret = slip(commenting.send(world, room_id).text)
    opened = world.browser().post("/comment/replace", {"receipt": number, "secret": secret}).text
    assert re.search(r'name="csrf" value="[0-9a-f]{64}"', opened)


def test_anothers_number_opens_nothing(world: World) -> None:
    room_id = commenting.comment_room(world)
    _number, secret = slip(commenting.send(world, room_id, 1, body="一人目の意見です。").text)
    other, _secret = slip(commenting.send(world, room_id, 2, body="二人目の意見です。").text)
    for receipt, word in ((other, secret), ("9-999", secret), ("x", "y"), (other, "-"), (f"{room_id}-²", secret)):
        form = {"receipt": receipt, "secret": word, "body": "乗っ取り"}
        for path in ("/comment/replace", "/comment/replace/words"):
            answer = world.browser().post(path, form)
            assert answer.status_code == 422
            assert "受付番号か合言葉が違います" in answer.text
            assert "二人目" not in answer.text
    assert "乗っ取り" not in [one.body for one in commenting.texts(world)]


def test_a_paper_entry_has_no_secret_to_guess(world: World) -> None:
    room_id = commenting.comment_room(world)
    path = f"/staff/rooms/{room_id}/submissions/new"
    assert world.browser("drafter").post(path, commenting.entered()).status_code == 303
    form = {"receipt": f"{room_id}-1", "secret": "-", "body": "乗っ取り"}
    assert world.browser().post("/comment/replace/words", form).status_code == 422


def test_tries_of_a_slip_are_counted(world: World) -> None:
    room_id = commenting.comment_room(world)
    number, _secret = slip(commenting.send(world, room_id).text)
    tries = [world.browser().post("/comment/replace", {"receipt": number, "secret": str(n)}) for n in range(12)]
    assert tries[-1].status_code == 429


def test_a_flood_of_letters_is_refused_with_a_number(world: World) -> None:
    room_id = commenting.comment_room(world)
    answer = commenting.send(world, room_id, body="あ" * 10_001)
    assert answer.status_code == 422
    assert "1字多い" in answer.text


def test_the_same_words_stand_once_and_count_twice(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id, 1)
    commenting.send(world, room_id, 2, body=BODY.replace("。", "。\n"))
    (text,) = commenting.texts(world)
    assert text.count == 2
    assert [one.own_body for one in commenting.submissions(world)] == ["", BODY.replace("。", "。\n").strip()]


def test_a_post_is_not_taken_where_opinions_are_sent(world: World) -> None:
    room_id = commenting.comment_room(world)
    form = {"once": "first-post-test", "title": "題", "body": "書き込み", "acknowledge": "yes"}
    assert "パブリックコメントです" in world.browser("resident").post(f"/rooms/{room_id}/posts", form).text


def test_another_room_takes_no_submission(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    for path in ("comment", "comment/paper", "result"):
        assert world.browser().get(f"/rooms/{room_id}/{path}").status_code == 404
    assert commenting.send(world, room_id).status_code == 404


def test_the_paper_twin_has_the_fields_the_address_and_a_code(world: World) -> None:
    room_id = commenting.comment_room(world)
    page = world.browser().get(f"/rooms/{room_id}/comment/paper").text
    for words in ("案のどこについてか", "氏名（団体の名前）", "住所", f"/c/{room_id}", "<svg", "市の記入欄"):
        assert words in page
    assert world.browser().get(f"/c/{room_id}").headers["location"] == f"/rooms/{room_id}"
