"""Whatever is typed into any field of search is answered with a page, in bounded time, by both engines."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.index import store
from civic.search import pages
from civic.search.asked import FIELDS
from civic.web.limits import Pace
from tests.search.conftest import fill
from tests.world import World

NASTY = (
    "a" * 500, "の" * 500, "公園 " * 250, "公園 OR " * 70, "-" * 500, "(" * 300, "*", "?*", "公園*", "*園", "の", "市", "[一 TO 龠]", "[* TO *]", "{a TO z}", "😀🏳️‍🌈👨‍👩‍👧", "\x00", "公\x00園",
    "\u202e園公\u202c", "\u200f公園", "﷽" * 100, "ﷺ", "㍻㍿㌔" * 60, "NEAR/5", "公園~9^9", "text:公園", "AND OR NOT", "OR", "OR OR OR", "「」", "「公園", "公園」", '"' * 99, "\\", "%00%", "' OR 1=1 --",
    "<script>alert(1)</script>", "{{ 7*7 }}", "\ud800", "\U000e0100公園", "⼾" * 200, "第" + "十" * 400 + "条", "令和" + "9" * 400 + "年", "１" * 500, "1" * 500, "億" * 300, "́" * 300, "か゚" * 100, "\n\r\t", "|", "^公",
)  # fmt: skip
SECONDS = 2.0  # of this thread, on a busy machine; a hang is tens of seconds


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def city(engine_name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    fill(world, engine_name)
    monkeypatch.setattr(pages, "WORDS_PACE", Pace(most=10_000, seconds=10))
    yield world
    store.forget(world.site)


def answered(world: World, path: str, fields: dict[str, str]) -> None:
    safe = {name: value.encode(errors="replace").decode() for name, value in fields.items()}
    began = time.thread_time()
    answer = world.browser().get(f"{path}?{urlencode(safe)}")
    assert answer.status_code == 200, (path, fields)
    assert time.thread_time() - began < SECONDS, (path, fields)
    assert "<script>alert" not in answer.text


def test_the_nasty_list(city: World) -> None:
    for text in NASTY:
        for more in ({}, {"scope": "doc", "group": "doc", "sort": "old"}, {"words": "only", "kind": text}):
            answered(city, "/search", {"q": text, **more})
        answered(city, "/search/words", {"q": text[:90]})


def test_the_nasty_list_in_every_field(city: World) -> None:
    for text in NASTY:
        answered(city, "/search", {"q": "公園", **dict.fromkeys(FIELDS[1:], text[:100])})
    for name in FIELDS[1:]:
        answered(city, "/search", {"q": "公園", name: "\x00'\"%_😀"})


texts = st.one_of(
    st.text(max_size=120),
    st.text(alphabet='公園の市 　OR-－"「」『』()[]{}*?~^:|\\%_・ー々〇一十年度月日条第令和平成R8５5.,/', max_size=120),
    st.lists(
        st.sampled_from(["公園", "OR", "-", "-公園", "「公園」", "令和5年度", "第3条", "の", "*"]), max_size=60
    ).map(" ".join),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.fixed_dictionaries({"q": texts}, optional=dict.fromkeys(FIELDS[1:], texts)))
def test_any_fields_are_a_page(city: World, fields: dict[str, str]) -> None:
    answered(city, "/search", fields)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_any_text_can_be_completed(
    city: World,
    text: str,
) -> None:
    answered(city, "/search/words", {"q": text})
