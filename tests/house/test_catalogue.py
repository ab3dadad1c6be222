"""Every sentence has its English, every code its sentence."""

import ast
import re

from babel.messages.extract import extract

from civic import i18n
from tests.house.source import ROOT, modules, templates

FUNCTIONS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"silent": "false", "trimmed": "true", "extensions": "jinja2.ext.do"}
# A code looks like wing.what_happened; these look like one and are not.
CODE = re.compile(r"[a-z]+(\.[a-z][a-z_0-9]*)+")
CALLS = {"Refused", "NotFound", "Forbidden", "Stale", "TooMany", "CivicError", "code_error", "sentence"}


def messages() -> dict[str, str]:
    """Japanese sentence -> where it stands."""
    found: dict[str, str] = {}
    for path in templates():
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("jinja2", file, FUNCTIONS, options=OPTIONS):
                for one in (message,) if isinstance(message, str) else message:
                    if one:
                        found[one] = str(path.relative_to(ROOT))
    for path in modules():
        with (ROOT / path).open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, FUNCTIONS):
                for one in (message,) if isinstance(message, str) else message:
                    if one:
                        found[one] = str(path)
    return found


def test_every_sentence_has_its_english() -> None:
    english = i18n.english()
    missing = {
        text: where
        for text, where in messages().items()
        if text not in english and re.search("[ぁ-ん一-龠ァ-ヶ]", text)
    }
    assert missing == {}


def test_every_code_has_its_sentence_and_that_its_english() -> None:
    used = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in CALLS and node.args and isinstance(node.args[0], ast.Constant):
                    value = node.args[0].value
                    if isinstance(value, str) and CODE.fullmatch(value):
                        used[value] = str(path)
    codes, english = i18n.codes(), i18n.english()
    assert {code: where for code, where in used.items() if code not in codes} == {}
    assert [text for text in codes.values() if text not in english] == []


def test_english_keeps_the_places_of_the_japanese() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    assert {ja: en for ja, en in i18n.english().items() if places(ja) != places(en)} == {}
