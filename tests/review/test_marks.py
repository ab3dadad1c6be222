"""Marking places loses and invents no letter, whatever the places."""

from hypothesis import given
from hypothesis import strategies as st

from civic.review.marks import marked

PLACES = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8)


@given(st.text(max_size=50), PLACES)
def test_pieces_make_the_text_again(text: str, places: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _is_found in marked(text, places)) == text


@given(st.text(min_size=1, max_size=50), PLACES)
def test_a_letter_is_marked_exactly_when_a_place_covers_it(text: str, places: list[tuple[int, int]]) -> None:
    flags = [is_found for piece, is_found in marked(text, places) for _letter in piece]
    assert flags == [any(start <= i < end for start, end in places) for i in range(len(text))]
