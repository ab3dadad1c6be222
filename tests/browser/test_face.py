"""The components and civic.js in a real Chromium: axe, 320 px, every display mode, and what happens when sending fails."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from civic.config import ROOT
from civic.web.show import environment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGES = ["front", "room", "results", "form", "desk", "document"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install the system package `chromium`")


def gallery() -> Environment:
    made = environment().overlay(
        loader=ChoiceLoader(
            [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "gallery")]
        ),
        auto_reload=False,
    )
    made.globals = {**made.globals, "url": lambda name, **params: "/" + name.replace(".", "/")}
    return made


def shell(request: Request) -> dict[str, Any]:
    query = request.query_params
    viewer = SimpleNamespace(display_name="青葉") if "in" in query else None
    visit = SimpleNamespace(
        viewer=viewer, csrf="t'o\"k" if viewer else "", lang="ja", display=query.get("display", ""), path=request.url.path,
        flash=[("success", "投稿しました。")] if "sent" in query else [], here="/", unread_notices=0, is_given_back=False,
        facts=SimpleNamespace(incident="点検のお知らせ", election="市長選挙"), is_htmx="HX-Request" in request.headers,
    )  # fmt: skip
    site = SimpleNamespace(name="みほん市", slug="mihon", is_kiosk="kiosk" in query, base_url="", idle_seconds=300)
    return {
        "visit": visit,
        "site": site,
        "viewer": viewer,
        "can": lambda action, thing=None: bool(viewer),
        "what": "3分待つ",
    }


def show(request: Request) -> Response:
    html = gallery().get_template(f"{request.path_params['name']}.html").render(**shell(request))
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})


async def act(request: Request) -> Response:
    """Answers with the status that the field `code` asks for, as the house's doors do."""
    form = await request.form()
    code = int(str(form["code"]))
    if code == 429:
        return HTMLResponse(gallery().get_template("errors/429.html").render(**shell(request)), code)
    if code == 502:
        return HTMLResponse("<h1>Bad gateway</h1>", code)
    errors = {"body": ["本文を書いてください。"]} if code == 422 else {}
    typed = {"code": "200"} if code == 200 else dict(form)
    html = gallery().get_template("_form.html").render(errors=errors, typed=typed, **shell(request))
    return HTMLResponse(html, code, headers={"X-Got": request.headers.get("x-csrf", "")})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    routes = [
        Mount("/static", StaticFiles(directory=ROOT / "static")),
        Route("/page/{name:path}", show),
        Route("/act", act, methods=["POST"]),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/page"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM)
        yield made
        made.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not broken


@pytest.mark.parametrize(
    ("width", "display"), [(320, ""), (320, "large"), (320, "contrast large"), (1280, ""), (1280, "contrast")]
)
def test_every_component_passes_axe_and_fits(tab: Page, address: str, width: int, display: str) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        tab.goto(f"{address}/{name}?display={display}&in=1")
        found = Axe().run(tab).response["violations"]
        assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found], name
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_things_to_press_are_44_px_high(tab: Page, address: str) -> None:
    tab.set_viewport_size({"width": 320, "height": 800})
    low = "[...document.querySelectorAll('.button, .input, .site-nav a, .tabs a, .facets a, .choice')].filter(e => e.offsetHeight < 44).map(e => e.outerHTML)"
    for name in PAGES:
        tab.goto(f"{address}/{name}")
        assert tab.evaluate(low) == [], name


def send(tab: Page, code: int, body: str) -> None:
    tab.fill("#f-body", body)
    tab.fill("#f-code", str(code))
    tab.get_by_role("button", name="内容を確かめる").press("Enter")


def test_a_form_with_errors_comes_back_with_its_text_and_the_focus_on_what_to_mend(tab: Page, address: str) -> None:
    tab.goto(f"{address}/blank_form?in=1")
    with tab.expect_response("**/act") as answer:
        send(tab, 422, "まだ途中")
    assert answer.value.headers["x-got"] == "t'o\"k"
    tab.wait_for_selector("#f-body[aria-invalid]")
    assert tab.input_value("#f-body") == "まだ途中"
    assert tab.evaluate("document.activeElement.className") == "error-summary"


@pytest.mark.parametrize(
    ("code", "words"), [(429, "3分待つ"), (502, "処理できませんでした"), (0, "つながりませんでした")]
)
def test_a_failed_sending_is_told_and_loses_nothing(tab: Page, address: str, code: int, words: str) -> None:
    tab.goto(f"{address}/blank_form?in=1")
    if code == 0:
        tab.route("**/act", lambda route: route.abort())
    send(tab, code, "大事な意見")
    tab.wait_for_function("document.getElementById('alert').textContent.trim() !== ''")
    assert words in tab.inner_text("#alert")
    assert tab.input_value("#f-body") == "大事な意見"
    tab.reload()
    assert tab.input_value("#f-body") == "大事な意見"
    assert "元に戻しました" in tab.inner_text("#live")
    tab.keyboard.press("Escape")
    assert tab.inner_text("#live") == ""


def test_a_taken_text_is_no_longer_kept_and_the_focus_stays_at_the_form(tab: Page, address: str) -> None:
    tab.goto(f"{address}/blank_form?in=1")
    with tab.expect_response("**/act"):
        send(tab, 200, "届いた意見")
    tab.wait_for_function("document.getElementById('f-body').value === ''")
    tab.wait_for_function("document.activeElement.id === 'post-form'")
    tab.reload()
    assert tab.input_value("#f-body") == ""


def test_without_htmx_only_a_page_that_reports_success_lets_the_text_go(tab: Page, address: str) -> None:
    tab.goto(f"{address}/blank_form")
    tab.fill("#f-body", "大事な意見")
    for query, kept in (("", 1), ("?sent=1", 0)):
        tab.evaluate("sessionStorage.setItem('draft-sent', 'draft:room-7')")
        tab.goto(f"{address}/room{query}")
        assert tab.evaluate("Object.keys(sessionStorage).length") == kept


def test_no_text_is_kept_on_a_shared_terminal_after_signing_out_or_with_a_personal_number(
    tab: Page, address: str
) -> None:
    keys = "Object.values(sessionStorage).join()"
    tab.goto(f"{address}/blank_form?kiosk=1")
    tab.fill("#f-body", "だれにも見せない")
    assert tab.evaluate(keys) == ""
    tab.goto(f"{address}/blank_form?in=1")
    tab.fill("#f-body", "番号は１２３４ ５６７８-９０１８です")
    assert "番号" not in tab.evaluate(keys)
    tab.fill("#f-body", "ふつうの意見")
    assert "ふつうの意見" in tab.evaluate(keys)
    tab.evaluate("document.querySelector('form[data-forget]').addEventListener('submit', e => e.preventDefault())")
    tab.click("text=ログアウト")
    assert tab.evaluate(keys) == ""


def test_enter_that_ends_a_conversion_does_not_send(tab: Page, address: str) -> None:
    tab.goto(f"{address}/blank_form")
    pressed = """([composing, code]) => {
      const e = new KeyboardEvent('keydown', {key: 'Enter', keyCode: code, isComposing: composing, bubbles: true, cancelable: true});
      document.getElementById('f-title').dispatchEvent(e); return e.defaultPrevented }"""
    assert tab.evaluate(pressed, [True, 13])
    assert tab.evaluate(pressed, [False, 229])
    assert not tab.evaluate(pressed, [False, 13])


def test_characters_are_counted_as_the_server_counts_them(tab: Page, address: str) -> None:
    tab.goto(f"{address}/blank_form")
    tab.fill("#f-body", "𠮷野家" * 6)
    assert tab.inner_text("#f-body-count") == "あと2字"
    tab.fill("#f-body", "𠮷" * 23)
    assert tab.inner_text("#f-body-count") == "3字多すぎます"
    assert tab.input_value("#f-body") == "𠮷" * 23


def test_the_form_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/blank_form")
    page.fill("#f-body", "紙のように")
    page.fill("#f-code", "422")
    page.click("text=内容を確かめる")
    assert page.input_value("#f-body") == "紙のように"
    assert page.locator(".error-summary a").get_attribute("href") == "#f-body"
    context.close()


def test_the_skip_link_comes_first_and_leads_to_the_text(tab: Page, address: str) -> None:
    tab.goto(f"{address}/room?in=1")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "本文へ移る"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_a_shared_terminal_ends_by_itself_but_not_while_somebody_writes(tab: Page, address: str) -> None:
    tab.route("**/accounts/alive", lambda route: route.fulfill(status=204))
    tab.route("**/accounts/ended", lambda route: route.fulfill(body="The end", content_type="text/html"))
    tab.clock.install()
    tab.goto(f"{address}/blank_form?kiosk=1")
    for _ in range(3):
        tab.clock.run_for(200_000)
        with tab.expect_request("**/accounts/alive"):
            tab.type("#f-body", "あ")
    tab.clock.run_for(245_000)
    assert "まもなく終わります" in (tab.text_content("#alert") or "")
    tab.keyboard.press("Shift")
    assert not tab.text_content("#alert")
    tab.clock.run_for(302_000)
    tab.wait_for_url("**/accounts/ended")
