"""Questions often asked: written from a published answer, approved by another, listed by topic, found by search."""

import pytest
from sqlmodel import select

from civic.index import store
from civic.ledger import LedgerEntry
from civic.responses.faq_models import FaqItem, FaqState
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.search.queries import hits
from tests.responses.answering import drafted, publish, published, submit
from tests.world import World

FORM = {"question": "遊具はいつ新しくなりますか。", "answer": "来年度に新しくします。", "topic_id": ""}


def written(world: World, response_id: int, **changes: str) -> int:
    answer = world.browser("drafter").post(f"/answers/{response_id}/faq", FORM | changes)
    assert answer.status_code == 303, answer.text
    with world.read() as db:
        found: int = db.exec(select(FaqItem.id)).all()[-1]
        return found


def test_it_is_public_once_another_person_approved_it(world: World) -> None:
    _post, response_id = published(world)
    faq_id = written(world, response_id)
    assert FORM["question"] not in world.browser().get("/faq").text
    assert FORM["question"] in world.browser("approver").get("/staff/faq").text
    assert world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1}).status_code == 303
    text = world.browser().get("/faq").text
    assert FORM["question"] in text
    assert f'href="/answers/{response_id}"' in text
    with world.read() as db:
        verbs = [entry.verb for entry in db.exec(select(LedgerEntry)).all()]
    assert verbs[-2:] == ["responses.draft_faq", "responses.publish_faq"]


@pytest.mark.parametrize("who", ["drafter", "resident", "moderator", "auditor"])
def test_nobody_but_an_approver_publishes_it(world: World, who: str) -> None:
    faq_id = written(world, published(world)[1])
    assert world.browser(who).post(f"/staff/faq/{faq_id}/publish", {"rev": 1}).status_code in (403, 404)
    with world.read() as db:
        assert db.get_one(FaqItem, faq_id).state is FaqState.DRAFT


def test_only_a_published_answer_becomes_one_and_only_its_section_writes(world: World) -> None:
    _post, response_id = drafted(world)
    assert world.browser("drafter").post(f"/answers/{response_id}/faq", FORM).status_code == 422
    submit(world, response_id)
    publish(world, response_id)
    for who in ("resident", "moderator"):
        assert world.browser(who).post(f"/answers/{response_id}/faq", FORM).status_code in (403, 404)
    kept = world.browser("drafter").post(f"/answers/{response_id}/faq", FORM | {"answer": ""})
    assert kept.status_code == 422
    assert FORM["question"] in kept.text


def test_a_second_click_changes_nothing(world: World) -> None:
    faq_id = written(world, published(world)[1])
    approver = world.browser("approver")
    assert approver.post(f"/staff/faq/{faq_id}/publish", {"rev": 1}).status_code == 303
    assert approver.post(f"/staff/faq/{faq_id}/publish", {"rev": 1}).status_code == 409


def test_it_is_found_by_search_until_it_is_taken_off(world: World) -> None:
    faq_id = written(world, published(world)[1], question="ぶらんこは直りますか。")
    world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1})
    world.drain()
    with world.read() as db:
        (found,) = hits(db, world.site, None, {"q": "ぶらんこ"})
        assert (found.source.kind, found.source.path) == ("faq", f"/faq#faq-{faq_id}")
    assert "よくある質問" in world.browser().get("/search?q=ぶらんこ").text
    assert world.browser("drafter").post(f"/staff/faq/{faq_id}/retire", {"rev": 2}).status_code == 303
    world.drain()
    assert "ぶらんこ" not in world.browser().get("/faq").text
    with world.read() as db:
        assert list(hits(db, world.site, None, {"q": "ぶらんこ"})) == []
    store.forget(world.site)


def test_what_stands_in_a_room_that_is_not_public_is_not_listed(world: World) -> None:
    _post, response_id = published(world)
    faq_id = written(world, response_id)
    world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1})
    with world.write() as db:
        for room in db.exec(select(Room)).all():
            room.state = RoomState.DRAFT
    assert FORM["question"] not in world.browser("approver").get("/faq").text


def test_it_says_when_the_full_answer_was_corrected_since(world: World) -> None:
    _post, response_id = published(world)
    faq_id = written(world, response_id)
    world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1})
    with world.write() as db:
        db.get_one(FaqItem, faq_id).response_version = 0
    assert "もとの回答が直されています" in world.browser("resident").get("/faq").text


def test_new_words_take_the_place_of_the_old_ones_once_approved(world: World) -> None:
    faq_id = written(world, published(world)[1], question="ぶらんこは直りますか。")
    world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1})
    drafter = world.browser("drafter")
    assert "ぶらんこは直りますか。" in drafter.get(f"/staff/faq/{faq_id}").text
    change = FORM | {"question": "すべり台は直りますか。", "rev": "2"}
    assert drafter.post(f"/staff/faq/{faq_id}", change).status_code == 303
    assert "すべり台" not in world.browser().get("/faq").text
    with world.read() as db:
        (edition,) = db.exec(select(FaqItem).where(FaqItem.edition_of == faq_id))
    assert drafter.post(f"/staff/faq/{edition.id}/publish", {"rev": 1}).status_code == 403
    assert world.browser("approver").post(f"/staff/faq/{edition.id}/publish", {"rev": 1}).status_code == 303
    world.drain()
    text = world.browser().get("/faq").text
    assert f'id="faq-{faq_id}"' in text
    assert ("すべり台は直りますか。" in text, "ぶらんこ" in text) == (True, False)
    with world.read() as db:
        kept = db.get_one(FaqItem, edition.id)
        assert (kept.question, kept.state) == ("ぶらんこは直りますか。", FaqState.RETIRED)
        (found,) = hits(db, world.site, None, {"q": "すべり台"})
        assert found.source.path == f"/faq#faq-{faq_id}"
        assert list(hits(db, world.site, None, {"q": "ぶらんこ"})) == []
    store.forget(world.site)


def test_a_draft_is_changed_in_place_and_its_writer_never_approves_it(world: World) -> None:
    faq_id = written(world, published(world)[1])
    assert (
        world.browser("drafter")
        .post(f"/staff/faq/{faq_id}", FORM | {"answer": "再来年度にします。", "rev": "1"})
        .status_code
        == 303
    )
    assert world.browser("drafter").post(f"/staff/faq/{faq_id}", FORM | {"rev": "1"}).status_code == 409
    kept = world.browser("drafter").post(f"/staff/faq/{faq_id}", FORM | {"answer": "", "rev": "2"})
    assert (kept.status_code, FORM["question"] in kept.text) == (422, True)
    for who in ("resident", "moderator", "approver"):
        assert world.browser(who).post(f"/staff/faq/{faq_id}", FORM | {"rev": "2"}).status_code in (403, 404)
    assert world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 2}).status_code == 303
    assert "再来年度にします。" in world.browser().get("/faq").text
