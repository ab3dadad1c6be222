"""Residence: by letter, by the city's list, and by card against an OpenID Connect issuer on this machine."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey
from sqlmodel import select

from civic.accounts.actions.retention import erase_ended
from civic.accounts.models import CardCheck, IdentityProof, LetterRequest, Person
from tests import cast
from tests.accounts.issuer import Issuer, Serving
from tests.world import Browser, World

LETTER = {"name": "見本 太郎", "address": "東京都みほん市中央1-2-3", "notice_version": "1"}


def level(world: World, name: str) -> int:
    with world.read() as db:
        return db.get_one(Person, cast.IDS[name]).identity_level


def ask_letter(world: World, name: str = "resident") -> Browser:
    browser = world.browser(name)
    assert browser.post("/account/identity/letter", LETTER).status_code == 303
    return browser


def issue(world: World, staff: str = "drafter") -> str:
    with world.read() as db:
        letter = db.exec(select(LetterRequest)).one()
    shown = world.browser(staff).post(f"/staff/identity/{letter.id}/letter")
    assert shown.status_code == 200
    assert LETTER["address"] in shown.text
    found = re.search(r"<dd>([A-Z2-9-]{14})</dd>", shown.text)
    assert found is not None
    return found[1]


def test_a_letter_raises_the_level_and_leaves_no_address(world: World) -> None:
    resident = ask_letter(world)
    listed = world.browser("drafter").get("/staff/identity")
    assert LETTER["name"] not in listed.text
    assert LETTER["address"] not in listed.text
    code = issue(world)
    assert world.browser("neighbour").post("/account/identity/code", {"code": code}).status_code == 422
    assert resident.post("/account/identity/code", {"code": "ABCD-2345-EFGH"}).status_code == 422
    assert resident.post("/account/identity/code", {"code": code.lower().replace("-", " ")}).status_code == 303
    assert level(world, "resident") == 2
    with world.read() as db:
        assert db.exec(select(LetterRequest)).first() is None
        proof = db.exec(select(IdentityProof)).one()
        assert (proof.method, proof.is_resident, proof.subject) == ("letter", True, None)
    assert resident.post("/account/identity/code", {"code": code}).status_code == 422


def test_asking_twice_and_too_little(world: World) -> None:
    resident = ask_letter(world)
    assert resident.post("/account/identity/letter", LETTER).status_code == 422
    neighbour = world.browser("neighbour")
    short = neighbour.post("/account/identity/letter", LETTER | {"address": "中央"})
    assert short.status_code == 422
    assert LETTER["name"] in short.text
    assert neighbour.post("/account/identity/letter", LETTER | {"notice_version": "0"}).status_code == 422


def test_a_code_ends_with_its_address(world: World) -> None:
    ask_letter(world)
    code = issue(world)
    world.advance(days=31)
    assert world.browser("resident").post("/account/identity/code", {"code": code}).status_code == 422
    assert level(world, "resident") == 1
    with world.write() as db:
        erase_ended(db, world.now)
    with world.read() as db:
        assert db.exec(select(LetterRequest)).first() is None


def test_staff_confirm_from_the_list_but_never_themselves(world: World) -> None:
    ask_letter(world, "drafter")
    with world.read() as db:
        letter = db.exec(select(LetterRequest)).one()
    assert world.browser("drafter").post(f"/staff/identity/{letter.id}/confirm").status_code == 403
    assert world.browser("resident").post(f"/staff/identity/{letter.id}/confirm").status_code == 403
    assert world.browser("resident").get("/staff/identity").status_code == 403
    assert world.browser("approver").post(f"/staff/identity/{letter.id}/confirm").status_code == 303
    assert level(world, "drafter") == 2
    assert world.browser("approver").post(f"/staff/identity/{letter.id}/confirm").status_code == 404


@pytest.fixture
def issuer(world: World) -> Iterator[Issuer]:
    key = RSAKey.generate_key(2048)
    with Serving(Issuer(key)) as issuer:
        (world.site.folder / "identity-key.pem").write_bytes(key.as_pem(private=True))
        settings = {"issuer": issuer.url, "client_id": "mihon", "key_file": "identity-key.pem", "kid": "k1",
                    "residence": ["東京都みほん市"]}  # fmt: skip
        (world.site.folder / "identity.json").write_text(json.dumps(settings), "utf-8")
        yield issuer


def to_card(world: World, name: str = "resident") -> tuple[Browser, dict[str, str]]:
    """As far as the page behind the issuer's redirect; its hidden fields."""
    browser = world.browser(name)
    assert browser.post("/account/identity/card/start").status_code == 303
    link = re.search(r'href="(http://127[^"]+)"', browser.get("/account/identity").text)
    assert link is not None
    back = httpx2.get(link[1].replace("&amp;", "&"), follow_redirects=False).headers["location"]
    page = browser.get(back.removeprefix(world.site.base_url))
    assert page.status_code == 200
    fields = dict(re.findall(r'name="(state|code)" value="([^"]*)"', page.text))
    return browser, fields


def test_a_card_leaves_a_subject_and_a_boolean(world: World, issuer: Issuer) -> None:
    browser, fields = to_card(world)
    assert level(world, "resident") == 1
    assert browser.post("/account/identity/card", fields).status_code == 303
    assert level(world, "resident") == 3
    with world.read() as db:
        proof = db.exec(select(IdentityProof)).one()
        assert (proof.method, proof.subject, proof.is_resident) == ("card", "card-1", True)
    assert browser.post("/account/identity/card", fields).status_code == 422
    kept = b"".join(file.read_bytes() for file in world.site.folder.rglob("*.sqlite*"))
    assert b"card-1" in kept
    assert "見本 花子".encode() not in kept


def test_a_card_from_elsewhere_proves_no_residence(world: World, issuer: Issuer) -> None:
    issuer.address = "神奈川県ためし市東1-1"
    browser, fields = to_card(world)
    assert browser.post("/account/identity/card", fields).status_code == 303
    assert level(world, "resident") == 1


def test_one_card_one_person(world: World, issuer: Issuer) -> None:
    browser, fields = to_card(world)
    browser.post("/account/identity/card", fields)
    other, fields = to_card(world, "neighbour")
    answer = other.post("/account/identity/card", fields)
    assert answer.status_code == 422
    assert "ほかの登録" in answer.text
    assert level(world, "neighbour") == 1


@pytest.mark.parametrize(
    "claims",
    [{"nonce": "other"}, {"aud": "another-city"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}, {"sub": None}],
    ids=["nonce", "audience", "issuer", "ended", "nobody"],
)
def test_an_answer_that_does_not_hold(world: World, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims = claims
    browser, fields = to_card(world)
    assert browser.post("/account/identity/card", fields).status_code == 422
    assert level(world, "resident") == 1


def test_a_token_signed_by_somebody_else(world: World, issuer: Issuer) -> None:
    issuer.signing = RSAKey.generate_key(2048)
    browser, fields = to_card(world)
    assert browser.post("/account/identity/card", fields).status_code == 422
    assert level(world, "resident") == 1


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_by_a_key_of_the_issuer(world: World, issuer: Issuer, algorithm: str) -> None:
    """`none`, and HS256 with the public key as its secret: both pass where the header is believed."""
    issuer.algorithm = algorithm
    browser, fields = to_card(world)
    assert browser.post("/account/identity/card", fields).status_code == 422
    assert level(world, "resident") == 1


def test_a_state_belongs_to_one_person_and_ends(world: World, issuer: Issuer) -> None:
    _browser, fields = to_card(world)
    assert world.browser("neighbour").post("/account/identity/card", fields).status_code == 422
    browser, fields = to_card(world)
    assert browser.post("/account/identity/card", fields | {"state": "made-up"}).status_code == 422
    world.advance(minutes=16)
    assert browser.post("/account/identity/card", fields).status_code == 422
    assert level(world, "resident") == 1
    with world.write() as db:
        erase_ended(db, world.now)
    with world.read() as db:
        assert db.exec(select(CardCheck)).first() is None


def test_the_way_back_with_nothing_and_from_another_issuer(world: World, issuer: Issuer) -> None:
    browser, fields = to_card(world)
    assert "やり直す" in browser.get("/account/identity/card").text
    forged = f"/account/identity/card?state={fields['state']}&code=x&iss=http://127.0.0.1:1"
    assert "やり直す" in browser.get(forged).text
    assert world.browser().get("/account/identity/card").status_code == 303


def test_without_an_issuer_the_card_is_not_offered(world: World) -> None:
    browser = world.browser("resident")
    assert "カード" not in browser.get("/account/identity").text
    assert browser.post("/account/identity/card/start").status_code == 422


def test_an_issuer_that_is_away(world: World, issuer: Issuer) -> None:
    settings = json.loads((world.site.folder / "identity.json").read_text("utf-8"))
    (world.site.folder / "identity.json").write_text(json.dumps(settings | {"issuer": "http://127.0.0.1:9"}), "utf-8")
    answer = world.browser("resident").post("/account/identity/card/start")
    assert answer.status_code == 422
    assert "つながりません" in answer.text
