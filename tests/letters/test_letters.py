"""市長への手紙: sent by anybody or typed in, published only with consent, answered with approval, declined on a ground."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic import worker
from civic.city.models import Setting
from civic.ledger import LedgerEntry
from civic.letters import actions, queries
from civic.letters.models import Ground, Letter, LetterSender, LetterState
from civic.mail import Undeliverable
from civic.responses.models import Response
from civic.rooms.models import Post
from tests import cast, make
from tests.notifications import mailbox
from tests.responses import answering
from tests.world import World


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "once": "letter-once-0123456789abcdef", "title": "バスの時刻", "body": "朝のバスを一本ふやしてください。",
        "wants_answer": "true", "name": "見本 花子", "email": "hanako@mihon.example", "knows_purpose": "true",
    } | changes  # fmt: skip


@pytest.fixture(autouse=True)
def section_of_letters(world: World) -> None:
    """学校教育課 handles letters in these tests; nobody of 公園みどり課 does."""
    with world.write() as db:
        db.add(Setting(name="letters.section", value="schools", changed_at=world.now))


def send(world: World, **changes: Any) -> tuple[str, str]:
    """(number, secret) of the slip."""
    answer = world.browser().post("/letters", typed(**changes))
    assert answer.status_code == 200, answer.text
    secret = re.search(r"([A-Z2-7]{4}(-[A-Z2-7]{4}){3})", answer.text)
    assert secret is not None
    with world.read() as db:
        newest = db.exec(select(Letter).order_by(Letter.id.desc())).first()  # type: ignore[attr-defined]
        assert newest is not None
        return str(newest.id), secret[1]


def slip(world: World, number: str, secret: str) -> Any:
    return world.browser().post("/letters/slip", {"number": number, "secret": secret})


def letters_room(world: World) -> int:
    with world.write() as db:
        room = make.room(db, title="手紙の会議室")
        db.add(Setting(name="letters.room", value=room.id, changed_at=world.now))
        return room.id


def act(world: World, name: str, number: str, door: str, **form: Any) -> Any:
    return world.browser(name).post(f"/staff/letters/{number}/{door}", form)


def seen(world: World, number: str) -> str:
    with world.read() as db:
        return queries.digest_of(db.get_one(Letter, int(number)))


def replied(world: World, number: str) -> None:
    form = {"reply": "来年4月の改正で、朝7時台に一本ふやします。", "seen": seen(world, number), "is_done": "true"}
    assert act(world, "city_manager", number, "reply", **form).status_code == 303
    assert act(world, "other_approver", number, "approve", seen=seen(world, number)).status_code == 303


def test_a_letter_is_answered_to_its_sender_alone(world: World) -> None:
    number, secret = send(world)
    assert "12月8日" in slip(world, number, secret).text, "ten business days: the fee of a holiday is counted"
    replied(world, number)
    assert "朝7時台に一本ふやします" in slip(world, number, secret).text
    for path in ("/letters", "/answers", "/", "/rooms"):
        page = world.browser().get(path).text
        assert "バスの時刻" not in page
        assert "花子" not in page
    assert "<dd>1</dd>" in world.browser().get("/letters").text
    with world.read() as db:
        verbs = [one.verb for one in db.exec(select(LedgerEntry)).all() if one.verb.startswith("letters.")]
        assert verbs == ["letters.send_letter", "letters.draft_reply", "letters.approve_reply"]
        whole = json.dumps([one.data for one in db.exec(select(LedgerEntry)).all()], ensure_ascii=False)
        assert "花子" not in whole
        assert "バス" not in whole


def test_invariant_10_who_wrote_the_reply_does_not_approve_it(world: World) -> None:
    number, secret = send(world)
    form = {"reply": "来年4月の改正で、朝7時台に一本ふやします。", "seen": seen(world, number), "is_done": "true"}
    act(world, "city_manager", number, "reply", **form)
    assert act(world, "city_manager", number, "approve", seen=seen(world, number)).status_code == 403
    with world.write() as db:
        found = db.get_one(Letter, int(number))
        found.drafter_ids = [cast.IDS["other_approver"]]
        db.add(found)
    assert act(world, "other_approver", number, "approve", seen=seen(world, number)).status_code == 403
    assert "一本ふやします" not in slip(world, number, secret).text
    with world.write() as db:
        found = db.get_one(Letter, int(number))
        found.drafter_ids = [cast.IDS["city_manager"]]
        db.add(found)
    assert act(world, "other_approver", number, "approve", seen="an older one").status_code == 409
    assert act(world, "other_approver", number, "approve", seen=seen(world, number)).status_code == 303
    assert act(world, "other_approver", number, "approve", seen=seen(world, number)).status_code == 422


def test_a_letter_with_consent_goes_the_way_of_every_post(world: World) -> None:
    room_id = letters_room(world)
    number, secret = send(world, wants_publication="true")
    form = {"title": "バスの時刻", "body": "朝のバスを一本ふやしてください。", "section_id": cast.PARKS}
    assert act(world, "city_manager", number, "post", **form).status_code == 303
    with world.read() as db:
        post = db.exec(select(Post)).one()
        duty = db.exec(select(Response)).one()
        assert (post.channel, post.author_id, post.proxy_by) == ("letter", None, cast.IDS["city_manager"])
        assert (duty.post_id, duty.section_id, duty.due_on.isoformat()) == (post.id, cast.PARKS, "2026-12-08")
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "市長への手紙" in page
    assert "花子" not in page
    assert "市が回答を準備しています" in slip(world, number, secret).text
    draft = answering.draft_form(world, duty.id)
    assert world.browser("drafter").post(f"/responses/{duty.id}/draft", draft).status_code == 303
    answering.submit(world, duty.id)
    answering.publish(world, duty.id)
    assert "市が回答しました" in slip(world, number, secret).text
    assert "市が回答" in world.browser().get("/letters").text
    with world.read() as db:
        assert queries.sums(db, world.now.date()).answered == 1
    assert act(world, "city_manager", number, "post", **form).status_code == 422, "only once"


def test_without_consent_nothing_is_published(world: World) -> None:
    letters_room(world)
    number, _secret = send(world)
    form = {"title": "バスの時刻", "body": "朝のバスを一本ふやしてください。", "section_id": cast.PARKS}
    answer = act(world, "city_manager", number, "post", **form)
    assert answer.status_code == 422
    assert "公開を希望していません" in answer.text
    with world.read() as db:
        assert db.exec(select(Post)).all() == []


def test_no_answer_only_on_the_published_list_and_the_slip_says_why(world: World) -> None:
    number, secret = send(world)
    assert act(world, "other_approver", number, "decline", ground="too_busy").status_code == 422
    assert act(world, "other_approver", number, "decline", ground="not_wanted").status_code == 422
    assert act(world, "city_manager", number, "decline", ground="trade").status_code == 403
    assert act(world, "other_approver", number, "decline", ground="trade").status_code == 303
    assert "営業や宣伝" in slip(world, number, secret).text
    page = world.browser().get("/letters").text
    assert "営業や宣伝（1件）" in page
    assert page.count("<li>") >= len(Ground)
    assert act(world, "other_approver", number, "decline", ground="unclear").status_code == 422


def test_invariant_15_a_letter_typed_in_carries_channel_typist_and_original(world: World) -> None:
    form = typed(channel="mail", received_on="2026-11-20", original="収受第9号") | {"knows_purpose": ""}
    answer = world.browser("city_manager").post("/staff/letters/new", form)
    assert answer.status_code == 303
    assert world.browser("city_manager").post("/staff/letters/new", form).status_code == 303
    with world.read() as db:
        letter = db.exec(select(Letter)).one()
        assert (letter.channel, letter.entered_by, letter.original) == ("mail", cast.IDS["city_manager"], "収受第9号")
        assert letter.secret_hash == ""
    for missing in ("original", "channel", "received_on"):
        bad = world.browser("city_manager").post("/staff/letters/new", form | {missing: "", "once": "x" * 20})
        assert bad.status_code == 422
    late = world.browser("city_manager").post(
        "/staff/letters/new", form | {"received_on": "2026-12-01", "once": "y" * 20}
    )
    assert late.status_code == 422
    assert "郵便・電子メール" in world.browser().get("/letters").text


@pytest.mark.parametrize("name", ["resident", "drafter", "approver", "moderator", "facilitator", "room_manager"])
def test_letters_are_for_their_office(world: World, name: str) -> None:
    number, _secret = send(world)
    for path in ("/staff/letters", "/staff/letters/new", f"/staff/letters/{number}"):
        assert world.browser(name).get(path).status_code == 403
    assert act(world, name, number, "sender", reason="問い合わせのため").status_code == 403


def test_who_wrote_it_is_seen_for_a_reason_and_erased_in_time(world: World) -> None:
    number, _secret = send(world)
    page = world.browser("city_manager").get(f"/staff/letters/{number}").text
    assert "花子" not in page
    assert act(world, "city_manager", number, "sender", reason="なし").status_code == 422
    assert "花子" in act(world, "city_manager", number, "sender", reason="返事を送るため").text
    with world.read() as db:
        last = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()  # type: ignore[attr-defined]
        assert last is not None
        assert last.verb == "letters.see_sender"
        assert "返事を送る" not in json.dumps(last.data, ensure_ascii=False)
    replied(world, number)
    world.advance(days=366)
    with world.write() as db:
        assert actions.erase_senders(db, world.now) == 1
    with world.read() as db:
        assert db.exec(select(LetterSender)).all() == []
        assert db.get_one(Letter, int(number)).state is LetterState.REPLIED


def test_a_second_press_shows_the_same_slip(world: World) -> None:
    assert send(world) == send(world)
    with world.read() as db:
        assert len(db.exec(select(Letter)).all()) == 1


def test_a_wrong_slip_opens_nothing(world: World) -> None:
    number, secret = send(world)
    for one, two in ((number, "AAAA-AAAA-AAAA-AAAA"), ("999", secret), ("ア", secret), ("", "")):
        answer = slip(world, one, two)
        assert answer.status_code == 422
        assert "バスの時刻" not in answer.text
    assert slip(world, number, secret.lower()).status_code == 200


def test_invariant_21_a_my_number_is_kept_nowhere(world: World) -> None:
    answer = world.browser().post("/letters", typed(body="私の個人番号は 1234 5678 9018 です。ご確認ください。"))
    assert "番号を消しました" in answer.text
    with world.read() as db:
        letter = db.exec(select(Letter)).one()
        assert "9018" not in letter.body
        assert "■" in letter.body


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"body": ""}, {"body": "あ" * 4001}, {"knows_purpose": ""}, {"once": "short"}]
)
def test_bad_letters_are_given_back(world: World, changes: dict[str, str]) -> None:
    answer = world.browser().post("/letters", typed(**changes))
    assert answer.status_code == 422
    if "body" not in changes:
        assert "朝のバスを一本ふやしてください。" in answer.text
    with world.read() as db:
        assert db.exec(select(Letter)).all() == []


def test_late_letters_are_counted_in_public_from_midnight(world: World) -> None:
    send(world)
    with world.read() as db:
        assert queries.sums(db, world.now.date()).late == 0
    world.advance(days=15)
    with world.read() as db:
        found = queries.sums(db, world.now.date())
        assert (found.waiting, found.late) == (1, 1)
    assert "過ぎています" in world.browser("city_manager").get("/staff/letters").text


def test_the_paper_has_the_fields_of_the_form(world: World) -> None:
    page = world.browser().get("/letters/paper").text
    for words in (
        "題名",
        "本文",
        "返事を希望する",
        "公開を希望する",
        "名前",
        "住所",
        "原本の番号",
        "/letters/new",
        "<svg",
    ):
        assert words in page
    for path, name in (("/letters/new", None), ("/staff/letters/new", "city_manager")):
        form = world.browser(name).get(path).text
        for field in ("title", "body", "wants_answer", "wants_publication", "name", "address", "telephone", "email"):
            assert f'name="{field}"' in form


def told(world: World) -> list[Any]:
    world.now += timedelta(minutes=2)
    worker.plan_rounds(world.sites, world.site, is_new_day=False)
    while world.drain():
        pass
    return [mail for mail in mailbox.letters(world) if mail.to == "hanako@mihon.example"]


def test_who_wrote_hears_by_mail_that_there_is_a_reply_and_not_what(world: World) -> None:
    number, secret = send(world)
    assert told(world) == []
    replied(world, number)
    (mail,) = told(world)
    assert f"受付番号 {number}" in mail.subject
    assert f"https://mihon.example/letters/slip?number={number}" in mail.text
    for words in ("バス", "朝7時台", secret, "花子"):
        assert words not in mail.subject + mail.text
    assert len(told(world)) == 1, "once"
    assert "メールでお知らせしました" in world.browser("city_manager").get(f"/staff/letters/{number}").text


def test_no_answer_is_told_too_and_nothing_without_an_address(world: World) -> None:
    number, _secret = send(world)
    assert act(world, "other_approver", number, "decline", ground="slander").status_code == 303
    other, _secret = send(world, once="another-once-0123456789ab", email="")
    replied(world, other)
    (mail,) = told(world)
    assert "扱いが決まりました" in mail.text
    assert "おとしめ" not in mail.text


def test_a_letter_in_its_room_is_told_when_it_stands_there_and_when_it_is_answered(world: World) -> None:
    letters_room(world)
    number, _secret = send(world, wants_publication="true")
    form = {"title": "バスの時刻", "body": "朝のバスを一本ふやしてください。", "section_id": cast.PARKS}
    assert act(world, "city_manager", number, "post", **form).status_code == 303
    (first,) = told(world)
    assert "市が回答を準備しています" in first.text
    assert "https://mihon.example/posts/1" in first.text
    draft = answering.draft_form(world, 1)
    assert world.browser("drafter").post("/responses/1/draft", draft).status_code == 303
    answering.submit(world, 1)
    answering.publish(world, 1)
    assert "市が回答しました" in told(world)[-1].text
    assert len(told(world)) == 2


def test_an_address_that_sends_mail_back_is_shown_to_the_office(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number, _secret = send(world)
    replied(world, number)

    def refuse(*_args: object) -> None:
        raise Undeliverable("550 nobody here", is_address=True)

    monkeypatch.setattr("civic.mail.deliver", refuse)
    told(world)
    assert "届きませんでした" in world.browser("city_manager").get(f"/staff/letters/{number}").text


def test_an_unfinished_reply_is_kept_and_goes_nowhere(world: World) -> None:
    number, secret = send(world)
    form = {"reply": "来年", "seen": seen(world, number)}
    assert act(world, "city_manager", number, "reply", **form).status_code == 303
    page = world.browser("city_manager").get(f"/staff/letters/{number}").text
    assert "来年</textarea>" in page
    assert "書きかけの案" in world.browser("auditor").get(f"/staff/letters/{number}").text
    assert act(world, "other_approver", number, "approve", seen=seen(world, number)).status_code == 422
    assert "来年" not in slip(world, number, secret).text
    too_short = act(world, "city_manager", number, "reply", **form | {"is_done": "true", "seen": seen(world, number)})
    assert too_short.status_code == 422
    assert "10文字以上" in too_short.text
    assert "来年</textarea>" in too_short.text


def test_who_wants_no_answer_is_not_promised_one(world: World) -> None:
    letters_room(world)
    number, secret = send(world, wants_publication="true", wants_answer="")
    form = {"title": "バスの時刻", "body": "朝のバスを一本ふやしてください。", "section_id": cast.PARKS}
    assert act(world, "city_manager", number, "post", **form).status_code == 303
    (mail,) = told(world)
    assert "手紙の会議室に載せました。" in mail.text
    page = slip(world, number, secret).text
    assert "手紙の会議室に載せました。" in page
    assert "準備しています" not in mail.text + page
