"""Staff write the text of an answer; nobody outside the section reads it before it is approved."""

import pytest

from civic.responses.states import ResponseState
from tests import make
from tests.responses import answering
from tests.review.cases import verbs
from tests.world import World


def test_a_draft_is_kept_and_stays_inside(world: World) -> None:
    post_id, response_id = answering.assigned(world)
    browser = world.browser("drafter")
    page = browser.get(f"/responses/{response_id}/draft").text
    assert "遊具はいつ新しくなりますか。" in page
    assert "わたしも知りたいです。" in page
    answer = browser.post(f"/responses/{response_id}/draft", answering.draft_form(world, response_id))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/responses/{response_id}/draft")
    again = browser.get(f"/responses/{response_id}/draft").text
    assert answering.BODY in again
    assert 'value="C" checked' in again
    assert "決裁に出す" in again
    for who in (None, "resident", "moderator"):
        for path in (f"/rooms/1#post-{post_id}", "/answers", f"/answers/{response_id}", f"/posts/{post_id}/actions"):
            assert answering.BODY not in world.browser(who).get(path).text
    with world.read() as db:
        version = answering.newest(db, response_id)
        assert (version.number, version.section_name, version.published_at) == (1, "公園みどり課", None)
        assert verbs(db)[-1] == "responses.draft_response"


def test_htmx_is_led_on(world: World) -> None:
    _post, response_id = answering.assigned(world)
    form = answering.draft_form(world, response_id)
    answer = world.browser("drafter").post(f"/responses/{response_id}/draft", form, htmx=True)
    assert answer.headers["HX-Redirect"] == f"/responses/{response_id}/draft"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 404), ("resident", 404), ("moderator", 404), ("room_manager", 404), ("approver", 403),
        ("other_approver", 404), ("city_manager", 403), ("auditor", 403),
    ],
)  # fmt: skip
def test_nobody_else_writes(world: World, who: str | None, status: int) -> None:
    _post, response_id = answering.assigned(world)
    answer = world.browser(who).post(f"/responses/{response_id}/draft", answering.draft_form(world, response_id))
    assert answer.status_code == status
    assert answering.state(world, response_id) is ResponseState.ASSIGNED


@pytest.mark.parametrize("who", ["approver", "city_manager", "auditor"])
def test_some_read_the_draft_without_the_form(world: World, who: str) -> None:
    _post, response_id = answering.drafted(world)
    page = world.browser(who).get(f"/responses/{response_id}/draft")
    assert page.status_code == 200
    assert answering.BODY in page.text
    assert 'name="body"' not in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "あ" * 8001}, "8000文字以内"),
        ({"category": "Z"}, "選択肢の中から"),
        ({"evidence": "nothing#1"}, "公開中の資料が見つかりません"),
        ({"evidence": "ただの言葉"}, "公開中の資料が見つかりません"),
        ({"evidence": "/documents/plan-1/99"}, "公開中の資料が見つかりません"),
    ],
)
def test_bad_input_keeps_what_was_written(world: World, changes: dict[str, str], sentence: str) -> None:
    _post, response_id = answering.assigned(world)
    form = answering.draft_form(world, response_id, **{"ground": "覚え書き", **changes})
    for htmx in (False, True):
        answer = world.browser("drafter").post(f"/responses/{response_id}/draft", form, htmx=htmx)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "覚え書き" in answer.text
        assert ("<html" in answer.text) is not htmx
    assert answering.state(world, response_id) is ResponseState.ASSIGNED


@pytest.mark.parametrize(
    "reference", ["plan-1#2", "/documents/plan-1/2", "https://mihon.example/documents/plan-1/2", "plan-1/2"]
)
def test_a_passage_is_named_or_its_address_copied(world: World, reference: str) -> None:
    with world.write() as db:
        make.document(db, texts=("一つ目", "二つ目"))
    _post, response_id = answering.drafted(world, evidence=reference)
    assert 'value="plan-1#2"' in world.browser("drafter").get(f"/responses/{response_id}/draft").text


def test_a_passage_that_is_not_public_is_none(world: World) -> None:
    from civic.library.models import DocumentVersion, VersionState

    with world.write() as db:
        document = make.document(db)
        version = db.get_one(DocumentVersion, document.current_version_id)
        version.state, document.current_version_id = VersionState.READY, None
        db.add_all([version, document])
    _post, response_id = answering.assigned(world)
    for reference in ("plan-1#1", "/documents/plan-1/1", "1"):
        form = answering.draft_form(world, response_id, evidence=reference)
        assert world.browser("drafter").post(f"/responses/{response_id}/draft", form).status_code == 422


def test_two_drafters_do_not_overwrite_each_other(world: World) -> None:
    _post, response_id = answering.drafted(world)
    old = answering.seen(world, response_id)
    browser = world.browser("drafter")
    form = answering.draft_form(world, response_id, body="先の人の直し。")
    assert browser.post(f"/responses/{response_id}/draft", form).status_code == 303
    late = browser.post(f"/responses/{response_id}/draft", form | {"body": "後の人の直し。", "seen": old})
    assert late.status_code == 409
    assert "先の人の直し。" in late.text
    assert "後の人の直し。" in late.text
    with world.read() as db:
        assert answering.newest(db, response_id).body == "先の人の直し。"


def test_hostile_text_is_harmless_in_every_place(world: World) -> None:
    bad = "<script>alert(1)</script>[x](javascript:alert(1))"
    post_id, response_id = answering.drafted(world, body=bad, ground=bad, before_text=bad, after_text=bad)
    answering.submit(world, response_id)
    pages = [world.browser("approver").get(f"/responses/{response_id}/{page}") for page in ("draft", "approve")]
    answering.publish(world, response_id)
    pages += [world.browser().get(path) for path in (f"/answers/{response_id}", "/answers", "/rooms/1")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert 'href="javascript' not in page.text
    assert post_id


def test_unknown_responses(world: World) -> None:
    for number in ("999", str(10**25)):
        assert world.browser("drafter").get(f"/responses/{number}/draft").status_code == 404
        assert world.browser("drafter").post(f"/responses/{number}/draft", {}).status_code == 404


@pytest.mark.parametrize("changes", [{"body": ""}, {"category": ""}, {"body": "　\n", "category": ""}])
def test_an_unfinished_draft_is_kept_and_asked_for_when_handed_in(world: World, changes: dict[str, str]) -> None:
    """Without script, and in another browser: what was written by the evening is there in the morning."""
    _post, response_id = answering.assigned(world)
    form = answering.draft_form(world, response_id, **{"ground": "あすの朝、公園の係に聞く。", **changes})
    assert world.browser("drafter").post(f"/responses/{response_id}/draft", form).status_code == 303
    assert answering.state(world, response_id) is ResponseState.DRAFTING
    page = world.browser("drafter").get(f"/responses/{response_id}/draft").text
    assert "あすの朝、公園の係に聞く。" in page
    seen = {"seen": answering.seen(world, response_id)}
    handed = world.browser("drafter").post(f"/responses/{response_id}/submit", seen)
    assert handed.status_code == 422
    assert ("回答の本文を書いてください" if changes.get("body") is not None else "区分を選んでください") in handed.text
    assert answering.state(world, response_id) is ResponseState.DRAFTING


def test_nothing_at_all_is_no_draft(world: World) -> None:
    _post, response_id = answering.assigned(world)
    form = answering.draft_form(world, response_id, body="", category="", ground="")
    answer = world.browser("drafter").post(f"/responses/{response_id}/draft", form)
    assert answer.status_code == 422
    assert "入力してください" in answer.text
    assert answering.state(world, response_id) is ResponseState.ASSIGNED
