"""The sample city in a real Chromium: every page fits and passes axe, the main flows work by hand, by key, without script."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlmodel import Session, select

from civic import clock
from civic.accounts.models import Person
from civic.config import ROOT
from civic.sample.load import PASSWORD
from tests.browser.pages import PUBLIC, SIGNED_IN, Shown
from tests.browser.sample_site import Served, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENS = ROOT / "artefacts" / "screens"
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WIDTHS = (320, 1280)
PARK = "/rooms/{room:みほん中央公園の南側}"
# After 090 no number goes on with 0: nobody's.
NUMBER = "090-0123-4567"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install the system package `chromium`")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with served(tmp_path_factory.mktemp("sample")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM)
        yield made
        made.close()


@pytest.fixture
def tab(browser: Browser, city: Served) -> Iterator[Open]:
    """`tab("drafter", width=320)`: a page of that person's browser. An error in its console fails the test."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def note(text: str) -> None:
        """An answer that gives a form back writes a line too; it is what the test asked for."""
        if "status of 422" not in text:
            broken.append(text)

    def opened(person: str = "", width: int = 1280, **options: Any) -> Page:
        size = {"width": width, "height": 800}
        context = browser.new_context(
            locale="ja-JP", timezone_id="Asia/Tokyo", base_url=city.base, viewport=size, **options
        )
        contexts.append(context)
        if person:
            city.sign_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: note(str(error)))
        page.on("console", lambda line: note(line.text) if line.type in ("error", "warning") else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not broken


def need_fitting(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def need_usable(page: Page) -> None:
    """No sideways scrolling, nothing axe objects to."""
    need_fitting(page)
    found = Axe().run(page, options=AXE).response["violations"]
    assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found], page.url


def picture(page: Page, name: str, width: int) -> None:
    page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("shown", [*PUBLIC, *SIGNED_IN], ids=lambda shown: shown.path)
def test_a_page_fits_a_telephone_and_a_desk_and_passes_axe(city: Served, tab: Open, shown: Shown) -> None:
    page = tab(shown.person)
    answer = page.goto(city.path(shown.path))
    assert answer is not None
    assert answer.status == 200
    assert "/sign-in" not in page.url or shown.path == "/sign-in"
    expect(page.locator("h1")).to_have_count(1)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        need_usable(page)
        if shown.screen:
            picture(page, shown.screen, width)


def test_a_page_that_is_not_there_says_so(city: Served, browser: Browser) -> None:
    page = browser.new_page(base_url=city.base, viewport={"width": 320, "height": 800})
    answer = page.goto("/rooms/99999")
    assert answer is not None
    assert answer.status == 404
    need_usable(page)
    page.close()


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="ログイン").first.click()
    page.get_by_label("メールアドレス、または表示名").fill(f"{name}@mihon.example")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()


def start_thread(page: Page, city: Served, title: str, words: str) -> None:
    page.goto(city.path(PARK))
    page.get_by_role("link", name="新しい話題を書く").first.click()
    page.get_by_label("話題の題名").fill(title)
    page.get_by_label("本文").fill(words)
    page.get_by_role("button", name="書き込む", exact=True).click()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_resident_signs_in_writes_and_replies(city: Served, tab: Open, has_script: bool) -> None:
    page = tab(java_script_enabled=has_script)
    sign_in(page, "tori")
    expect(page.get_by_role("button", name="ログアウト")).to_be_visible()
    words = (
        "池のほとりに、水鳥の名前の札を立てませんか。" if has_script else "冬の朝だけ、池の柵の扉を早く開けてください。"
    )
    start_thread(page, city, f"池の話（{has_script}）", words)
    mine = page.locator("article.post", has_text=words)
    expect(mine).to_have_count(1)
    page.goto(city.path(PARK))
    page.locator("article.post", has_text=words).get_by_role("link", name="返信する").click()
    reply = (
        "続きです。" + words.replace("ませんか", "たいです").replace("ください", "ほしいです") + "声で説明も要ります。"
    )
    page.get_by_label("本文").fill(reply)
    page.get_by_role("button", name="書き込む", exact=True).click()
    expect(page.locator("article.post", has_text=reply)).to_have_count(1)
    page.goto(city.path(PARK))
    expect(page.locator("article.post--d2", has_text=reply)).to_have_count(1)


def test_a_moderator_signs_in_with_the_code_of_the_telephone(city: Served, tab: Open) -> None:
    page = tab()
    sign_in(page, "moderator")
    page.goto("/desk")
    with Session(city.sites.engines(city.site)[0]) as db:
        secret = db.exec(select(Person.totp_secret).where(Person.email == "moderator@mihon.example")).one()
    assert secret is not None
    page.get_by_label("確認コード").fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="確かめる").click()
    page.goto("/desk")
    expect(page.get_by_role("heading", level=1)).to_have_text("投稿の確認")


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_refused_post_keeps_its_words_and_says_what_to_mend(city: Served, tab: Open, has_script: bool) -> None:
    for width in WIDTHS:
        page = tab("neighbour", width, java_script_enabled=has_script)
        words = f"くわしい場所は {NUMBER} に電話してください。"
        start_thread(page, city, "見てほしい場所", words)
        expect(page.get_by_label("本文")).to_have_value(words)
        expect(page.locator("main")).to_contain_text("ルール第11条")
        # axe cannot run where scripts are off.
        (need_usable if has_script else need_fitting)(page)
        picture(page, "post-form-warning" if has_script else "post-form-warning-plain", width)


def test_a_preview_shows_the_post_and_stores_nothing(city: Served, tab: Open) -> None:
    page = tab("neighbour")
    page.goto(city.path(PARK))
    page.get_by_role("link", name="新しい話題を書く").first.click()
    page.get_by_label("話題の題名").fill("試し書き")
    page.get_by_label("本文").fill("**太い字**で試します。")
    page.get_by_role("button", name="書き込む前に確かめる").click()
    expect(page.locator("main strong", has_text="太い字")).to_be_visible()
    picture(page, "post-form-preview", 1280)
    page.goto(city.path(PARK))
    expect(page.locator("main")).not_to_contain_text("試し書き")


def focused(page: Page) -> str:
    """The words on what has the focus, or the name of a field."""
    return str(page.evaluate("(document.activeElement.textContent || document.activeElement.name || '').trim()"))


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page) == name:
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
            )
            assert outline != "nonenone", f"{name} has the focus and does not show it"
            return
    pytest.fail(f"{name} cannot be reached by key")


def test_by_key_alone_from_the_skip_link_to_a_sent_post(city: Served, tab: Open) -> None:
    page = tab("wanko")
    page.goto(city.path(PARK) + "/new")
    page.keyboard.press("Tab")
    assert focused(page) == "本文へ移る"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, "title")
    page.keyboard.type("犬の水飲み場")
    tab_to(page, "body")
    page.keyboard.type("水飲み場の下に、犬も飲める受け皿を付けてください。")
    tab_to(page, "書き込む")
    page.keyboard.press("Enter")
    expect(page.locator("article.post", has_text="犬も飲める受け皿")).to_have_count(1)


def test_without_script_the_desk_decides_and_the_tombstone_stands(city: Served, tab: Open) -> None:
    post = city.path("{post:gomi-033}")
    page = tab("second-moderator", java_script_enabled=False)
    page.goto(f"/desk/{post}")
    form = page.locator("form", has=page.get_by_role("button", name="公開する"))
    form.locator("textarea[name=reason]").fill(
        "特定の人ではなく、出し方の決まりへの提案です。言い方への注意を添えて公開します。"
    )
    form.get_by_role("button", name="公開する", exact=True).click()
    stranger = tab()
    stranger.goto(f"/posts/{post}")
    expect(stranger.locator(f"#post-{post}")).to_contain_text("袋に名前を書く決まり")
