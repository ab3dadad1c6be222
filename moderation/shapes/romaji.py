"""Readings in Latin letters as people write them: Hepburn or Kunrei, long vowels or not (folded text: katakana)."""

import re

_ROWS = {
    "アイウエオ": ("a", "i", "u", "e", "o"),
    "カキクケコ": ("ka", "ki", "ku", "ke", "ko"),
    "サシスセソ": ("sa", "sh?i", "su", "se", "so"),
    "タチツテト": ("ta", "(?:chi|ti)", "ts?u", "te", "to"),
    "ナニヌネノ": ("na", "ni", "nu", "ne", "no"),
    "ハヒフヘホ": ("ha", "hi", "[fh]u", "he", "ho"),
    "マミムメモ": ("ma", "mi", "mu", "me", "mo"),
    "ラリルレロ": ("ra", "ri", "ru", "re", "ro"),
    "ガギグゲゴ": ("ga", "gi", "gu", "ge", "go"),
    "ザジズゼゾ": ("za", "[jz]i", "zu", "ze", "zo"),
    "ダヂヅデド": ("da", "(?:ji|di|zi)", "[dz]u", "de", "do"),
    "バビブベボ": ("ba", "bi", "bu", "be", "bo"),
    "パピプペポ": ("pa", "pi", "pu", "pe", "po"),
    "ヤユヨワヲ": ("ya", "yu", "yo", "wa", "w?o"),
}
_LATIN = {kana: latin for row, read in _ROWS.items() for kana, latin in zip(row, read, strict=True)}
_GLIDES = {"ャ": "a", "ュ": "u", "ョ": "o"}
_HEADS = {"シ": "s[hy]", "チ": "(?:ch|ty)", "ジ": "(?:jy?|zy)", "ヂ": "(?:jy?|zy|dy)"}


def latin_pattern(kana: str) -> str:
    """A pattern for a reading: タロウ is taro, tarou or taroh; シンジ is shinji or sinzi. Empty when it is no plain kana."""
    parts: list[str] = []
    vowel = ""
    for place, one in enumerate(kana):
        following = kana[place + 1 : place + 2]
        if one in _GLIDES:
            parts.append(vowel := _GLIDES[one])
        elif following in _GLIDES and one in "キギシジチヂニヒビピミリ":
            parts.append(_HEADS.get(one, _LATIN[one].rstrip("i") + "y"))
        elif one == "ー" or (one == "ウ" and vowel in ("o", "u")) or (one == "オ" and vowel == "o"):
            parts.append(f"[{vowel}uh]?" if vowel else "")
        elif one == "ン":
            parts.append("[nm]'?")
        elif one == "ッ":
            parts.append("[kstpc]?")
        elif one in _LATIN:
            parts.append(_LATIN[one])
            vowel = _LATIN[one][-1]
        else:
            return ""
        if one == "ン":
            vowel = ""
    return "".join(parts)


def latin_name(kana: str, fewest: int = 2) -> re.Pattern[str] | None:
    """A whole name in Latin letters, family name first or last, wherever its two parts meet."""
    if len(kana) < 2 * fewest or not latin_pattern(kana):
        return None
    gap = r"[\s,.・_\-]{0,3}"
    orders = [latin_pattern(kana[:cut]) + gap + latin_pattern(kana[cut:]) for cut in range(fewest, len(kana) - 1)]
    orders += [
        latin_pattern(kana[cut:]) + r"[\s,.・_\-]{1,3}" + latin_pattern(kana[:cut])
        for cut in range(fewest, len(kana) - 1)
    ]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(dict.fromkeys(orders))})(?![a-z])")
