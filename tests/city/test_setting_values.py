"""Settings as people type them: what is shown is read back, nonsense is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.city.queries import DEFAULTS
from civic.city.setting_values import kind, parse, show
from civic.errors import Invalid


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_every_setting_can_be_shown_and_read_back(name: str) -> None:
    assert parse(name, show(name, DEFAULTS[name])) == DEFAULTS[name]


@given(st.integers(0, 100_000))
def test_numbers(value: int) -> None:
    assert parse("post.max_length", show("post.max_length", value)) == value
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse("post.max_length", {"value": f" {wide} "}) == value


@given(st.lists(st.integers(0, 100_000), max_size=5))
def test_lists_of_numbers(value: list[int]) -> None:
    name = "registry.renewal_notice_days"
    assert parse(name, show(name, value)) == value


@given(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=100))
def test_any_text_is_a_value_or_invalid(name: str, text: str) -> None:
    try:
        value = parse(name, {"value": text})
    except Invalid:
        return
    assert parse(name, show(name, value)) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("post.max_length", "-1"), ("post.max_length", "1e9"), ("post.max_length", "たくさん"), ("post.max_length", ""),
        ("post.max_length", "100001"), ("network.shared", "300.1.1.1"), ("network.shared", "192.0.2.0/99"),
        ("city.closed_days", "13-01"), ("city.closed_days", "2-30"), ("city.closed_days", "今日"),
        ("city.information_request_url", "javascript:alert(1)"), ("city.information_request_url", "//evil.example"),
        ("city.contact", "あ" * 501), ("registry.renewal_notice_days", "60,あ"),
    ],
)  # fmt: skip
def test_nonsense_is_refused(name: str, text: str) -> None:
    with pytest.raises(Invalid):
        parse(name, {"value": text})


def test_networks_dates_and_addresses_in_many_hands() -> None:
    assert parse("network.shared", {"value": "192.0.2.7/24\n\n２００１:db8::/32"}) == ["192.0.2.0/24", "2001:db8::/32"]
    assert parse("city.closed_days", {"value": "12/29\n１-３"}) == [[12, 29], [1, 3]]
    url = "https://mihon.example/kokai"
    assert parse("city.information_request_url", {"value": url}) == url


def test_facts_are_lists_that_the_rules_engine_reads() -> None:
    typed = {"own_phones": "0120-000-000\n", "watch_list": "見本 太郎/みほん たろう\n見本 花子", "own_mail": ""}
    value: dict[str, Any] = parse("city.facts", typed)
    assert value == {
        "own_phones": ["0120-000-000"],
        "watch_list": [{"name": "見本 太郎", "kana": "みほん たろう"}, {"name": "見本 花子"}],
    }
    assert parse("city.facts", show("city.facts", value)) == value
    with pytest.raises(Invalid):
        parse("city.facts", {"own_phones": "1\n" * 501})


def test_every_kind_is_known() -> None:
    assert {kind(name) for name in DEFAULTS} == {
        "number", "numbers", "month_days", "networks", "address", "facts", "terms", "text", "lines", "words", "hours",
    }  # fmt: skip
    with pytest.raises(KeyError):
        kind("no.such")
