"""How names are compared: folding is a law, and nothing that folds alike gets past it."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.accounts.emails import tidy_email
from civic.accounts.handles import check_handle, fold
from civic.accounts.tokens import new_paper_code, read_paper_code
from civic.errors import Refused

names = st.text(st.sampled_from("あいうアイウーaＡbＢ高髙渡邊辺 ・-_.'0１"), min_size=1, max_size=20)


@given(names)
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(names)
def test_width_and_case_make_no_new_name(name: str) -> None:
    assert fold(unicodedata.normalize("NFKC", name)) == fold(name)
    assert fold(name.upper()) == fold(name.lower())


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    with suppress(Refused):
        assert check_handle(text, "みほん市")


@pytest.mark.parametrize(
    "name", ["みほん市", "みほん市の係", "ＭＩＨＯＮ-Staff", "スタッフ", "教育長", "し やくしょの職員"]
)
def test_the_citys_words_are_the_citys(name: str) -> None:
    with pytest.raises(Refused, match="handle_reserved"):
        check_handle(name, "みほん市")


@given(st.text(max_size=300))
def test_an_address_is_one_line_without_blanks(text: str) -> None:
    email = tidy_email(text)
    if email is not None:
        assert not set(email) & set(' \r\n\t<>,;:"\\()[]')
        assert email.isascii()
        assert email.count("@") == 1


def test_codes_on_paper_are_read_back_and_differ() -> None:
    codes = {new_paper_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert read_paper_code(code.lower()) == read_paper_code(code.replace("-", " ")) == code.replace("-", "")
