"""Reports without an account: confirmed by a link, or entered from paper; one per address, forgotten afterwards."""

from sqlmodel import select

from civic.review import actions, links
from civic.review.models import Report
from civic.rooms.models import PostState
from tests import cast
from tests.review import cases
from tests.world import World

FORM = {"article": 4, "text": "個人への悪口です。", "email": "Yomu@Mihon.example", "notice_version": "1"}


def test_it_counts_only_once_its_link_was_followed(world: World) -> None:
    post_id = cases.thread(world)[1]
    visitor = world.browser()
    assert visitor.post(f"/posts/{post_id}/report", FORM).status_code == 303
    assert "待つ投稿はありません" in world.browser("moderator").get("/desk").text
    world.drain()
    token = links.sign(world.site.key, "report", 1)
    assert any(f"/reports/{token}" in mail.replace("=\n", "") for mail in world.mails())
    assert visitor.get(f"/reports/{token}").status_code == 200
    # Looking at the link changes nothing: mail scanners look too.
    assert "待つ投稿はありません" in world.browser("moderator").get("/desk").text
    assert visitor.post(f"/reports/{token}").status_code == 303
    assert "個人への悪口です。" in world.browser("moderator").get(f"/desk/{post_id}").text
    assert cases.state(world, post_id) is PostState.PUBLISHED
    cases.decided(world, "moderator", "keep", post_id, article=None)
    world.drain()
    assert len([mail for mail in world.mails() if "yomu@mihon.example" in mail.lower()]) == 2


def test_one_per_address_and_no_address_is_given_away(world: World) -> None:
    post_id = cases.thread(world)[1]
    for email in ("yomu@mihon.example", "YOMU@mihon.example"):
        answer = world.browser().post(f"/posts/{post_id}/report", FORM | {"email": email})
        assert answer.status_code == 303
        assert "yomu" not in answer.headers["location"]
    with world.read() as db:
        assert len(db.exec(select(Report)).all()) == 1


def test_a_wrong_address_keeps_the_text(world: World) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser().post(f"/posts/{post_id}/report", FORM | {"email": "だめ"})
    assert answer.status_code == 422
    assert "個人への悪口です。" in answer.text


def test_the_address_is_erased(world: World) -> None:
    post_id = cases.thread(world)[1]
    other = cases.thread(world)[1]
    for number in (post_id, other):
        world.browser().post(f"/posts/{number}/report", FORM)
    world.browser().post(f"/reports/{links.sign(world.site.key, 'report', 1)}")
    cases.decided(world, "moderator", "keep", post_id, article=None)
    world.advance(days=91)
    with world.write() as db:
        assert actions.forget_reporters(db, world.now) == 2
    with world.read() as db:
        assert [(one.id, one.email) for one in db.exec(select(Report)).all()] == [(1, None)]


def test_from_paper_by_staff(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = {"post": post_id, "article": 4, "text": "お電話で。", "channel": "phone", "reference": "電話簿3"}
    for who in ("resident", "auditor"):
        assert world.browser(who).post("/reports/paper", form).status_code == 403
    assert world.browser("registry_officer").post("/reports/paper", form | {"reference": ""}).status_code == 422
    assert world.browser("registry_officer").post("/reports/paper", form).status_code == 303
    with world.read() as db:
        report = db.exec(select(Report)).one()
        assert (report.channel, report.entered_by) == ("phone", cast.IDS["registry_officer"])
        assert cases.verbs(db) == ["review.enter_report"]
    assert "お電話で。" in world.browser("moderator").get(f"/desk/{post_id}").text


def test_many_reports_raise_and_never_hide(world: World) -> None:
    post_id = cases.thread(world)[1]
    for who in ("neighbour", "facilitator", "drafter", "approver", "auditor", "city_manager"):
        world.browser(who).post(f"/posts/{post_id}/report", {"article": 4})
    assert cases.state(world, post_id) is PostState.PUBLISHED
    assert "優先" in world.browser("moderator").get("/desk").text
