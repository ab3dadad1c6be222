"""What the forms of the city take: shape only."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from civic.forms import Form, half_width, plain


def _half(typed: object) -> object:
    return half_width(typed) if isinstance(typed, str) else typed


Day = Annotated[date, BeforeValidator(_half)]
Number = Annotated[int, BeforeValidator(_half)]
Code = Annotated[str, BeforeValidator(_half), Field(max_length=30)]


class AddSection(Form):
    code: Code
    name: Annotated[str, Field(max_length=100)]
    kana: Annotated[str, Field(max_length=200)] = ""
    starts_on: Day


class EndSection(Form):
    ends_on: Day
    successor_id: Number | None = None


class AddTopic(Form):
    code: Code
    name: Annotated[str, Field(max_length=60)]
    parent_id: Number | None = None


class RenameTopic(Form):
    name: Annotated[str, Field(max_length=60)]
    position: Annotated[Number, Field(ge=0, le=9999)]


class SetElectionPeriod(Form):
    name: Annotated[str, Field(max_length=100)]
    notice_on: Day
    vote_on: Day


class AdoptRules(Form):
    in_force_on: Day
    is_read: Literal["yes"]


class DraftRules(Form):
    """Only the day; the articles and words have fields by their numbers (`rules_of`)."""

    review_on: Day | None = None


LONGEST_ARTICLE = 2000
WORD_PARTS = 5


def typed_fields(form: Any) -> dict[str, str]:
    """Every text field once, for forms whose fields depend on the data."""
    return {key: plain(str(form.get(key))) for key in form if isinstance(form.get(key), str)}


def rules_of(base: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """The rule set with the texts of its articles, its words and its thresholds as typed. A field that is missing
    keeps what the base says; the rules engine checks the whole."""
    data: dict[str, Any] = deepcopy(dict(base))
    for article in data["articles"]:
        for name in ("text", "plain_text"):
            article[name] = typed.get(f"article_{article['no']}_{name}", article[name]).strip()[:LONGEST_ARTICLE]
    for name, value in data["thresholds"].items():
        number = half_width(typed.get(f"threshold_{name}", ""))
        data["thresholds"][name] = int(number) if number.isdecimal() and len(number) < 8 else value
    if "words" in typed:
        data["words"] = [word_of(line) for line in typed["words"].splitlines() if line.strip()]
    return data


def word_of(line: str) -> dict[str, Any]:
    """`語 / 種類 / 扱い / 条 / 除く語、除く語`: the last part may be left out."""
    parts = [part.strip() for part in line.split("/", WORD_PARTS - 1)]
    parts += [""] * (WORD_PARTS - len(parts))
    number = half_width(parts[3])
    word: dict[str, Any] = {
        "word": parts[0], "kind": parts[1], "action": parts[2], "article": int(number) if number.isdecimal() else 0,
    }  # fmt: skip
    exceptions = [one.strip() for one in parts[4].replace(",", "、").split("、") if one.strip()]
    return {**word, "exceptions": exceptions} if exceptions else word


def line_of(word: Mapping[str, Any]) -> str:
    """The other way of `word_of`."""
    parts = [word["word"], word["kind"], word["action"], str(word["article"])]
    return " / ".join([*parts, "、".join(word["exceptions"])] if word.get("exceptions") else parts)
