"""Forms: errors by field, what was typed kept, hostile bytes dropped."""

import pytest
from pydantic import Field
from starlette.datastructures import FormData

from civic.errors import Invalid
from civic.forms import Form, half_width


class Opinion(Form):
    title: str = Field(max_length=5)
    count: int = 0
    cites: list[str] = Field(default_factory=list)


def test_a_good_form_is_read() -> None:
    form = Opinion.read(FormData([("title", " 公園\x00 "), ("count", "3"), ("cites", "a"), ("cites", "b"), ("x", "y")]))
    assert (form.title, form.count, form.cites) == ("公園", 3, ["a", "b"])


def test_errors_name_the_field_and_typed_text_is_kept() -> None:
    typed = FormData([("title", "長すぎる題名です"), ("count", "三"), ("password", "secret"), ("csrf", "t")])
    with pytest.raises(Invalid) as caught:
        Opinion.read(typed)
    assert caught.value.errors["title"][0][0] == "forms.too_long"
    assert caught.value.errors["count"][0][0] == "forms.not_a_number"
    assert caught.value.typed == {"title": "長すぎる題名です", "count": "三"}


def test_blank_counts_as_missing() -> None:
    for value in ("", "   ", "　"):
        with pytest.raises(Invalid) as caught:
            Opinion.read(FormData([("title", value)]))
        assert caught.value.errors["title"][0][0] == "forms.missing"


def test_full_width_numbers_are_understood() -> None:
    assert half_width("　２０２６－１１ ") == "2026-11"
