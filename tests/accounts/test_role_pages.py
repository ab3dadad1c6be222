"""The pages of people and roles, through the door."""

from sqlmodel import select

from civic.accounts.actions import add_grant
from civic.accounts.models import RoleGrant
from civic.permissions import Role
from tests import cast, make
from tests.world import World

RESIDENT = cast.IDS["resident"]
PATH = f"/staff/people/{RESIDENT}/roles"


def test_a_manager_finds_a_person_and_grants(world: World) -> None:
    browser = world.browser("city_manager")
    found = browser.get("/staff/people?q=Ｒｅｓｉ").text
    assert "residentさん" in found
    assert "neighbourさん" not in found
    assert "resident@mihon.example" not in found
    form = {"role": "drafter", "place": "section", "section_id": "1", "ends_on": "2027-03-31"}
    assert browser.post(PATH, form).headers["location"] == f"/staff/people/{RESIDENT}"
    page = browser.get(f"/staff/people/{RESIDENT}").text
    assert "回答の起案（公園みどり課）" in page
    assert "2027年3月31日" in page
    assert "residentさん" in browser.get("/staff/roles").text


def test_every_role_has_its_words(world: World) -> None:
    with world.write() as db:
        for role in Role:
            add_grant(db, RESIDENT, role, now=world.now)
    page = world.browser("city_manager").get(f"/staff/people/{RESIDENT}")
    assert page.status_code == 200
    assert "市民エリアの運営委員（市の全体）" in page.text


def test_a_room_must_be_there(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    browser = world.browser("city_manager")
    assert browser.post(PATH, {"role": "moderator", "place": "room", "room_id": "999"}).status_code == 404
    assert browser.post(PATH, {"role": "moderator", "place": "room", "room_id": str(room_id)}).status_code == 303


def test_bad_input_keeps_what_was_typed(world: World) -> None:
    browser = world.browser("city_manager")
    for form, sentence in (
        ({"role": ""}, "選んでください"),
        ({"role": "king"}, "選択肢の中から"),
        ({"role": "auditor", "place": "section", "section_id": "1"}, "市の全体にだけ"),
        ({"role": "moderator", "place": "room"}, "どの課、またはどの会議室"),
        ({"role": "moderator", "place": "room", "room_id": "abc"}, "数字で入力"),
        ({"role": "moderator", "ends_on": "2020-01-01"}, "終わる日は"),
        ({"role": "moderator", "starts_on": "きょう"}, "日付を読み取れません"),
    ):
        answer = browser.post(PATH, form)
        assert answer.status_code == 422, form
        assert sentence in answer.text, form
    assert browser.post(PATH, {"role": "moderator"}).status_code == 303
    twice = browser.post(PATH, {"role": "moderator"})
    assert twice.status_code == 422
    assert "すでに持っています" in twice.text


def test_revoking_is_confirmed_and_felt_at_once(world: World) -> None:
    with world.read() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.IDS["auditor"])).one()
    auditor = world.browser("auditor")
    assert auditor.get("/audit").status_code == 200
    browser = world.browser("system_manager")
    path = f"/staff/roles/{grant.id}/revoke"
    assert "「監査」を取り消します" in browser.get(path).text
    assert browser.post(path).status_code == 303
    assert auditor.get("/audit").status_code == 403
    assert browser.post(path).status_code == 409


def test_not_for_oneself(world: World) -> None:
    browser = world.browser("city_manager")
    own = cast.IDS["city_manager"]
    assert browser.post(f"/staff/people/{own}/roles", {"role": "auditor"}).status_code == 403
    assert "自分に役割を付けることはできません" in browser.get(f"/staff/people/{own}").text
    with world.read() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == own)).one()
    assert browser.post(f"/staff/roles/{grant.id}/revoke").status_code == 403


def test_others_see_nothing(world: World) -> None:
    pages = ("/staff/people", "/staff/roles", f"/staff/people/{RESIDENT}", "/staff/roles/1/revoke")
    for path in pages:
        assert world.browser().get(path).headers["location"].startswith("/sign-in")
        assert world.browser("moderator").get(path).status_code == 403
    assert world.browser().post(PATH, {"role": "auditor"}).headers["location"].startswith("/sign-in")
    assert world.browser("moderator").post(PATH, {"role": "auditor"}).status_code == 403
    manager = world.browser("city_manager")
    assert manager.get("/staff/people/99999").status_code == 404
    assert manager.post("/staff/roles/99999/revoke").status_code == 404
