"""What everyone sees: who waits for whom, what is late, what was answered; and the desk of the staff."""

import pytest

from civic.responses import queries
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState
from tests import cast, make
from tests.responses import answering
from tests.review import cases
from tests.world import World


def test_waiting_becomes_late_at_midnight_after_the_due_day(world: World) -> None:
    """DOMAIN §10, 11: also on the room's cached page."""
    answering.assigned(world)
    anonymous = world.browser()
    world.advance(days=14, hours=13)  # the 8th of December, 23:00
    for path in ("/rooms/1", "/answers"):
        assert "回答期限超過" not in anonymous.get(path).text
    world.advance(hours=1)
    for path in ("/rooms/1", "/answers"):
        page = anonymous.get(path).text
        assert "回答期限超過" in page
        assert "公園みどり課" in page


def test_the_figures(world: World) -> None:
    answering.published(world)
    answering.assigned(world)
    with world.read() as db:
        assert queries.counts(db, cast.NOW.date()) == queries.Counts(waiting=1, overdue=0, published=1)
        assert queries.counts(db, cast.NOW.date().replace(year=2027)).overdue == 1
    page = world.browser().get("/answers")
    assert page.status_code == 200
    assert "遊具について" in page.text
    assert 'method="post"' not in page.text


def test_nothing_yet(world: World) -> None:
    page = world.browser().get("/answers").text
    assert "回答を待っている声はありません" in page
    assert "まだ回答はありません" in page


def test_a_withdrawn_question_waits_no_more(world: World) -> None:
    post_id, _response = answering.assigned(world)
    world.browser("resident").post(f"/posts/{post_id}/withdraw")
    assert "遊具について" not in world.browser().get("/answers").text
    assert "回答を準備しています" not in world.browser().get("/rooms/1").text
    assert "遊具について" not in world.browser("drafter").get("/staff/answers").text


def test_an_answer_that_is_none_yet_is_not_found(world: World) -> None:
    _post, response_id = answering.submitted(world)
    for who in (None, "resident", "drafter"):
        assert world.browser(who).get(f"/answers/{response_id}").status_code == 404
    assert world.browser().get(f"/answers/{10**25}").status_code == 404


def test_only_staff_of_the_section_are_offered_to_correct(world: World) -> None:
    _post, response_id = answering.published(world)
    link = f"/responses/{response_id}/draft"
    assert link in world.browser("drafter").get(f"/answers/{response_id}").text
    for who in (None, "resident", "approver", "other_approver"):
        assert link not in world.browser(who).get(f"/answers/{response_id}").text


def test_older_answers_are_on_the_next_page(world: World) -> None:
    _post, response_id = answering.published(world)
    with world.write() as db:
        first = answering.newest(db, response_id)
        room = make.room(db)
        for number in range(51):
            post = make.post(db, room, title=f"質問{number}号", once=f"many-{number}")
            duty = Response(
                room_id=room.id, post_id=post.id, section_id=1, assigned_at=world.now, due_on=world.now.date(),
                published_version=1, state=ResponseState.PUBLISHED,
            )  # fmt: skip
            db.add(duty)
            db.flush()
            values = first.model_dump(exclude={"id", "response_id"})
            db.add(ResponseVersion(response_id=duty.id, **values))
    first_page = world.browser().get("/answers").text
    assert "質問50号" in first_page
    assert "遊具について" not in first_page
    address = first_page.split('rel="next" href="')[1].split('"')[0]
    second_page = world.browser().get(address).text
    assert "遊具について" in second_page
    assert "質問50号" not in second_page


def test_the_desk_shows_the_section_its_own(world: World) -> None:
    _post, response_id = answering.drafted(world)
    assert f"/responses/{response_id}/draft" in world.browser("drafter").get("/staff/answers").text
    assert f"/responses/{response_id}/" in world.browser("city_approver").get("/staff/answers").text
    assert f"/responses/{response_id}/" not in world.browser("other_approver").get("/staff/answers").text


@pytest.mark.parametrize("who", ["resident", "moderator", "facilitator", "auditor", "registry_officer"])
def test_the_desk_is_for_staff_who_answer(world: World, who: str) -> None:
    assert world.browser(who).get("/staff/answers").status_code == 403


def test_a_stranger_signs_in_and_comes_back(world: World) -> None:
    assert world.browser().get("/staff/answers").headers["location"].endswith("next=%2Fstaff%2Fanswers")


def test_the_strip_is_the_same_for_everyone(world: World) -> None:
    answering.published(world)

    def strip(who: str | None) -> str:
        page: str = world.browser(who).get("/rooms/1").text
        return page.split('<section class="answer"')[1].split("</section>")[0]

    assert strip(None) == strip("resident") == strip("drafter") == strip("moderator")


def test_drafts_never_reach_the_index(world: World) -> None:
    answering.submitted(world)
    world.drain()
    assert answering.BODY[:8] not in world.browser("drafter").get("/search?q=来年度に新しく").text.replace("<mark>", "")
    from civic.responses.jobs import all_cards

    with world.read() as db:
        assert list(all_cards(db)) == []


def test_the_card_never_carries_the_question(world: World) -> None:
    post_id, _response = answering.published(world)
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    from civic.responses.jobs import all_cards

    with world.read() as db:
        [card] = all_cards(db)
    assert "遊具について" not in card.title + card.text
    assert card.section == "公園みどり課"
