"""Contrast by law: the design tokens' measured figures, and every pair of colours that civic.css can put together."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
CSS = re.sub(r"/\*.*?\*/", "", (STATIC / "civic.css").read_text("utf-8"), flags=re.DOTALL)
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
SETS = re.compile(r"([\w-]+)\s*:\s*([^;]+)")

# Grounds that carry their own text colour, and no other.
FILLS = {
    "accent": "on-accent",
    "accent-strong": "on-accent",
    "bad": "on-bad",
    "bad-strong": "on-bad",
    "mark": "on-mark",
}
TEXT, PART = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for the edges of controls and the focus ring


def tokens() -> dict[str, str]:
    text = (STATIC / "vendor/design-tokens/tokens.css").read_text("utf-8")
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", text))


TOKENS = tokens()


def luminance(token: str) -> float:
    value = TOKENS[token]
    while value.startswith("var("):
        value = TOKENS[value[6:-1]]
    channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    for selector, body in RULE.findall(CSS):
        yield selector.strip(), {name: value.strip() for name, value in SETS.findall(body)}


def role_table(*selectors: str) -> dict[str, str]:
    """Role -> token, later selectors over earlier ones, as the cascade has it."""
    found: dict[str, str] = {}
    for wanted in selectors:
        for selector, sets in rules():
            if selector == wanted:
                pairs = ((name, re.fullmatch(r"var\(--(color-[\w-]+)\)", value)) for name, value in sets.items())
                found |= {name[2:]: match[1] for name, match in pairs if match and name.startswith("--")}
    return found


MODES = {
    "plain": role_table(":root"),
    "contrast": role_table(":root", "[data-display~='contrast']"),
    "prefers more": role_table(":root", ":root:not([data-display~='contrast'])"),
    "print": role_table(":root", ":root, [data-display~='contrast']"),
}


def used(*properties: str) -> set[str]:
    """Roles that rules give to these properties."""
    values = (value for _, sets in rules() for name, value in sets.items() if name in properties)
    return {role for value in values for role in re.findall(r"var\(--([\w-]+)\)", value) if role in MODES["plain"]}


@pytest.mark.parametrize(
    ("token", "on_white"),
    [
        ("semantic-success-1", 3.45),
        ("semantic-success-2", 5.35),
        ("semantic-error-1", 4.60),
        ("semantic-error-2", 5.79),
        ("semantic-warning-yellow-1", 3.02),
        ("semantic-warning-yellow-2", 4.54),
        ("semantic-warning-orange-1", 3.18),
        ("semantic-warning-orange-2", 4.85),
        ("primitive-blue-600", 4.99),
        ("primitive-blue-900", 11.1),
        ("neutral-solid-gray-420", 3.03),
        ("neutral-solid-gray-536", 4.54),
    ],
)
def test_the_tokens_measure_what_domain_7_says(token: str, on_white: float) -> None:
    assert ratio(f"color-{token}", "color-neutral-white") == pytest.approx(on_white, abs=0.05)


@pytest.mark.parametrize(
    "token", ["semantic-error-1", "semantic-warning-yellow-2", "semantic-warning-orange-2", "primitive-blue-600"]
)
def test_tokens_that_fail_on_gray_50_are_not_text_here(token: str) -> None:
    assert ratio(f"color-{token}", "color-neutral-solid-gray-50") < TEXT
    assert all(f"color-{token}" not in table.values() for table in MODES.values())


def test_colours_are_named_by_role_only() -> None:
    body = "\n".join(f"{selector} {sets}" for selector, sets in rules())
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^']*\))|\brgba?\(|\bhsla?\(|data:", body)
    for selector, sets in rules():
        for name in ("color", "background", "background-color"):
            value = sets.get(name, "inherit")
            assert re.fullmatch(r"var\(--[a-z-]+\)|inherit|transparent|currentColor", value), (
                f"{selector}: {name}: {value}"
            )


@pytest.mark.parametrize("mode", MODES)
def test_every_text_colour_reads_on_every_ground(mode: str) -> None:
    table = MODES[mode]
    grounds = used("background", "background-color") - set(FILLS)
    inks = used("color") - set(FILLS.values())
    assert {"ink", "ink-soft", "link", "accent", "bad"} <= inks
    assert {"ground", "ground-soft", "city-ground"} <= grounds
    poor = {(i, g): ratio(table[i], table[g]) for i, g in product(inks, grounds) if ratio(table[i], table[g]) < TEXT}
    assert not poor


@pytest.mark.parametrize("mode", MODES)
def test_fills_carry_their_own_text(mode: str) -> None:
    table = MODES[mode]
    for fill, text in FILLS.items():
        assert ratio(table[fill], table[text]) >= TEXT, (fill, text)
    for selector, sets in rules():
        fill = sets.get("background", "")[6:-1]
        if fill in FILLS and "::" not in selector:  # drawn parts (bars, dots) hold no text
            assert sets.get("color") == f"var(--{FILLS[fill]})", selector


@pytest.mark.parametrize("mode", MODES)
def test_edges_of_controls_and_the_focus_ring_are_seen_anywhere(mode: str) -> None:
    table = MODES[mode]
    grounds = used("background", "background-color")
    for edge, ground in product(("line-strong", "accent", "bad"), grounds - set(FILLS)):
        assert ratio(table[edge], table[ground]) >= PART, (edge, ground)
    inner, outer = table["focus-inner"], table["focus-outer"]
    assert ratio(inner, outer) >= PART
    for ground in grounds:
        assert max(ratio(inner, table[ground]), ratio(outer, table[ground])) >= PART, ground
