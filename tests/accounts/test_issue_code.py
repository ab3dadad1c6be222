"""The counter: a code on paper for people without e-mail."""

import re
from typing import Any

from sqlmodel import select

from civic.accounts.models import Person, SingleUseToken
from civic.ledger import LedgerEntry
from tests import cast
from tests.world import World

PASSWORD = "川べりの桜がきれいです"


def issue(world: World, **form: str) -> str:
    answer = world.browser("registry_officer").post("/counter", form)
    assert answer.status_code == 200
    return re.findall(r"<dd>([2-9A-Z-]{14})</dd>", answer.text)[0]


def use(world: World, code: str, handle: str = "紙の人", **changes: str) -> Any:
    form = {"code": code, "handle": handle, "password": PASSWORD, "is_agreed": "yes", "notice_version": "1"}
    return world.browser().post("/code", form | changes)


def test_a_code_makes_a_person_without_e_mail(world: World) -> None:
    code = issue(world, is_resident="yes")
    assert use(world, code.lower().replace("-", " ")).headers["location"] == "/account"
    with world.read() as db:
        person = db.exec(select(Person).where(Person.handle == "紙の人")).one()
        assert (person.email, person.identity_level, person.notice_version) == (None, 2, 1)
        entry = db.exec(select(LedgerEntry)).one()
        assert (entry.verb, entry.actor_id) == ("accounts.issue_code", cast.IDS["registry_officer"])
        assert code.replace("-", "") not in str(entry.data)
        assert code not in db.exec(select(SingleUseToken)).one().token_hash
    assert world.browser().post("/sign-in", {"name": "紙の人", "password": PASSWORD}).status_code == 303


def test_a_code_is_used_once_and_ends(world: World) -> None:
    code = issue(world)
    assert use(world, code).status_code == 303
    again = use(world, code, "別の人")
    assert again.status_code == 404
    assert "窓口へ" in again.text
    late = issue(world)
    world.advance(days=15)
    assert use(world, late, "遅い人").status_code == 404


def test_a_refused_name_leaves_the_code_good(world: World) -> None:
    code = issue(world)
    for handle in ("residentさん", "みほん市役所", ""):
        answer = use(world, code, handle)
        assert answer.status_code == 422
        assert code in answer.text
    assert use(world, code).status_code == 303


def test_a_forgotten_password_is_set_again_at_the_counter(world: World) -> None:
    use(world, issue(world))
    code = issue(world, handle="紙の人")
    assert use(world, code, "residentさん", password="まちがった人の合言葉").status_code == 422
    assert use(world, code, password="二つ目の長い合言葉です").status_code == 303
    assert world.browser().post("/sign-in", {"name": "紙の人", "password": PASSWORD}).status_code == 422
    assert world.browser().post("/sign-in", {"name": "紙の人", "password": "二つ目の長い合言葉です"}).status_code == 303


def test_nobody_with_a_mail_address_or_a_role_is_reset_at_a_counter(world: World) -> None:
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["moderator"])
        person.email, person.email_folded = None, None
        db.add(person)
    for handle in ("residentさん", "moderatorさん"):
        answer = world.browser("registry_officer").post("/counter", {"handle": handle})
        assert answer.status_code == 422
        assert "窓口では決め直せません" in answer.text
    unknown = world.browser("registry_officer").post("/counter", {"handle": "いない人"})
    assert "見つかりませんでした" in unknown.text


def test_only_staff_stand_behind_the_counter(world: World) -> None:
    assert world.browser().post("/counter").headers["location"].startswith("/sign-in")
    assert world.browser("registry_officer", second_factor=False).get("/counter").status_code == 303
    for name in ("resident", "facilitator", "auditor"):
        assert world.browser(name).get("/counter").status_code == 403
        assert world.browser(name).post("/counter").status_code == 403


def test_guessing_codes_is_slowed(world: World) -> None:
    for _ in range(10):
        use(world, "2222-2222-2222")
    assert use(world, issue(world)).status_code == 429
