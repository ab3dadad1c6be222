"""Every route is named after its door, and no form can be sent by someone who may not."""

import pytest
from starlette.routing import Route

from civic.app import routes
from tests.world import World

# POST doors that answer a stranger with a page or a redirect of their own, each with its reason.
OPEN_TO_STRANGERS: dict[str, str] = {
    "accounts.start_session": "this is how one stops being a stranger",
    "accounts.ask_sign_up": "the same",
    "accounts.confirm": "the link in the mail is the key",
    "accounts.confirm_sign_up": "the link in the mail is the key",
    "accounts.ask_reset": "someone who forgot the password cannot sign in",
    "accounts.reset_password": "the link in the mail is the key",
    "accounts.use_code": "the code from the counter is the key",
    "accounts.sign_out": "ending a session that is over already leads to the front page",
    "letters.send_letter": "letters to the mayor need no account; the slip is the answer",
    "letters.open_letter": "number and secret of the slip are the key",
    "home.set_display": "text size and colours are for everyone, kept in a cookie only",
}


def all_routes() -> list[Route]:
    return [r for r in routes() if isinstance(r, Route)]


def opened(method: str) -> list[tuple[str, str]]:
    return [(o.name, r.path) for r in all_routes() for o in getattr(r, "opened", ()) if o.method == method]


def filled(path: str) -> str:
    import re

    return re.sub(r"{\w+(:\w+)?}", "1", path)


def test_every_route_is_a_page_named_wing_dot_function() -> None:
    for route in all_routes():
        for facts in route.opened:  # type: ignore[attr-defined]
            wing, function = facts.name.split(".")
            assert facts.door.__module__.startswith(f"civic.{wing}.")
            assert facts.door.__name__ == function


def test_no_two_doors_have_one_name() -> None:
    names = [name for method in ("GET", "POST") for name, _path in opened(method)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(("name", "path"), opened("POST"))
def test_a_post_by_a_stranger_never_succeeds(world: World, name: str, path: str) -> None:
    answer = world.browser().post(filled(path), {})
    if name in OPEN_TO_STRANGERS:
        return
    assert answer.status_code in (303, 403, 404, 405, 422), name
    if answer.status_code == 303:
        assert "/sign-in" in answer.headers["location"], name


@pytest.mark.parametrize(("name", "path"), opened("POST"))
def test_a_post_without_the_form_token_never_succeeds(world: World, name: str, path: str) -> None:
    browser = world.browser("city_manager")
    answer = browser.client.post(filled(path), data={}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403, name
    elsewhere = browser.client.post(
        filled(path), data={"csrf": browser.csrf()}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert elsewhere.status_code == 403, name


@pytest.mark.parametrize(("name", "path"), opened("GET"))
def test_every_page_has_the_security_headers_and_never_breaks(world: World, name: str, path: str) -> None:
    for who in (None, "resident", "auditor"):
        answer = world.browser(who).get(filled(path))
        assert answer.status_code in (200, 301, 303, 403, 404), (name, who, answer.status_code)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        if who:
            assert answer.headers["cache-control"] in ("no-store", "private, no-store") or answer.status_code >= 300
