"""How pages look: for everybody, in a cookie, and back to where one was."""

import pytest

from tests.world import World


def test_a_choice_shows_on_the_next_page_and_goes_back(world: World) -> None:
    browser = world.browser()
    page = browser.client.get("/display", headers={"Referer": "https://mihon.example/rules?x=1"}).text
    assert 'name="next" value="/rules?x=1"' in page
    answer = browser.post("/display", {"size": "large", "colours": "contrast", "next": "/rules?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/rules?x=1")
    assert 'data-display="contrast large"' in browser.get("/rules").text
    browser.post("/display", {"size": "usual", "colours": "usual"})
    assert "data-display" not in browser.get("/rules").text


@pytest.mark.parametrize("form", [{"size": "huge"}, {"colours": "<script>"}])
def test_nonsense_is_refused(world: World, form: dict[str, str]) -> None:
    answer = world.browser().post("/display", form)
    assert answer.status_code == 422
    assert "選択肢の中から" in answer.text
    assert '<script>"' not in answer.text


def test_other_sites_lead_nowhere(world: World) -> None:
    browser = world.browser()
    page = browser.client.get("/display", headers={"Referer": "https://evil.example/x"}).text
    assert 'name="next" value="/"' in page
    assert browser.post("/display", {"next": "//evil.example"}).headers["location"] == "/"
