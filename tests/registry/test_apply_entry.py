"""Applying: purpose notice before input, the formal check, bad input kept, twice, and what is stored."""

from typing import Any

import pytest
from sqlmodel import select

from civic.registry.models import Entry, EntryDetail, Visibility
from civic.registry.states import EntryState
from tests import cast
from tests.registry.forms import SECRETS, apply, entry, group, typed
from tests.world import World


def send(world: World, data: dict[str, Any], name: str | None = "resident", htmx: bool = False) -> Any:
    return world.browser(name).post("/registry/apply", data, htmx=htmx)


def count(world: World) -> int:
    with world.read() as db:
        return len(db.exec(select(Entry)).all())


def test_the_purpose_stands_before_any_input(world: World) -> None:
    text = world.browser("resident").get("/registry/apply?kind=person").text
    assert text.index("個人情報の利用目的") < text.index('id="f-display_name"')
    assert 'name="notice_version" value="1"' in text


def test_an_application_waits_for_the_officer(world: World) -> None:
    made = entry(world, apply(world))
    assert made.state is EntryState.UNDER_REVIEW
    assert (made.person_id, made.notice_version, made.consent_at) == (cast.person("resident"), 1, world.now)
    assert made.fields == ["社会教育", "子どもの健全育成"]
    with world.read() as db:
        details = {d.name: d.visibility for d in db.exec(select(EntryDetail)).all()}
    assert details == {
        "name": Visibility.SIGNED_IN, "contact_mail": Visibility.CITY_ONLY, "contact_phone": Visibility.CITY_ONLY,
        "address": Visibility.CITY_ONLY, "birth_year": Visibility.CITY_ONLY,
    }  # fmt: skip
    assert world.browser().get(f"/registry/{made.id}").status_code == 404
    assert "折り紙のおじさん" not in world.browser().get("/registry").text


def test_the_officer_is_told(world: World) -> None:
    apply(world)
    world.drain()
    assert any("registry_officer@" in mail and "折り紙のおじさん" in mail for mail in world.mails())


def test_a_group_applies_without_birth_year(world: World) -> None:
    assert send(world, group()).status_code == 303


def test_with_htmx_the_browser_is_led_there(world: World) -> None:
    answer = send(world, typed(), htmx=True)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/registry/")


def test_a_stranger_is_led_to_sign_in(world: World) -> None:
    assert world.browser().get("/registry/apply").headers["location"].startswith("/sign-in")
    assert send(world, typed(), None).headers["location"].startswith("/sign-in")
    assert count(world) == 0


def test_a_second_click_gives_the_first_application(world: World) -> None:
    data = typed()
    first, second = send(world, data), send(world, data)
    assert first.headers["location"] == second.headers["location"]
    assert count(world) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"display_name": ""}, "入力してください"),
        ({"introduction": "短い"}, "10文字以上"),
        ({"fields": []}, "1つ以上選んでください"),
        ({"fields": ["占い"]}, "選択肢の中から"),
        ({"fee": "expensive"}, "選択肢の中から"),
        ({"birth_year": "昭和"}, "西暦4桁"),
        ({"birth_year": ""}, "入力してください"),
        ({"name": ""}, "入力してください"),
        ({"contact_mail": "だめ"}, "メールアドレスの形"),
        ({"contact_mail": "", "contact_phone": ""}, "どちらかを書いてください"),
        ({"website": "javascript:alert(1)"}, "http:// か https://"),
        ({"consent": ""}, "印を付けてください"),
        ({"notice_version": "7"}, "新しくなりました"),
        ({"birth_year": "2015"}, "18歳以上"),
        ({"introduction": "私のマイナンバーは1234 5678 9018です。"}, "マイナンバーは、お預かりできません"),
        ({"address": "みほん市1-1 個人番号 123456789018"}, "マイナンバーは、お預かりできません"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_lost(world: World, changes: dict[str, Any], sentence: str) -> None:
    answer = send(world, typed(skills="あやとり名人") | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="あやとり名人"' in answer.text
    assert count(world) == 0


def test_full_width_digits_are_fine(world: World) -> None:
    assert send(world, typed(birth_year="１９６１年", contact_phone="０９０１")).status_code == 303


def test_the_age_is_a_setting_of_the_city(world: World) -> None:
    from civic.city.actions import put_setting

    with world.write() as db:
        put_setting(db, "registry.min_age", 10, None, world.now)
    assert send(world, typed(birth_year="2015")).status_code == 303


def test_address_and_birth_year_cannot_be_opened(world: World) -> None:
    made = apply(world, show_address="public", show_birth_year="public")
    with world.read() as db:
        found = db.exec(select(EntryDetail).where(EntryDetail.entry_id == made)).all()
    assert {d.name: d.visibility for d in found}["address"] is Visibility.CITY_ONLY
    assert {d.name: d.visibility for d in found}["birth_year"] is Visibility.CITY_ONLY


def test_the_my_number_is_nowhere_afterwards(world: World) -> None:
    send(world, typed(introduction="マイナンバー 123456789018 を書いてしまいました。"))
    world.drain()
    raw = b"".join(path.read_bytes() for path in world.site.folder.rglob("*") if path.is_file())
    assert b"123456789018" not in raw


def test_markup_is_shown_as_text(world: World) -> None:
    made = apply(world, display_name="<script>alert(1)</script>", introduction="<img src=x onerror=alert(1)> です。")
    text = world.browser("resident").get(f"/registry/{made}").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_secrets_have_a_word_of_their_own() -> None:
    assert len(set(SECRETS.values())) == len(SECRETS)
