"""What every reader hands over: documents, their units, and a list of what could not be read."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["minutes", "ordinance", "law", "budget", "plan", "public_comment", "petition", "group", "other"]
Quality = Literal["A", "B", "C", "D"]

# A structured source / B clean text / C order or letters suspect / D picture only: the original must be consulted.
QUALITIES: tuple[Quality, ...] = ("A", "B", "C", "D")
KINDS: tuple[Kind, ...] = (
    "minutes",
    "ordinance",
    "law",
    "budget",
    "plan",
    "public_comment",
    "petition",
    "group",
    "other",
)

# How much of an unreadable place is quoted back to staff.
SAMPLE_LENGTH = 60

# Control characters (databases refuse NUL) and lone surrogates (not encodable) carry no text; tab and newline stay.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Unread:
    """One place that could not be read: where it is, why (a code), and the beginning of what stands there."""

    where: str
    why: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """The smallest addressable part of a document: a speech, a paragraph, an item, a page, an opinion.

    `path` is the stable last part of its address (`12`, `A20_3-P2-I1`, `p12`), unique inside the document.
    `refers_to` is the key of another document this unit points at (a petition's sitting), or empty. `stance` (question,
    answer, explanation, report, chair) and `thread` (a question with its answers, from 1) are for speeches; `mark` is the
    number as printed (第1条, 2, (1)), so that caption, mark and text together are the source's own words.
    """

    seq: int
    path: str
    text: str
    label: str = ""
    caption: str = ""
    speaker: str = ""
    role: str = ""
    section: str = ""
    level: str = ""
    quality: Quality = "A"
    page: int | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    refers_to: str = ""
    stance: str = ""
    speaker_name: str = ""
    thread: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document as its source has it; empty strings and None mean that the source does not say.

    `source_kind` is the source's own finer word for the kind (`rule`, 条例, 要綱); `facts` are further words of the source
    about the whole document (a budget's `account`, `fiscal_year`, `stage`).
    """

    key: str
    kind: Kind
    title: str
    units: tuple[ReadUnit, ...]
    notes: tuple[Unread, ...] = ()
    source_kind: str = ""
    number: str | None = None
    date: dt.date | None = None
    body: str = ""
    city: str = ""
    meeting: str = ""
    effective_from: dt.date | None = None
    source_url: str = ""
    licence: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def quality(self) -> Quality:
        """The worst quality among the units: what the warning on the document's page goes by."""
        return max((unit.quality for unit in self.units), default="A")


def printable(text: str) -> str:
    """The text with line ends as newlines and without characters that no database or page can hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)


def sample(text: str) -> str:
    """The beginning of an unreadable place on one line, short enough for a report."""
    return " ".join(printable(text[: SAMPLE_LENGTH * 4]).split())[:SAMPLE_LENGTH]
