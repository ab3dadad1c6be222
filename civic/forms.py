"""The base of every form: pydantic input, errors by field as codes, and what was typed kept."""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from civic.errors import Invalid

Errors = dict[str, list[tuple[str, Mapping[str, object]]]]

# pydantic's error types -> our codes (civic/locale/codes/forms.toml); the rest are "forms.malformed".
CODES = {
    "missing": "forms.missing",
    "string_too_short": "forms.too_short",
    "string_too_long": "forms.too_long",
    "too_short": "forms.too_few",
    "int_parsing": "forms.not_a_number",
    "int_from_float": "forms.not_a_number",
    "greater_than_equal": "forms.too_small",
    "less_than_equal": "forms.too_large",
    "date_from_datetime_parsing": "forms.not_a_date",
    "date_parsing": "forms.not_a_date",
    "literal_error": "forms.not_a_choice",
    "enum": "forms.not_a_choice",
}

# Fields of every form that are the web's, not the form's.
ENVELOPE = frozenset({"csrf", "next"})


def code_error(code: str, **data: object) -> PydanticCustomError:
    """For validators: `raise code_error("accounts.bad_email")`; the code has a sentence in locale/codes."""
    return PydanticCustomError("code", "{code}", {"code": code, **data})


def plain(text: str) -> str:
    """NUL is dropped (PostgreSQL refuses it), line ends are \\n, the rest stays as typed."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def half_width(text: str) -> str:
    """Numbers, dates and codes may be typed full-width; never 「半角で入力してください」 (DOMAIN §7)."""
    return unicodedata.normalize("NFKC", text).strip()


class Form(BaseModel):
    """Subclasses declare fields. Repeated fields are lists; empty strings count as missing."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", frozen=True)

    @classmethod
    def read(cls, form: Any) -> Self:
        """Read a submitted form (a mapping with `getlist`). Raises Invalid with errors by field."""
        data: dict[str, Any] = {}
        for name, info in cls.model_fields.items():
            key = info.alias or name
            values = [plain(v) if isinstance(v, str) else v for v in form.getlist(key)]
            if get_origin(info.annotation) in (list, tuple, set, frozenset):
                data[key] = [v for v in values if v != ""]
            elif values and values[0] != "" and not (isinstance(values[0], str) and not values[0].strip()):
                data[key] = values[0]
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise Invalid(cls._choosing(errors_of(error)), typed_of(form)) from None

    @classmethod
    def _choosing(cls, errors: Errors) -> Errors:
        """What is missing from a choice is to be chosen, a box to be ticked, not to be typed in."""
        for name, info in cls.model_fields.items():
            key = info.alias or name
            code = _missing_code(name, info.annotation)
            if key in errors and code != "forms.missing":
                errors[key] = [(code if old == "forms.missing" else old, data) for old, data in errors[key]]
        return errors


def _missing_code(name: str, annotation: Any) -> str:
    kinds = get_args(annotation) if get_origin(annotation) is UnionType else (annotation,)
    if any(get_origin(kind) is Literal and get_args(kind) == ("yes",) for kind in kinds):
        return "forms.not_ticked"
    if any(get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum)) for kind in kinds):
        return "forms.not_chosen"
    return "forms.not_chosen" if name.endswith("_id") else "forms.missing"


def errors_of(error: ValidationError) -> Errors:
    found: Errors = {}
    for item in error.errors(include_url=False, include_input=False):
        ctx: dict[str, object] = dict(item.get("ctx", {}))
        code = str(ctx.pop("code", "")) if item["type"] == "code" else CODES.get(item["type"], "forms.malformed")
        place = str(item["loc"][0]) if item["loc"] else ""
        found.setdefault(place, []).append((code, ctx))
    return found


def typed_of(form: Any) -> dict[str, object]:
    """What was typed, for the form shown again; passwords and files are not given back."""
    typed: dict[str, object] = {}
    for key in form:
        if key in ENVELOPE or "password" in key:
            continue
        values = [plain(v) for v in form.getlist(key) if isinstance(v, str)]
        typed[key] = values if len(values) > 1 else (values[0] if values else "")
    return typed
