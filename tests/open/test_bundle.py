"""The bundle opens and is searched on a machine without any network, holds what is public, and shows when it was changed."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlmodel import Session
from typer.testing import CliRunner

from civic.cli import app
from civic.library.models import DocumentVersion, VersionState
from civic.open.bundle import writing
from civic.open.bundle.writing import Counts, check_bundle, write_bundle
from civic.open.reads.asking import City
from civic.text.normalise import normalise_text
from tests import make
from tests.world import World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TEXTS = (
    "公園の整備を進めます。", "図書館の開館時間をのばします。コンピューターを置きます。", "取扱いは﨑山委員が述べたとおり。",
    "予算は５ ,８１３億円です。", "</script><b>太字</b>",
)  # fmt: skip


def made(world: World, path: Path) -> Counts:
    city = City(world.site.code, world.site.name, world.site.address(""), world.now)
    return write_bundle(
        partial(Session, world.sites.engines(world.site)[0]), city, "CC BY 4.0", path, lambda counts: None
    )


@pytest.fixture
def unpacked(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(writing, "PART", 3)
    with world.write() as db:
        make.document(db, "plan-1", TEXTS)
        closed = make.document(db, "plan-2", ("CLOSEDWORDS",))
        db.get_one(DocumentVersion, closed.current_version_id).state = VersionState.CLOSED
    counts = made(world, tmp_path / "out.zip")
    assert (counts.documents, counts.units) == (1, 5)
    with zipfile.ZipFile(tmp_path / "out.zip") as bundle:
        bundle.extractall(tmp_path / "out")
    return tmp_path / "out"


def test_every_link_leads_to_a_file_and_a_place_of_the_bundle(unpacked: Path) -> None:
    walked = 0
    for path in unpacked.rglob("*.html"):
        page = lxml.html.fromstring(path.read_bytes())
        for _element, _name, link, _at in page.iterlinks():
            assert not urlsplit(link).scheme, link
            target = (path.parent / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else path
            assert target.is_file(), (path, link)
            walked += 1
            if urlsplit(link).fragment and urlsplit(link).fragment != "main":
                assert f'id="{urlsplit(link).fragment}"' in target.read_text("utf-8")
    assert walked > 20


def test_what_is_closed_is_not_in_it(unpacked: Path) -> None:
    assert not [p for p in unpacked.rglob("*") if p.is_file() and "CLOSEDWORDS" in p.read_text("utf-8", "replace")]


def test_a_changed_missing_or_added_file_is_found(world: World, unpacked: Path, tmp_path: Path) -> None:
    assert check_bundle(tmp_path / "out.zip") == []
    with zipfile.ZipFile(tmp_path / "out.zip") as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            if name != "index.html":
                new.writestr(name, old.read(name) + (b"<!-- -->" if name == "search.html" else b""))
        new.writestr("more.html", "x")
    assert sorted(check_bundle(tmp_path / "bad.zip")) == ["index.html", "more.html", "search.html"]
    result = CliRunner().invoke(app, ["library", "bundle", "--check", str(tmp_path / "bad.zip")])
    assert result.exit_code == 1
    (tmp_path / "none.zip").write_text("no zip")
    assert CliRunner().invoke(app, ["library", "bundle", "--check", str(tmp_path / "none.zip")]).exit_code == 1
    assert CliRunner().invoke(app, ["library", "bundle"]).exit_code == 1


def test_one_that_was_stopped_leaves_nothing_and_the_one_before_stays(world: World, tmp_path: Path) -> None:
    with world.write() as db:
        make.document(db, "plan-1", TEXTS)
    made(world, tmp_path / "out.zip")
    before = (tmp_path / "out.zip").read_bytes()
    city = City(world.site.code, world.site.name, world.site.address(""), world.now)

    def stop(_counts: Counts) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_bundle(partial(Session, world.sites.engines(world.site)[0]), city, "", tmp_path / "out.zip", stop)
    assert (tmp_path / "out.zip").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


@pytest.fixture
def page(unpacked: Path) -> Iterator[Page]:
    """Chromium with the network switched off; any request that is not a file of the bundle fails the test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: install the system package `chromium`")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        context = browser.new_context(offline=True, locale="ja-JP")
        shown = context.new_page()
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("pageerror", lambda error: asked.append(f"error: {error}"))
        yield shown
        browser.close()
    assert [one for one in asked if not one.startswith(unpacked.as_uri())] == []


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("公園", "1"), ("としょかん", ""), ("図書館 時間", "2"), ("コンピュータ", "2"), ("崎山", "3"), ("5813億円", "4"),
        ("ｺﾝﾋﾟｭｰﾀｰ", "2"), ("太字", "5"), ("館", "2"), ("図書館 公園", ""), ("%\"(*", ""), ("総合計画 公園", "1"),
    ],
)  # fmt: skip
def test_it_is_searched_from_the_disk(page: Page, unpacked: Path, words: str, path: str) -> None:
    page.goto((unpacked / "search.html").as_uri())
    page.fill("#q", words)
    page.keyboard.press("Enter")
    if not path:
        expect(page.locator("#said")).to_contain_text("見つかりませんでした")
        return
    expect(page.locator("#said")).to_contain_text("1件見つかりました")
    page.locator("#found a").click()
    assert page.url.endswith(f"#u-{path}")
    expect(page.locator(f"#u-{path}")).to_contain_text(TEXTS[int(path) - 1][-6:-1])


def test_the_page_folds_as_the_index_does(page: Page, unpacked: Path) -> None:
    """The words of a query, in every spelling the folding knows."""
    words = (
        "ｅ－Ｊａｐａｎ戦略Ⅱ", "渡邉", "⼾籍", "サーヴィス", "データベースー", "佐々木", "ガス・水道", "３・４", "㈱みほん",
        "㌔", "エラー", "5,813", "髙橋", "が\u3099", "メーター", "二十六市", "ﾊﾟﾌﾞﾘｯｸ",
    )  # fmt: skip
    page.goto((unpacked / "search.html").as_uri())
    page.evaluate("() => new Promise(r => setTimeout(r, 100))")
    folded = page.evaluate("words => Promise.all(words.map(word => window.civicFold(word)))", list(words))
    assert folded == [normalise_text(word).replace(" ", "") for word in words]


def test_the_command_tells_what_it_wrote(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from civic.cli import bundles

    with world.write() as db:
        make.document(db, "plan-1", TEXTS)
    monkeypatch.setattr(bundles, "open_sites", lambda: _Opened(world))
    result = CliRunner().invoke(app, ["library", "bundle", "--out", str(tmp_path / "x.zip")])
    assert result.exit_code == 0, result.output
    assert re.search(r"x\.zip", result.output)
    assert check_bundle(tmp_path / "x.zip") == []


class _Opened:
    def __init__(self, world: World) -> None:
        self.world = world

    def __enter__(self) -> object:
        return self.world.sites

    def __exit__(self, *_: object) -> None:
        return None
