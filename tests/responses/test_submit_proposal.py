"""Invariant 8: nothing is submitted before every post went somewhere; frozen, endorsed, released by another."""

from datetime import date

import pytest
from sqlmodel import select

from civic.jobs import Job
from civic.responses import queries
from civic.responses.models import Response
from civic.responses.summary_models import ProposalVersion
from civic.rooms.models import AnswerUnit, Post, PostState, Room
from civic.rooms.states import RoomState
from tests import cast
from tests.responses import summing
from tests.review.cases import kinds_told, verbs
from tests.world import World


def state(world: World, room_id: int) -> RoomState:
    with world.read() as db:
        return db.get_one(Room, room_id).state_at(world.now)


def test_a_draft_is_shown_by_somebody_who_wrote_none_of_it(world: World) -> None:
    room_id, posts = summing.grouped(world)
    assert "項目1" not in world.browser().get(f"/rooms/{room_id}").text
    assert "まだ公開されていません" in world.browser().get(f"/rooms/{room_id}/summary").text
    item = summing.items(world, room_id)[0]
    assert world.browser().get(f"/items/{item.id}").status_code == 404
    assert summing.press(world, room_id, "show", "facilitator").status_code == 403
    assert summing.press(world, room_id, "show", "room_manager").status_code == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "遊具を新しくしてほしい。" in page
    assert "とりまとめの対象外" in page
    assert "市の仕事ではないため。" in page
    assert "少数の意見" in world.browser().get(f"/rooms/{room_id}/summary").text
    assert f"/posts/{posts[0]}" in world.browser().get(f"/items/{item.id}").text
    with world.read() as db:
        assert "summary_shown" in kinds_told(db, "resident")


def test_nothing_is_submitted_while_a_post_went_nowhere(world: World) -> None:
    room_id, posts = summing.room(world)
    summing.group(world, room_id, posts[:3])
    summing.press(world, room_id, "show", "room_manager")
    world.advance(days=8)
    summing.press(world, room_id, "endorse", "facilitator")
    answer = summing.press(world, room_id, "submit", "room_manager")
    assert answer.status_code == 422
    assert f"1件あります（{posts[3]}番など）" in answer.text
    assert state(world, room_id) is RoomState.SUMMARISING


def test_submission_freezes_with_checksum_and_receipt(world: World) -> None:
    room_id, posts = summing.submitted(world)
    assert state(world, room_id) is RoomState.SUBMITTED
    page = world.browser().get(f"/rooms/{room_id}/proposals/1").text
    with world.read() as db:
        version = db.exec(select(ProposalVersion)).one()
        assert version.checksum in page
        assert version.receipt in page
        assert version.content["items"][0]["posts"] == posts[:2]
        assert version.content["outside"] == [{"post": posts[3], "reason": "市の仕事ではないため。"}]
        assert verbs(db)[-1] == "responses.submit_proposal"
        assert "proposal_submitted" in kinds_told(db, "neighbour")
        duties = db.exec(select(Response)).all()
        assert sorted(one.item_id or 0 for one in duties) == [one.id for one in summing.items(world, room_id)]
        assert {one.section_id for one in duties} == {cast.PARKS}
        assert db.get_one(Room, room_id).waiting_count == 2
    # What was submitted is not undone, and a change of words waits for the next version.
    item = summing.items(world, room_id)[0]
    browser = world.browser("facilitator")
    assert browser.post(f"/items/{item.id}/drop").status_code == 422
    browser.post(f"/items/{item.id}/edit", {"text": "言い直した文", "kind": "opinion", "rev": item.rev})
    for path in (
        f"/rooms/{room_id}",
        f"/rooms/{room_id}/summary",
        f"/items/{item.id}",
        f"/rooms/{room_id}/proposals/1",
    ):
        assert "言い直した文" not in world.browser().get(path).text, path
    # Changed data is told.
    with world.write() as db:
        version = db.exec(select(ProposalVersion)).one()
        version.content = {**version.content, "agreed": "書きかえた"}
        db.add(version)
    assert "検査値と合いません" in world.browser().get(f"/rooms/{room_id}/proposals/1").text


def test_a_post_restored_later_goes_into_an_addendum(world: World) -> None:
    room_id, posts = summing.room(world)
    with world.write() as db:
        hidden = db.get_one(Post, posts[3])
        hidden.state, hidden.tombstone_at = PostState.HIDDEN, world.now
        db.add(hidden)
    summing.group(world, room_id, posts[:3])
    summing.press(world, room_id, "show", "room_manager")
    world.advance(days=8)
    summing.press(world, room_id, "endorse", "facilitator")
    assert summing.press(world, room_id, "submit", "room_manager").status_code == 303
    with world.write() as db:
        restored = db.get_one(Post, posts[3])
        restored.state, restored.tombstone_at = PostState.PUBLISHED, None
        db.add(restored)
    with world.read() as db:
        assert queries.unplaced_ids(db, room_id) == [posts[3]]
    assert f"{posts[3]}番" in world.browser("room_manager").get(f"/staff/rooms/{room_id}/proposal").text
    assert summing.group(world, room_id, posts[3:], text="夜の照明を明るくする。").status_code == 303
    summing.press(world, room_id, "endorse", "facilitator")
    assert summing.press(world, room_id, "submit", "room_manager").status_code == 303
    with world.read() as db:
        assert [one.number for one in queries.proposal_versions(db, room_id)] == [2, 1]
        assert len(db.exec(select(Response)).all()) == 2
    first = world.browser().get(f"/rooms/{room_id}/proposals/1").text
    assert "新しい版が提出されています" in first
    assert "夜の照明" not in first
    assert "夜の照明" in world.browser().get(f"/rooms/{room_id}/proposals/2").text
    assert state(world, room_id) is RoomState.SUBMITTED


@pytest.mark.parametrize("step", ["before_end", "unendorsed", "changed", "stale", "drafter"])
def test_what_is_missing_is_said(world: World, step: str) -> None:
    room_id, _posts = summing.shown(world)
    if step != "before_end":
        world.advance(days=8)
    old = summing.seen(world, room_id)
    if step != "unendorsed":
        summing.press(world, room_id, "endorse", "facilitator")
    if step in ("changed", "stale"):
        world.browser("facilitator").post(f"/staff/rooms/{room_id}/proposal", {"title": "書き直した題"})
    by = "facilitator" if step == "drafter" else "room_manager"
    form = {"seen": old} if step == "stale" else {}
    answer = summing.press(world, room_id, "submit", by, **form)
    says = {
        "before_end": (422, "申し出を受け付けています"), "unendorsed": (422, "まだ確認していません"),
        "changed": (422, "まだ確認していません"), "stale": (409, "先に直しました"), "drafter": (403, "案を書いていない"),
    }  # fmt: skip
    assert (answer.status_code, says[step][1] in answer.text) == (says[step][0], True)
    assert state(world, room_id) is RoomState.SUMMARISING


def test_a_room_that_answers_posts_needs_no_items(world: World) -> None:
    room_id, posts = summing.room(world, answer_unit=AnswerUnit.POST)
    summing.group(world, room_id, posts[:1])
    summing.press(world, room_id, "show", "room_manager")
    world.advance(days=8)
    summing.press(world, room_id, "endorse", "facilitator")
    assert summing.press(world, room_id, "submit", "room_manager").status_code == 303
    assert state(world, room_id) is RoomState.SUBMITTED


def test_an_author_says_that_they_are_misrepresented_and_is_answered(world: World) -> None:
    room_id, posts = summing.shown(world)
    item = summing.items(world, room_id)[0]
    path = f"/posts/{posts[0]}/objection"
    assert "言ったことと違う" in world.browser().get(f"/rooms/{room_id}").text
    resident = world.browser("resident")
    assert resident.get(path).status_code == 200
    form = {"item_id": item.id, "text": "遊具は修理でよいと書きました。"}
    assert world.browser("neighbour").post(path, form).status_code == 403
    assert world.browser().post(path, form).status_code == 303
    assert resident.post(path, form | {"text": ""}).status_code == 422
    assert resident.post(path, form).status_code == 303
    assert resident.post(path, form).status_code == 303
    world.advance(days=8)
    summing.press(world, room_id, "endorse", "facilitator")
    refused = summing.press(world, room_id, "submit", "room_manager")
    assert refused.status_code == 422
    assert "答えていない申し出が1件" in refused.text
    answer = {"answer": "「修理または新しくする」と直しました。", "is_changed": "true"}
    assert world.browser("facilitator").post("/objections/1", answer).status_code == 303
    assert world.browser("facilitator").post("/objections/1", answer).status_code == 409
    assert "「修理または新しくする」と直しました。" in resident.get(path).text
    assert "修理または" not in world.browser("neighbour").get(path).text
    assert summing.press(world, room_id, "submit", "room_manager").status_code == 303
    closed = resident.post(path, form)
    assert closed.status_code == 422
    assert "受付は終わっています" in closed.text
    with world.read() as db:
        assert "summary_objection" in kinds_told(db, "facilitator")
        assert "summary_objection_answered" in kinds_told(db, "resident")


def test_the_time_to_object_is_not_cut_short(world: World) -> None:
    room_id, _posts = summing.grouped(world)
    short = summing.press(world, room_id, "show", "room_manager", objections_until="2026-11-26")
    assert short.status_code == 422
    assert summing.press(world, room_id, "show", "room_manager", objections_until="2026-12-10").status_code == 303
    with world.read() as db:
        proposal = queries.proposal_of(db, room_id)
        assert proposal is not None
        assert proposal.objections_until == date(2026, 12, 10)


def test_the_section_that_answers_an_item_gets_its_mail(world: World) -> None:
    summing.submitted(world)
    world.drain()
    mails = [mail for mail in world.mails() if "To: drafter@" in mail]
    assert mails
    assert any("中央公園の使い方を考える" in mail for mail in mails)
    with world.read() as db:
        assert [one.last_error for one in db.exec(select(Job)).all() if one.last_error] == []
