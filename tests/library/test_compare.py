"""Two versions compared: the words that stayed and went are the old text, those that stayed and came the new."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from civic.library.actions import enter_into_force
from civic.library.comparing import Passage, compare, word_runs
from civic.library.models import Document
from tests import cast
from tests.library.files import bring, ordinance, written
from tests.world import World

TEXT = st.text(alphabet="公園のごみを減らす。ABab12\n　", max_size=60)
PASSAGES = st.dictionaries(st.sampled_from("ABCDEFG"), TEXT, max_size=7)


def passages(texts: dict[str, str]) -> list[Passage]:
    return [Passage(path, path, "", text) for path, text in texts.items()]


@given(before=TEXT, after=TEXT)
def test_both_texts_stand_in_the_runs(before: str, after: str) -> None:
    runs = word_runs(before, after)
    assert "".join(words for what, words in runs if what != "ins") == before
    assert "".join(words for what, words in runs if what != "del") == after


@given(before=PASSAGES, after=PASSAGES)
def test_every_passage_is_told_once(before: dict[str, str], after: dict[str, str]) -> None:
    found = compare(passages(before), passages(after))
    paths = [change.passage.path for change in found.changes]
    assert len(paths) == len(set(paths))
    assert sum(found.counts.values()) == len({*before, *after})
    shown = [path for path in paths if path in after]
    assert shown == [path for path in after if path in shown], "in the order of the newer version"
    assert {change.passage.path for change in found.changes if change.what == "removed"} == {*before} - {*after}


def published(world: World, tmp_path: Path, year: int, words: str) -> None:
    path = written(tmp_path, ordinance(words), f"325AC0000000001_{year}0401_000000000000000.xml")
    (version_id,) = bring(world, path).version_ids
    assert world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish").status_code == 303


def test_the_page_shows_what_went_and_what_came(world: World, tmp_path: Path) -> None:
    published(world, tmp_path, 2015, "広場は、町民の憩いの場とする。")
    published(world, tmp_path, 2024, "広場は、市民の憩いの場とする。")
    text = world.browser().get("/documents/325AC0000000001/compare").text
    assert "町民</del>" in text
    assert "市民</ins>" in text
    assert "汚してはならない" not in text, "what is the same is not repeated"
    turned = world.browser().get("/documents/325AC0000000001/compare?from=2&to=1").text
    assert "町民</ins>" in turned


def test_one_version_has_nothing_to_compare_with(world: World, tmp_path: Path) -> None:
    published(world, tmp_path, 2015, "広場は、町民の憩いの場とする。")
    page = world.browser().get("/documents/325AC0000000001/compare")
    assert (page.status_code, "比べる版がまだありません" in page.text) == (200, True)
    assert world.browser().get("/documents/none/compare").status_code == 404


def test_a_day_shows_the_wording_of_that_day(world: World, tmp_path: Path) -> None:
    published(world, tmp_path, 2015, "むかしの条文です。")
    published(world, tmp_path, 2024, "新しい条文です。")
    reader = world.browser()
    assert "むかしの条文です。" in reader.get("/documents/325AC0000000001?on=2020-01-01").text
    assert "新しい条文です。" in reader.get("/documents/325AC0000000001?on=2025-01-01").text
    assert reader.get("/documents/325AC0000000001?on=2000-01-01").status_code == 404
    assert reader.get("/documents/325AC0000000001?on=2020-99-01").status_code == 200


def test_what_is_not_in_force_yet_is_shown_with_its_day(world: World, tmp_path: Path) -> None:
    """A new ordinance before its 施行日: read under its own address, but not the city's law until that day."""
    published(world, tmp_path, 2099, "さきの条文です。")
    with world.read() as db:
        assert db.exec(select(Document)).one().current_version_id is None
    page = world.browser().get("/documents/325AC0000000001")
    assert page.status_code == 200
    assert "さきの条文です。" in page.text
    assert "から施行されます。まだ効力のある版はありません。" in page.text
    assert world.browser().get("/documents/325AC0000000001/A1-P1").status_code == 200
    assert "これから施行される版" in world.browser().get("/documents").text


def test_the_version_to_come_takes_over_on_its_day(world: World, tmp_path: Path) -> None:
    soon = cast.NOW.date() + timedelta(days=3)
    published(world, tmp_path, 2015, "いまの条文です。")
    path = written(tmp_path, ordinance("あすの条文です。"), f"325AC0000000001_{soon:%Y%m%d}_000000000000000.xml")
    (version_id,) = bring(world, path).version_ids
    world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish")
    assert "いまの条文です。" in world.browser().get("/documents/325AC0000000001").text
    world.advance(days=4)
    with world.write() as db:
        assert enter_into_force(db, cast.NOW + timedelta(days=4)) == 1
        assert enter_into_force(db, cast.NOW + timedelta(days=4)) == 0
    assert "あすの条文です。" in world.browser().get("/documents/325AC0000000001").text
