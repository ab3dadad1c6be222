"""Keys and paths as parts of an address, for whatever a source calls its documents."""

from hypothesis import given
from hypothesis import strategies as st

from civic.library.addresses import KEY_LENGTH, PATH_LENGTH, document_key, unit_path

SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~")


def test_plain_keys_stay_as_they_are() -> None:
    assert document_key("shinagawa-r08-20260119-5") == "shinagawa-r08-20260119-5"
    assert unit_path("A20_3-P2-I1") == "A20_3-P2-I1"
    assert unit_path("A1~2") == "A1~2"


def test_the_address_of_the_original_is_nobody_elses() -> None:
    assert unit_path("original") != "original"


@given(st.text(max_size=300))
def test_any_key_is_safe_in_an_address(source: str) -> None:
    for made, length in ((document_key(source), KEY_LENGTH), (unit_path(source), PATH_LENGTH)):
        assert 0 < len(made) <= length
        assert set(made) <= SAFE
        assert made[0].isalnum()
    assert document_key(source) == document_key(source)


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_sources_never_share_an_address(one: str, other: str) -> None:
    assert (document_key(one) == document_key(other)) == (one == other)
