"""Sentences of codes: what is kept as data is said as people write it."""

from datetime import date

import pytest

from civic import i18n


def test_a_day_kept_as_data_is_said_as_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "codes", lambda: {"a.code": "有効期限は{day}です。"})
    assert i18n.sentence("a.code", {"day": "2029-03-31"}) == "有効期限は2029年3月31日（土）です。"
    with i18n.speaking("en"):
        assert i18n.sentence("a.code", {"day": "2029-03-31"}).count("Sat 31 Mar 2029") == 1
    assert i18n.day_words(date(2026, 11, 28)) == "2026年11月28日（土）"


def test_what_only_looks_like_a_day_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "codes", lambda: {"a.code": "番号は{n}です。"})
    for text in ("2026-13-01", "2026-02-30", "12026-01-01", "ref 2026-01-01"):
        assert i18n.sentence("a.code", {"n": text}) == f"番号は{text}です。"
