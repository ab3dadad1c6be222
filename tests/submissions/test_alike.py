"""Same and nearly the same: laws of the exact key and of MinHash with banding."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.submissions.alike import BINS, exact_key, heads, jaccard, letters, shingles, signature
from civic.text.normalise import normalise_text

WORDS = st.text(alphabet="公園木陰道路市民反対賛成子供図書館かきくけこです。、 \n", min_size=1, max_size=120)


@given(WORDS)
def test_blanks_and_signs_do_not_make_another_text(text: str) -> None:
    folded = normalise_text(text)
    assert exact_key(folded) == exact_key(normalise_text(f" {text}　。\n")) or not letters(folded)


@given(WORDS, WORDS)
def test_the_share_of_equal_bins_is_close_to_the_overlap(one: str, other: str) -> None:
    parts, others = shingles(letters(one)), shingles(letters(other))
    equal = sum(a == b for a, b in zip(signature(parts), signature(others), strict=True)) / BINS
    if parts == others:
        assert equal == 1
    if not parts & others:
        assert equal < 0.05


# On a busy machine drawing twelve texts takes its time; that says nothing about the law.
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_every_text_has_one_head_that_came_first_and_is_its_own(texts: list[str]) -> None:
    folded = dict(enumerate(map(normalise_text, texts)))
    found = dict(heads(folded.items(), 0.7, folded.__getitem__))
    assert set(found) == set(folded)
    for one, head in found.items():
        assert head <= one
        assert found[head] == head
        same = jaccard(shingles(letters(folded[one])), shingles(letters(folded[head])))
        assert one == head or same >= 0.7


def test_small_changes_of_a_long_text_meet_and_other_texts_do_not() -> None:
    chance = random.Random(1)
    kana = "あいうえおかきくけこさしすせそたちつてとなにぬねの"
    bases = ["".join(chance.choices(kana, k=200)) for _ in range(20)]
    texts = {}
    for number in range(400):
        base = bases[number % 20]
        place = chance.randrange(190)
        texts[number] = base[:place] + "変" + base[place + 2 :]
    found = dict(heads(texts.items(), 0.7, texts.__getitem__))
    assert all(found[number] == number % 20 for number in texts)
