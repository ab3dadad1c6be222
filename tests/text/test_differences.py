"""Differences between wordings: nothing lost, nothing invented, quick on the longest posts."""

import time

from hypothesis import given
from hypothesis import strategies as st

from civic.text.differences import differences

texts = st.text(alphabet="池に木を植える。、\nab", max_size=60)


@given(texts, texts)
def test_both_wordings_can_be_read_out_of_the_differences(old: str, new: str) -> None:
    changes = differences(old, new)
    assert "".join(text for kind, text in changes if kind != "gone") == new
    assert "".join(text for kind, text in changes if kind != "new") == old


def test_only_what_changed_is_marked() -> None:
    assert differences("池のそばに木を。入口は北。", "池のそばに花を。入口は北。") == [
        ("same", "池のそばに"), ("gone", "木"), ("new", "花"), ("same", "を。入口は北。"),
    ]  # fmt: skip


def test_the_longest_posts_are_quick() -> None:
    start = time.perf_counter()
    differences("".join(f"{n}番の文です。" for n in range(2000)), "".join(f"{n}番目の文です。" for n in range(2000)))
    differences("あ" * 20_000, "い" * 20_000)
    assert time.perf_counter() - start < 3


def test_a_changed_word_is_changed_whole() -> None:
    changes = differences("公園の遊具を新しくしてください。", "公園の用具を新しくしてください。")
    assert changes == [("same", "公園の"), ("gone", "遊具"), ("new", "用具"), ("same", "を新しくしてください。")]
