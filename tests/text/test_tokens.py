"""Token streams: what the index gets, and what must stand side by side where a word occurs."""

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text import tokens
from civic.text.normalise import normalise_text
from civic.text.tokens import HEAD, bi_phrase, bi_tokens, is_single, runs, su_tokens

FOLDED = st.text(st.sampled_from("予算会議室アイウー々15ab-、。 "), min_size=1, max_size=30)


def positions(stream: list[str]) -> dict[int, set[str]]:
    """Tokens by position; a head stands where the token after it stands."""
    places: dict[int, set[str]] = {}
    place = 0
    for token in stream:
        places.setdefault(place, set()).add(token)
        if not token.startswith(HEAD):
            place += 1
    return places


def occurs(phrase: tuple[str, ...], stream: list[str]) -> bool:
    """A phrase search as an engine does it."""
    if is_single(phrase):
        return any(token.startswith(phrase[0]) for token in stream)
    places = positions(stream)
    return any(
        all(token in places.get(first + step, ()) for step, token in enumerate(phrase)) for first in range(len(places))
    )


def test_pairs_head_and_tail_of_each_run() -> None:
    assert bi_tokens("平成15年度ノ予算、it") == [
        "^平", "平成", "成", "15", "^年", "年度", "度ノ", "ノ予", "予算", "算", "it"
    ]  # fmt: skip
    assert bi_tokens("") == []
    assert bi_tokens('%*(")') == []


@pytest.mark.parametrize(
    ("word", "phrase"),
    [
        ("電子会議室", ("電子", "子会", "会議", "議室")),
        ("平成15年", ("平成", "成", "15", "^年")),
        ("第23条ノ3", ("第", "23", "条ノ", "ノ", "3")),
        ("窓", ("窓",)),
        ("it", ("it",)),
        ("", ()),
        ("%", ()),
        ("a" * 300, ("a" * 100,)),
    ],
)
def test_what_a_word_asks_for(word: str, phrase: tuple[str, ...]) -> None:
    assert bi_phrase(word) == phrase


@given(text=FOLDED, data=st.data())
def test_recall_equals_a_substring_scan(text: str, data: st.DataObject) -> None:
    """Cut anywhere inside a run of kana and kanji; letters and digits whole: the phrase finds exactly what a scan does."""
    found = list(re.finditer("[予算会議室アイウー々]+|[0-9]+|[a-z]+", text))
    if not found:
        return
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(found) - 1)] * 2)))
    start, end = found[first].start(), found[last].end()
    if text[start] > "z":
        start = data.draw(st.integers(start, found[first].end() - 1)) if first < last else start
    if text[end - 1] > "z":
        end = data.draw(st.integers(max(start, found[last].start()) + 1, end))
    assert occurs(bi_phrase(text[start:end]), bi_tokens(text))


@given(text=FOLDED, word=st.text(st.sampled_from("予算会議室ア"), min_size=1, max_size=4))
def test_nothing_is_found_that_is_not_there(text: str, word: str) -> None:
    assert occurs(bi_phrase(word), bi_tokens(text)) == any(word in run for run in runs(text))


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("平成15年", "平成15年度", True),
        ("平成15", "平成15年度", True),
        ("15年度", "平成15年度", True),
        ("成15年", "平成15年度", True),
        ("平成1", "平成15年度", False),
        ("平成15度", "平成15年度", False),
        ("5年度", "平成15年度", False),
        ("京都", "東京都", True),
        ("東京都", "東京、都", False),
        ("条15", "条例15", False),
    ],
)
def test_words_across_numbers(word: str, text: str, is_found: bool) -> None:
    assert occurs(bi_phrase(word), bi_tokens(text)) is is_found


def test_single_means_one_kana_or_kanji() -> None:
    assert is_single(("窓",))
    assert not is_single(("a",))
    assert not is_single(("5",))
    assert not is_single(("窓口",))
    assert not is_single(("窓", "口"))
    assert not is_single(())


def test_words_in_their_normalised_form() -> None:
    assert su_tokens("東京都の取扱い") == ["東京", "都", "取リ扱イ"]  # particles order nothing
    assert su_tokens("子ども") == su_tokens("子供")
    assert su_tokens("引越し") == su_tokens("引っ越し")
    assert su_tokens("。！、") == []
    assert su_tokens("") == []


def test_words_of_a_page_torn_by_line_breaks() -> None:
    assert normalise_text("セキュリティ") in su_tokens("情報セキュリテ\n\nィポリシー")


@pytest.mark.parametrize("text", ["会議を開く。" * 20_000, "会" * 60_000, "𠮷" * 30_000])
def test_text_beyond_the_limit_of_the_word_splitter(text: str) -> None:
    words = su_tokens(text)
    assert len(words) >= 3
    assert max(map(len, words)) <= 100


def test_each_thread_has_its_own_tokenizer() -> None:
    results: list[list[str]] = []

    def split() -> None:
        results.extend(su_tokens("電子会議室を開く") for _ in range(50))

    threads = [threading.Thread(target=split) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 200
    assert all(result == results[0] for result in results)


def test_a_panic_of_the_word_splitter_costs_words_and_not_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As pyo3_runtime has it."""

    class Splitter:
        def __init__(self, wrong: BaseException) -> None:
            self.wrong = wrong

        def tokenize(self, _: str) -> list[object]:
            raise self.wrong

    monkeypatch.setattr(tokens, "_tokenizer", lambda _forms: Splitter(PanicException()))
    assert su_tokens("予算") == []
    monkeypatch.setattr(tokens, "_tokenizer", lambda _forms: Splitter(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        su_tokens("予算")
    monkeypatch.undo()
    assert su_tokens("予算") == ["予算"]


@given(st.text(max_size=80))
def test_any_text_has_tokens_an_engine_can_store(text: str) -> None:
    for token in (*su_tokens(text), *bi_tokens(normalise_text(text))):
        assert token.encode()
        assert " " not in token
