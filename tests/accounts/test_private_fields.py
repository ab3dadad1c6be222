"""No page of any address shows a private field of an account to anybody but its owner (fuzz, accounts part)."""

import re

import pytest

from civic.accounts.actions import record_connection
from civic.accounts.models import LetterRequest, Person
from tests import cast, make
from tests.house.test_routes import opened
from tests.world import World

SECRETS = (
    "himitsu-atesaki@mihon.example",
    "秘密野 本名子",
    "ヒミツノ",
    "ひみつ地区",
    "203.0.113.199",
    "ひみつ町9-9-9",
    "JBSWY3DPEHPK3PXP",
)


@pytest.fixture
def city(world: World) -> World:
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.email = person.email_folded = SECRETS[0]
        person.name, person.kana, person.district, person.totp_pending = SECRETS[1], SECRETS[2], SECRETS[3], SECRETS[6]
        db.add(person)
        make.post(db, make.room(db))
        record_connection(db, "post", person.id, "post:1", SECRETS[4], 1, world.now)
        db.add(
            LetterRequest(
                person_id=person.id, name=SECRETS[1], address=SECRETS[5], notice_version=1, created_at=world.now,
                expires_at=world.now.replace(year=2027),
            )
        )  # fmt: skip
    return world


def filled(path: str, number: int) -> str:
    return re.sub(r"{\w+(:\w+)?}", str(number), path)


PATHS = sorted({path for _name, path in opened("GET")})


@pytest.mark.parametrize("who", [None, *(name for name in cast.IDS if name != "resident")])
def test_nobody_else_sees_them(city: World, who: str | None) -> None:
    browser = city.browser(who)
    for path in PATHS:
        text = browser.get(filled(path, 1)).text
        assert [secret for secret in SECRETS if secret in text] == [], path
