"""The judgement over a draft: all rules asked, the worst finding wins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from moderation.facts import Draft, Surroundings
from moderation.hits import Case, Hit
from moderation.policy import Policy
from moderation.rules import (
    duplicates,
    election,
    impersonation,
    links,
    pace,
    personal_data,
    room,
    topic,
    unmasking,
    words,
)
from moderation.scale import VERDICT_OF, VERDICTS, Action, Certainty, Verdict

RULES: tuple[Callable[[Case], Iterator[Hit]], ...] = (
    room.find,
    pace.find,
    personal_data.find,
    words.find,
    duplicates.find,
    links.find,
    unmasking.find,
    impersonation.find,
    election.find,
    topic.find,
)


HELP_CODE = "words.self_harm"


def sentence_code(code: str) -> str:
    """The sentence of a finding for its author. Kinds of listed words are the city's own; they share one, but for
    words that ask for help."""
    if code == HELP_CODE:
        return "finding.self_harm"
    return "finding.words" if code.startswith("words.") else f"finding.{code}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: original[start:end] (an empty stretch: the post as a whole), by which article.

    `article` is None for matters of procedure (pre-moderation, suspension). Holds offsets, never the text itself, so it
    may be stored and logged.
    """

    code: str
    article: int | None
    start: int
    end: int
    action: Action
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and its grounds, in the order of the text."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def masks(self) -> tuple[tuple[int, int], ...]:
        """Stretches of the original that are to be blacked out before the text is shown."""
        return tuple((finding.start, finding.end) for finding in self.findings if finding.action == "mask")


def judge(draft: Draft, policy: Policy, surroundings: Surroundings, now: datetime) -> Judgement:
    """What becomes of a draft under a city's rules at `now` (aware). Never raises, whatever the text; linear in its length."""
    case = Case(draft, policy, surroundings, now)
    findings = [finding for rule in RULES for hit in rule(case) if (finding := _finding(case, hit)) is not None]
    findings.sort(key=lambda finding: (finding.start, finding.end, finding.code))
    verdict = max((VERDICT_OF[finding.action] for finding in findings), key=VERDICTS.index, default=VERDICTS[0])
    return Judgement(verdict, tuple(findings))


def _finding(case: Case, hit: Hit) -> Finding | None:
    start, end = case.draft.span(hit.start, hit.end) if hit.end else (0, 0)
    if hit.action is not None:
        return Finding(hit.code, hit.article, start, end, hit.action, hit.certainty)
    response = case.policy.responses[hit.code]
    action = response.actions[hit.certainty]
    if action == "none":
        return None
    return Finding(hit.code, response.article, start, end, action, hit.certainty)
