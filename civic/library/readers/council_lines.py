"""Lines of minutes into parts: who speaks, what is a stage direction, a time, a heading; what fits no rule is listed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from civic.library.readers.council_profiles import (
    ANSWERING,
    ASKING,
    HEADING,
    RULE,
    SPEAKER_MARKS,
    STAGE_LINES,
    TIME,
    CouncilProfile,
    name_of,
    role_of,
)
from civic.library.readers.document import ReadUnit, Unread, sample

BLANKS = " \u3000\n"
# More headings in a row than this are an order of the day that somebody reads out.
MOST_HEADINGS = 3
# A shorter heading than this was not wrapped.
WRAPPED_LETTERS = 30
_COUNCIL = re.compile("[一-鿿ぁ-ゖァ-ヶー々]{1,20}?(?:[都道府県市区町村]議会|市会)")
_NOT_ITS_NAME = "回第期年月日号度定例会臨時"


@dataclass
class Part:
    """Lines of one speaker, or a stretch that is nobody's; `level` is speech, stage, time, heading or list."""

    level: str
    speaker: str = ""
    stance: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip(BLANKS)

    def unit(self, seq: int, path: str, page: int | None = None) -> ReadUnit:
        return ReadUnit(
            seq=seq, path=path, text=self.text, speaker=self.speaker, role=role_of(self.speaker), level=self.level,
            stance=self.stance, speaker_name=name_of(self.speaker), page=page,
        )  # fmt: skip


def parts_of(
    lines: Sequence[str], profile: CouncilProfile, notes: list[Unread], where: str, declared: str = ""
) -> list[Part]:
    """Every line ends up in exactly one part; rules of dashes alone are layout and are left out."""
    parts = [Part("stage")]
    for line in lines:
        found = _speaker(line, declared, profile)
        if found is not None:
            speaker, said, stance = found
            parts.append(Part("speech", speaker, stance, [said] if said else []))
        elif HEADING.fullmatch(line):
            parts.append(Part("heading", lines=[line.strip(BLANKS)]))
        elif parts[-1].level == "heading" and line.strip(BLANKS):
            parts.append(Part("stage", lines=[line]))
        elif line.strip(BLANKS) or parts[-1].level == "speech":
            parts[-1].lines.append(line)
    split = [piece for part in _spoken_lists(parts) for piece in _without_tail(part)]
    _report(split, notes, where)
    return [part for part in split if part.text and not RULE.fullmatch(part.text)]


def _spoken_lists(parts: Sequence[Part]) -> list[Part]:
    """Headings that a speaker reads out belong to the speech: many in a row, or with sentences right behind them."""
    whole: list[Part] = []
    run: list[Part] = []
    for part in [*parts, Part("speech")]:
        if part.level == "heading":
            run.append(part)
            continue
        if run and part.level == "stage" and _goes_on(run[-1].lines[0], part.lines[0]):
            run[-1].lines.append(part.lines.pop(0))
        plain = part.level == "stage" and [line for line in part.lines if line.strip(BLANKS) and not is_stage(line)]
        if run and whole and whole[-1].level == "speech" and (len(run) > MOST_HEADINGS or plain):
            whole[-1].lines.extend(
                line for one in (*run, *([part] if part.level == "stage" else [])) for line in one.lines
            )
            run = []
            if part.level == "stage":
                continue
        whole.extend((*run, part))
        run = []
    return whole[:-1]


def _goes_on(heading: str, line: str) -> bool:
    """Was the heading wrapped onto this line?"""
    is_open = heading.count("（") > heading.count("）")
    is_cut = len(heading) >= WRAPPED_LETTERS and not heading.endswith(("について", "）", "～", "件", "予算", "条例"))
    return not line.startswith((" ", "\u3000")) and "。" not in line and (is_open or is_cut)


def _without_tail(part: Part) -> Iterator[Part]:
    """Stage lines at the end of a speech are nobody's words; inside a speech they stay where they were said."""
    lines = list(part.lines)
    tail: list[str] = []
    while part.level == "speech" and lines and (not lines[-1].strip(BLANKS) or is_stage(lines[-1])):
        tail.insert(0, lines.pop())
    if not lines and part.level == "speech":
        lines, tail = tail, []
    yield Part(part.level, part.speaker, part.stance, lines)
    kept = [line for line in tail if line.strip(BLANKS) and not RULE.fullmatch(line)]
    if kept:
        yield Part("time" if all(TIME.fullmatch(line) for line in kept) else "stage", lines=kept)


def is_stage(line: str) -> bool:
    """A rule, a time, or words in brackets that stand on their own line."""
    return any(stage.fullmatch(line) for stage in STAGE_LINES)


def stage_runs(text: str) -> list[tuple[bool, str]]:
    """A speech cut into stretches of (is it a stage direction, lines), for the reading view."""
    runs: list[tuple[bool, str]] = []
    for line in text.split("\n"):
        is_aside = bool(line.strip(BLANKS)) and is_stage(line) and not RULE.fullmatch(line)
        if runs and runs[-1][0] == is_aside:
            runs[-1] = (is_aside, f"{runs[-1][1]}\n{line}")
        else:
            runs.append((is_aside, line))
    return runs


def _speaker(line: str, declared: str, profile: CouncilProfile) -> tuple[str, str, str] | None:
    """(printed speaker, what follows on the line, stance by the mark); the page's own word for the speaker goes first."""
    bare = line.strip(BLANKS)
    if not bare or TIME.fullmatch(line) or RULE.fullmatch(line):
        return None
    stance = {ASKING: "question", ANSWERING: "answer"}.get(bare[0], "")
    if bare[0] in SPEAKER_MARKS:
        after = bare.lstrip(SPEAKER_MARKS).lstrip(BLANKS)
        if declared and after.startswith(declared):
            return declared, after[len(declared) :].strip(BLANKS), stance
    for mark in profile.speaker_marks:
        if found := mark.fullmatch(bare):
            return found["speaker"].strip(BLANKS), found["said"].strip(BLANKS), stance
    return None


def _report(parts: list[Part], notes: list[Unread], where: str) -> None:
    for part in parts:
        for line in part.lines:
            if part.level == "stage" and line.strip(BLANKS) and not is_stage(line):
                notes.append(Unread(where, "unparsed_line", sample(line)))
            elif part.level == "speech" and line is not part.lines[0] and line.strip(BLANKS).startswith(_MARKS):
                notes.append(Unread(where, "unparsed_speaker", sample(line)))


_MARKS = tuple(SPEAKER_MARKS)


def council_in(text: str) -> str:
    """The council's own name, where minutes sign with one: 「みほん市議会」; empty when there is none."""
    found = _COUNCIL.search(text)
    return found.group().lstrip(_NOT_ITS_NAME) if found else ""
