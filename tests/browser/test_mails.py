"""Real mails in a real Chromium: on a telephone and at a desk, in the dark, and without any style, as old programs show them."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlmodel import Session

from civic.config import ROOT
from civic.notifications.actions import tell
from civic.notifications.models import Recipient, Rhythm
from civic.responses.models import Response
from tests import cast
from tests.browser.test_pages import need_usable
from tests.journeys.test_a_week_of_being_told import Week, answer, week
from tests.notifications.mailbox import Letter, letters, rounds

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENS = ROOT / "artefacts" / "screens"
SENDING = re.compile(r'(?:src|srcset|background)="?http|url\(|<(?:img|link|script|object|iframe)\b', re.I)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install the system package `chromium`")

__all__ = ["week"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM)
        yield made
        made.close()


def want_digests(db: Session, who: str, week: Week) -> None:
    row = db.get(Recipient, cast.IDS[who]) or Recipient.by_default(cast.IDS[who], week.world.now)
    row.own_rhythm = Rhythm.DAILY
    db.add(row)


def some_mails(week: Week) -> dict[str, Letter]:
    """A reply, an answer, a digest with both kinds of news, a refusal, and the morning mail of a drafter."""
    world = week.world
    week.at(0, 9)
    own = week.posts("resident", title="ベンチを増やしてほしい", body="坂の途中に、休めるベンチがほしいです。")
    week.posts("neighbour", own, body="賛成です。背もたれがあると助かります。\n\n近くに日かげもほしいです。")
    other = week.posts("resident", title="ボール遊びの場所を残してほしい", body="学校から帰ったあとに使います。")
    with world.write() as db:
        due_on = world.now.date()
        db.add(Response(room_id=1, post_id=other, section_id=cast.PARKS, assigned_at=world.now, due_on=due_on))
        number = answer(db, own, world.now, "来年の春に、坂の途中へベンチを2台置きます。場所は地図のとおりです。")
        tell(
            db, [cast.IDS["resident"]], "response_published", cause=f"response:{number}:1",
            target=f"response:{number}", path=f"/posts/{own}", now=world.now, section="公園みどり課",
        )  # fmt: skip
    rounds(world)
    with world.write() as db:
        want_digests(db, "resident", week)
    week.posts("neighbour", other, body="https://example.com/" + "a" * 90 + " を見てください。")
    week.posts("facilitator", title="池の水", body="水がにごっています。")
    week.at(1, 10)
    with world.write() as db:
        tell(
            db, [cast.IDS["neighbour"]], "post_reject", cause="act:1", target=f"post:{other}", path="/acts/1",
            now=world.now, article=3, reason="電話番号が書かれていたため", days=14,
        )  # fmt: skip
    rounds(world)
    reply, answered, digest = letters(world, "resident")
    (refusal,) = letters(world, "neighbour")
    staff = letters(world, "drafter")[-1]
    return {"reply": reply, "answer": answered, "digest": digest, "refusal": refusal, "staff": staff}


def test_mails_fit_pass_axe_and_read_without_style(week: Week, browser: Browser) -> None:
    for name, mail in some_mails(week).items():
        assert not SENDING.search(mail.html), name
        for width, scheme in ((320, "light"), (600, "light"), (320, "dark")):
            size = {"width": width, "height": 800}
            context = browser.new_context(locale="ja-JP", viewport=size, color_scheme=scheme, offline=True)
            page = context.new_page()
            page.set_content(mail.html)
            need_usable(page)
            page.screenshot(path=SCREENS / f"mail-{name}-{scheme}-{width}.png", full_page=True)
            context.close()
        bare = re.sub(r'<style>.*?</style>| (?:style|class|bgcolor)="[^"]*"', "", mail.html, flags=re.S)
        context = browser.new_context(locale="ja-JP", viewport={"width": 600, "height": 800}, offline=True)
        page = context.new_page()
        page.set_content(bare)
        page.screenshot(path=SCREENS / f"mail-{name}-bare-600.png", full_page=True)
        # Read aloud, the plain text and the other say the same: every line of words stands in both.
        words = page.inner_text("body")
        (SCREENS / f"mail-{name}.txt").write_text(mail.subject + "\n\n" + mail.text)
        for line in mail.text.splitlines():
            said = line.strip(" ・■：-　\n")
            if said and "://" not in said and not said.endswith("）") and "止める" not in said and "　" not in said:
                assert said in words, (name, said)
        context.close()
