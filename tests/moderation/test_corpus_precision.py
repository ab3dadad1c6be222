"""False blocks on real speech: council minutes and opinions of citizens, folded by the real folding (needs the corpus)."""

import gzip
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from civic.text.normalise import normalise, normalise_text
from moderation.facts import Draft
from moderation.policy import Policy, default_policy_data
from moderation.verdict import judge
from tests.moderation.drafts import CITY, NOW, around

CORPUS = Path(os.environ.get("CIVIC_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))
MINUTES = CORPUS / "minutes" / "minutes-shinagawa-r08.jsonl.gz"
OPINIONS = CORPUS / "voices" / "pubcom-yamaguchi.jsonl.gz"
SPEECHES = 3_000

pytestmark = pytest.mark.skipif(not MINUTES.exists(), reason=f"the corpus is not at {CORPUS} (set CIVIC_CORPUS)")


def documents(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def blocked(texts: Iterator[str]) -> tuple[int, int]:
    """How many texts were held or refused, and how many there were."""
    policy = Policy.parse(default_policy_data(), city=CITY, fold=normalise_text)
    verdicts = []
    for text in texts:
        folded = normalise(text)
        draft = Draft(text, folded.text, folded.starts, folded.ends)
        verdicts.append(judge(draft, policy, around(), NOW).verdict)
    return sum(verdict in ("hold", "refuse") for verdict in verdicts), len(verdicts)


def test_at_most_one_speech_in_a_thousand_is_blocked() -> None:
    speeches = (passage["text"] for document in documents(MINUTES) for passage in document["passages"])
    blocks, total = blocked(islice(speeches, SPEECHES))
    assert total == SPEECHES
    assert blocks <= total / 1_000


def test_no_opinion_of_a_citizen_is_blocked() -> None:
    opinions = (opinion["text"] for document in documents(OPINIONS) for opinion in document["opinions"])
    assert blocked(opinions) == (0, 382)
