"""Handing over, templates, marks, ratings, the survey, the report and what is told in other ways."""

from typing import Any

import pytest
from sqlmodel import select

from civic.responses.follow_models import AnswerFeedback, SurveyReply
from civic.responses.models import Response
from civic.responses.queries import marks_of
from tests import cast, make
from tests.responses import answering, summing
from tests.responses.test_review_response import grant
from tests.review.cases import kinds_told
from tests.world import World


def test_duties_are_handed_over_with_a_note(world: World) -> None:
    _post, response_id = answering.assigned(world)
    grant(world, "second_moderator")
    form: dict[str, Any] = {
        "response_id": [response_id],
        "person_id": cast.IDS["second_moderator"],
        "note": "現場は確認ずみ。",
    }
    assert world.browser("resident").post("/staff/office/hand-over", form).status_code == 403
    wrong = world.browser("drafter").post("/staff/office/hand-over", form | {"person_id": cast.IDS["resident"]})
    assert wrong.status_code == 422
    assert "現場は確認ずみ。" in wrong.text
    assert world.browser("drafter").post("/staff/office/hand-over", form).status_code == 303
    with world.read() as db:
        assert db.get_one(Response, response_id).assignee_id == cast.IDS["second_moderator"]
        assert "response_handed_over" in kinds_told(db, "second_moderator")
    mine = world.browser("second_moderator").get("/staff/answers?show=mine").text
    assert f"/responses/{response_id}/draft" in mine
    assert "現場は確認ずみ。" in world.browser("second_moderator").get(f"/responses/{response_id}/draft").text


def test_a_template_begins_an_answer(world: World) -> None:
    _post, response_id = answering.assigned(world)
    form = {"section_id": cast.PARKS, "name": "お礼", "body": "ご意見をありがとうございます。担当課です。"}
    assert world.browser("approver").post("/staff/office/templates", form).status_code == 403
    assert world.browser("drafter").post("/staff/office/templates", form).status_code == 303
    assert "担当課です。" in world.browser("drafter").get(f"/responses/{response_id}/draft?template=1").text
    assert world.browser("drafter").post("/staff/office/templates/1/retire").status_code == 303
    assert "担当課です。" not in world.browser("drafter").get(f"/responses/{response_id}/draft?template=1").text


def test_a_mark_is_set_and_taken_away_and_tells_those_who_act(world: World) -> None:
    room_id, posts = summing.room(world)
    path = f"/posts/{posts[0]}/marks"
    for who in ("resident", "moderator"):
        assert world.browser(who).post(path, {"kind": "off_topic"}).status_code == 403
    assert world.browser("facilitator").post(path, {"kind": "nonsense"}).status_code == 422
    assert world.browser("facilitator").post(path, {"kind": "off_topic"}).status_code == 303
    with world.read() as db:
        assert marks_of(db, posts[0]) == {"off_topic"}
        assert "post_marked_off_topic" in kinds_told(db, "moderator")
    assert "議題の外" not in world.browser().get(f"/rooms/{room_id}").text
    assert world.browser("facilitator").post(path, {"kind": "off_topic"}).status_code == 303
    with world.read() as db:
        assert marks_of(db, posts[0]) == frozenset()


def test_ratings_are_shown_from_ten_on(world: World) -> None:
    _post, response_id = answering.published(world)
    for _ in range(2):
        assert world.browser("resident").post(f"/answers/{response_id}/rating", {"score": 3}).status_code == 303
    assert world.browser("neighbour").post(f"/answers/{response_id}/rating", {"score": 9}).status_code == 422
    with world.read() as db:
        version_id = answering.newest(db, response_id).id
        assert len(db.exec(select(AnswerFeedback)).all()) == 1, "a second reply takes the place of the first"
    assert "分かりやすかった</dt>" not in world.browser().get(f"/answers/{response_id}").text
    with world.write() as db:
        db.add_all(
            AnswerFeedback(version_id=version_id, person_id=one, score=1, replied_at=world.now) for one in range(2, 11)
        )
    assert "分かりやすかった</dt>" in world.browser().get(f"/answers/{response_id}").text


def test_the_survey_opens_at_the_close_and_shows_from_ten_on(world: World) -> None:
    room_id, _posts = summing.room(world)
    form = {"understood": 5, "heard": 4, "again": 5}
    assert world.browser("resident").post(f"/rooms/{room_id}/survey", form | {"again": 6}).status_code == 422
    assert world.browser("resident").post(f"/rooms/{room_id}/survey", form).status_code == 303
    assert "まだ少ない" in world.browser().get(f"/rooms/{room_id}/report").text
    with world.write() as db:
        db.add_all(
            SurveyReply(room_id=room_id, person_id=one, understood=5, heard=3, again=5, replied_at=world.now)
            for one in range(2, 11)
        )
    assert "10人が" in world.browser().get(f"/rooms/{room_id}/report").text
    with world.write() as db:
        open_room = make.room(db).id
    assert world.browser("resident").post(f"/rooms/{open_room}/survey", form).status_code == 422


def test_the_report_counts_and_names_nobody(world: World) -> None:
    room_id, _posts = summing.room(world, summing.SAYINGS + ("もう一つ。",) * 4)
    page = world.browser().get(f"/rooms/{room_id}/report").text
    assert "<dd>8</dd>" in page
    assert "<dd>100%</dd>" in page
    assert "residentさん" not in page
    answer = world.browser().get(f"/rooms/{room_id}/report.csv")
    assert answer.content.startswith("\ufeff".encode())
    assert "書いた人,2" in answer.text


def test_no_cell_of_the_table_is_a_formula(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db, title="=1+1").id
    assert "'=1+1" in world.browser().get(f"/rooms/{room_id}/report.csv").text


def test_told_in_other_ways_fits_and_leads_back(world: World) -> None:
    import html
    import re

    _post, response_id = answering.published(world, body="あ" * 3000)
    page = world.browser().get(f"/answers/{response_id}/notice").text
    short = html.unescape(re.search(r'<p class="pre panel">(.*?)</p>', page, re.S)[1])  # type: ignore[index]
    assert len(short) <= 400
    assert short.endswith(f"https://mihon.example/a/{response_id}")
    assert "<svg" in page
    assert "style=" not in page
    assert world.browser().get(f"/a/{response_id}").headers["location"] == f"/answers/{response_id}"
    assert world.browser().get("/r/1").headers["location"] == "/rooms/1"


@pytest.mark.parametrize("path", ["/answers/1/notice", "/answers/1/rating"])
def test_no_page_tells_of_a_draft(world: World, path: str) -> None:
    answering.submitted(world)
    assert world.browser().get(path).status_code == 404
