"""Words while typing: what public documents hold, checked against the index, at a bounded pace."""

from typing import Any

import pytest

from civic.index import store
from civic.library.models import DocumentVersion, VersionState
from civic.rooms.models import Room
from civic.search import pages
from civic.search.jobs import all_cards
from civic.web.limits import Pace
from tests import make
from tests.search.conftest import rebuild
from tests.world import World


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of a test stands still."""
    monkeypatch.setattr(pages, "WORDS_PACE", Pace(most=80, seconds=10))


def words(world: World, typed: str) -> list[str]:
    answer = world.browser().get("/search/words", params={"q": typed})
    assert answer.status_code == 200, answer.text
    return [word["text"] for word in answer.json()["words"]]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("補助", "補助金"),
        ("ほじょ", "補助金"),
        ("ホジョ", "補助金"),
        ("ほじょk", "補助金"),  # in the middle of a conversion
        ("渡辺", "渡辺委員"),
        ("総合", "総合計画"),
        ("中央公園", "中央公園の使い方を考える"),
        ("予算 補助", "予算 補助金"),
        ("予算　ほじょ", "予算　補助金"),
        ("予算 -補助", "予算 -補助金"),
        ("令和5年6月7日", "「令和5年6月7日 総務委員会」"),
    ],
)
def test_words_that_begin_so(record: World, typed: str, first: str) -> None:
    assert first in words(record, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "　",
        "ほ",
        "a",
        "%",
        "_",
        "%%",
        "補助 ",
        "\\",
        "\x00",
        "補助'--",
        "😀",
        "の" * 101,
        "[一 TO 龠]",
        "\u202e",
    ],
)
def test_nothing_to_offer_is_no_error(record: World, typed: str) -> None:
    assert words(record, typed) == []


def test_words_of_residents_and_of_the_register_are_not_collected(record: World) -> None:
    """Somebody may name a person twice; what is hidden later must not come back from here."""
    with record.write() as db:
        room = db.get_one(Room, 1)
        for _ in range(3):
            make.post(db, room, body="見本一郎丸さんの家の前です。", title="木")
    rebuild(record, store.engine_for(record.site).name)
    assert words(record, "見本一郎") == []
    assert words(record, "木") == []


def test_what_was_closed_since_is_not_offered(record: World) -> None:
    """The table is of this morning; the index is of now."""
    assert "総合計画" in words(record, "総合")
    with record.write() as db:
        version = db.get_one(DocumentVersion, 2)
        version.state = VersionState.CLOSED
    with record.read() as db:
        store.rebuild(record.site, all_cards(db), store.engine_for(record.site).name)
    assert "総合計画" not in words(record, "総合")


def test_who_asks_too_often_is_told_to_wait(record: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WORDS_PACE", Pace(most=3, seconds=10))
    browser: Any = record.browser()
    for _ in range(3):
        assert browser.get("/search/words?q=補助").status_code == 200
    answer = browser.get("/search/words?q=補助")
    assert answer.status_code == 429
    assert answer.json() == {"words": []}
    record.advance(seconds=11)
    assert browser.get("/search/words?q=補助").status_code == 200


def test_a_broken_index_offers_nothing(record: World) -> None:
    store.forget(record.site)
    for file in record.site.index_folder.iterdir():
        file.write_bytes(b"broken")
    assert words(record, "補助") == []
