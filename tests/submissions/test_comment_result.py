"""From what was sent to 意見の概要と市の考え方: entry by staff, grouping, answers, approval, files."""

import csv
import io
import zipfile
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlmodel import select

from civic.ledger import LedgerEntry
from civic.records.verify import verify
from civic.rooms.states import RoomState
from civic.submissions import queries
from civic.submissions.models import CommentResult, ResultState, SubmitterIdentity
from tests import cast
from tests.review.cases import kinds_told
from tests.submissions import commenting
from tests.world import World


def test_staff_enter_a_letter_with_its_origin(world: World) -> None:
    room_id = commenting.comment_room(world)
    path = f"/staff/rooms/{room_id}/submissions/new"
    for who in ("resident", "approver", "auditor"):
        assert world.browser(who).post(path, commenting.entered()).status_code == 403
    for wrong, said in (({"original": ""}, "f-original-error"), ({"channel": "web"}, "f-channel-error")):
        assert said in world.browser("drafter").post(path, commenting.entered() | wrong).text
    early = world.browser("drafter").post(path, commenting.entered(received_on="2026-11-01"))
    assert "募集の期間に入っていません" in early.text
    assert "園路の段差" in early.text
    for _ in range(2):
        assert world.browser("drafter").post(path, commenting.entered()).status_code == 303
    (made,) = commenting.submissions(world)
    assert (made.entered_by, made.original, made.channel) == (cast.person("drafter"), "収受第12号", "post")
    assert not made.is_publishable
    commenting.close(world)
    late = commenting.entered(2, channel="mayor_letter", is_publishable="true")
    assert world.browser("drafter").post(path, late).status_code == 303, "typed in after the deadline, received before"
    desk = world.browser("drafter").get(f"/staff/rooms/{room_id}/submissions").text
    assert "市長への手紙" in desk
    assert "郵便" in desk


def test_near_copies_are_found_and_placed_together_and_nothing_is_lost(world: World) -> None:
    room_id = commenting.comment_room(world)
    words = "公園の案に反対です。駐車場が狭くなり、子どもを連れて車で来る人が困るからです。"
    for number, tail in enumerate(("", "ぜひ考え直してください", "考え直してください")):
        commenting.send(world, room_id, number, body=words + tail)
    commenting.send(world, room_id, 9, body="図書館の夜間開館をお願いします。")
    commenting.close(world)
    first, *near, other = commenting.texts(world)
    assert {one.head_id for one in (first, *near)} == {first.id}
    assert other.head_id == other.id
    assert commenting.place(world, room_id, [first.id], with_alike="true").status_code == 303
    refused = commenting.hand_in(world, room_id)
    assert "1件あります" in refused.text
    assert commenting.place(world, room_id, [other.id], into="out", reason="短い").status_code == 422
    out = commenting.place(world, room_id, [other.id], into="out", reason="この案についての意見ではないため。")
    assert out.status_code == 303
    with world.read() as db:
        table = queries.result_table(db, commenting.room_of(world, room_id))
    assert (table.submissions, table.different) == (4, 1)
    assert sum(row.count for row in table.rows) + sum(count for _reason, count in table.outside) == 4


EVIDENCE: list[tuple[dict[str, Any], str]] = [
    ({"category": ""}, "市の考え方か区分のない"),
    ({"answer": ""}, "市の考え方か区分のない"),
    ({"category": "A"}, "修正前・修正後の文が必要"),
    ({"category": "B"}, "資料の場所が必要"),
    ({"category": "C", "ground": "会議で考えます。"}, "その日が必要"),
    ({"category": "D"}, "理由が必要"),
]


@pytest.mark.parametrize(("change", "said"), EVIDENCE)
def test_each_category_carries_its_evidence(world: World, change: dict[str, Any], said: str) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    commenting.close(world)
    commenting.place(world, room_id, [commenting.texts(world)[0].id])
    assert commenting.answer(world, commenting.opinions(world)[0].id, **change).status_code == 303
    answer = commenting.hand_in(world, room_id)
    assert answer.status_code == 422
    assert said in answer.text
    assert "案のとおりとします。理由は" in answer.text


def test_an_adopted_opinion_shows_before_and_after(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    commenting.close(world)
    commenting.place(world, room_id, [commenting.texts(world)[0].id])
    change = {"category": "A", "reference": "plan-1#1", "before_text": "百本", "after_text": "二百本"}
    assert commenting.answer(world, commenting.opinions(world)[0].id, **change).status_code == 303
    assert "案を修正" in commenting.hand_in(world, room_id).text
    assert commenting.hand_in(world, room_id, decision="changed").status_code == 303
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve").status_code == 303
    page = world.browser().get(f"/rooms/{room_id}/result").text
    assert "<del>百本</del> <ins>二百本</ins>" in page
    assert "公園計画（案） 1" in page


def test_the_approver_is_never_a_drafter(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.close(world)
    assert commenting.hand_in(world, room_id).status_code == 303
    with world.read() as db:
        assert "comment_result_waits" in kinds_told(db, "approver")
    path = f"/staff/rooms/{room_id}/comment-result"
    for who in ("drafter", "room_manager", "other_approver", "resident", "city_manager"):
        assert world.browser(who).post(f"{path}/approve").status_code == 403
    with world.write() as db:
        result = db.exec(select(CommentResult)).one()
        result.drafter_ids = [cast.person("drafter"), cast.person("approver")]
        db.add(result)
    assert world.browser("approver").post(f"{path}/approve").status_code == 403


def test_a_result_is_sent_back_and_comes_again(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.close(world)
    commenting.hand_in(world, room_id)
    path = f"/staff/rooms/{room_id}/comment-result"
    assert "決裁を待っています" in commenting.hand_in(world, room_id).text
    back = {"reason": "説明をもう少しくわしく。"}
    assert world.browser("approver").post(f"{path}/send-back", back).status_code == 303
    assert "説明をもう少しくわしく。" in world.browser("drafter").get(path).text
    assert commenting.hand_in(world, room_id).status_code == 303
    assert world.browser("approver").post(f"{path}/approve").status_code == 303
    assert world.browser("approver").post(f"{path}/approve").status_code == 404, "a second click finds nothing waiting"


def test_nothing_sent_is_a_result_too(world: World) -> None:
    room_id = commenting.comment_room(world)
    early = commenting.hand_in(world, room_id)
    assert "募集が終わってから" in early.text
    commenting.close(world)
    assert commenting.hand_in(world, room_id, decision="not_made").status_code == 303
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve").status_code == 303
    page = world.browser().get(f"/rooms/{room_id}/result").text
    assert "意見は、ありませんでした。" in page
    assert "定めないことにしました" in page
    assert commenting.room_of(world, room_id).state is RoomState.ANSWERED
    for kind in ("csv", "xlsx", "docx"):
        assert world.browser().get(f"/rooms/{room_id}/result/1/{kind}").status_code == 200


def test_the_published_table_shows_both_numbers_and_says_they_are_no_vote(world: World) -> None:
    room_id = commenting.published(world)
    page = world.browser().get(f"/rooms/{room_id}/result").text
    for words in (
        "<dt>提出件数</dt><dd>3</dd>",
        "<dt>異なる意見</dt><dd>2</dd>",
        "<dt>提出者数</dt><dd>2</dd>",
        "投票の数ではありません",
        "インターネット 3件",
    ):
        assert words in page
    assert page.index("木陰を増やしてほしい") < page.index("=式から始まる意見")
    originals = world.browser().get(f"/rooms/{room_id}/opinions-sent").text
    assert commenting.BODY in originals
    assert "見本 花子" not in page + originals
    assert "意見の概要と市の考え方を読む" in world.browser().get(f"/rooms/{room_id}").text


def test_the_files_hold_the_table_and_no_formula(world: World) -> None:
    room_id = commenting.published(world)
    path = f"/rooms/{room_id}/result/1/"
    rows = list(csv.reader(io.StringIO(world.browser().get(path + "csv").content.decode("utf-8-sig"))))
    assert ["番号", "該当箇所", "意見の概要", "件数", "市の考え方", "反映区分", "修正箇所"] in rows
    assert "'=式から始まる意見" in [cell for row in rows for cell in row]
    sheet = load_workbook(io.BytesIO(world.browser().get(path + "xlsx").content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=式から始まる意見" in [cell.value for cell in cells]
    paper = Document(io.BytesIO(world.browser().get(path + "docx").content))
    assert [cell.text for cell in paper.tables[0].rows[1].cells][2:4] == ["木陰を増やしてほしい。", "2"]
    assert world.browser().get(path + "exe").status_code == 404
    with zipfile.ZipFile(io.BytesIO(world.browser().get(path + "docx").content)) as parts:
        assert "花子" not in parts.read("word/document.xml").decode()


def test_a_correction_is_a_new_version_at_the_same_address(world: World) -> None:
    room_id = commenting.published(world)
    one = commenting.opinions(world)[0]
    assert commenting.answer(world, one.id, rev=2, answer="訂正した考え方です。").status_code == 303
    assert "訂正した" not in world.browser().get(f"/rooms/{room_id}/result").text, "frozen until it is approved again"
    assert commenting.hand_in(world, room_id).status_code == 303
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve").status_code == 303
    assert "訂正した" in world.browser().get(f"/rooms/{room_id}/result").text
    old = world.browser().get(f"/rooms/{room_id}/result/1").text
    assert "訂正した" not in old
    assert "これは前の版です" in old


def test_two_who_write_at_once_do_not_overwrite(world: World) -> None:
    commenting.published(world)
    one = commenting.opinions(world)[0]
    answer = commenting.answer(world, one.id, rev=1, answer="古い画面から書いた考え方")
    assert answer.status_code == 409
    assert "古い画面から書いた考え方" in answer.text


def test_words_without_consent_and_black_places_are_not_shown(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id, body="隣の見本一郎さんの家の前に木を植えてください。")
    path = f"/staff/rooms/{room_id}/submissions/new"
    world.browser("drafter").post(path, commenting.entered(channel="mayor_letter"))
    web, letter = commenting.texts(world)
    form = {"words": "見本一郎"}
    assert world.browser("moderator").post(f"/staff/submission-texts/{web.id}", form).status_code == 403
    assert world.browser("drafter").post(f"/staff/submission-texts/{web.id}", form).status_code == 303
    commenting.close(world)
    commenting.place(world, room_id, [web.id, letter.id])
    commenting.answer(world, commenting.opinions(world)[0].id)
    commenting.hand_in(world, room_id)
    world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve")
    page = world.browser().get(f"/rooms/{room_id}/opinions-sent").text
    assert "隣の■■■■さんの家" in page
    assert "園路の段差" not in page
    assert "概要だけを公表しています" in page


def test_a_name_is_seen_for_a_reason_that_is_kept(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    path = f"/staff/submissions/{commenting.submissions(world)[0].id}"
    assert "見本 花子" not in world.browser("drafter").get(path).text
    assert world.browser("auditor").post(path, {"reason": "確かめるため"}).status_code == 403
    assert world.browser("drafter").post(path, {"reason": ""}).status_code == 422
    assert "見本 花子" in world.browser("drafter").post(path, {"reason": "要件の確認のため"}).text
    with world.read() as db:
        verbs = [entry.verb for entry in db.exec(select(LedgerEntry))]
    assert "submissions.see_identity" in verbs


def test_names_are_erased_when_their_days_are_over(world: World) -> None:
    commenting.published(world)
    world.advance(days=364)
    run_daily(world)
    with world.read() as db:
        assert db.exec(select(SubmitterIdentity)).all()
    world.advance(days=2)
    run_daily(world)
    with world.read() as db:
        assert db.exec(select(SubmitterIdentity)).all() == []
        assert db.exec(select(CommentResult)).one().state is ResultState.PUBLISHED
    assert len(commenting.submissions(world)) == 3


def run_daily(world: World) -> None:
    from civic import worker

    worker.plan_rounds(world.sites, world.site, is_new_day=True)
    world.drain()


def test_the_office_is_reminded_of_the_day_of_the_result(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.close(world)
    assert room_id
    world.advance(days=36)  # 2027-01-28
    for days in range(6):
        world.advance(days=1 if days else 0)
        run_daily(world)
    with world.read() as db:
        told = kinds_told(db, "drafter")
    assert {"comment_result_due", "comment_result_late"} <= set(told)


def test_a_published_table_that_was_changed_behind_is_found(world: World) -> None:
    commenting.published(world)
    with world.read() as db:
        assert list(verify(db, world.site.folder)) == []
    with world.write() as db:
        result = db.exec(select(CommentResult)).one()
        result.account = "書き換えた説明"
        db.add(result)
    with world.read() as db:
        assert [code for code, _where in verify(db, world.site.folder)] == ["ledger.changed_text"]
