"""Text of one printed page: repairs its layout and says how far its order can be trusted."""

import re

from civic.library.readers.document import Quality, printable
from civic.library.readers.lines import close_gaps, column_width, join_wrapped

# Letters without a meaning (private use, replacement character) above this share: the font had no character table.
GARBLED_SHARE = 0.02
# Fewer lines than this say nothing about order.
TELLING_LINES = 5
# Vertical lettering and torn-off letters come as lines of one letter each.
SINGLE_LETTER_SHARE = 0.2
# Figures that stand alone, far from the names they belong to.
LOOSE_FIGURES_SHARE = 0.25

_GARBLED = re.compile("[\ue000-\uf8ff\ufffd]")
_FIGURE = re.compile(r"[△▲－\-+]?[ ]?[0-9０-９][0-9０-９,，.．]*[ ]?[%％]?")


def repair_page(raw: str) -> str:
    """The page's paragraphs, one a line: blanks between letters closed, lines split by the page width joined."""
    lines = [close_gaps(line) for line in printable(raw).split("\n")]
    return "\n".join(join_wrapped(lines, column_width(lines))).strip("\n ")


def page_quality(text: str) -> Quality:
    """B clean text, C when order or letters are suspect, D when there is no text at all."""
    if not text.strip():
        return "D"
    if len(_GARBLED.findall(text)) > GARBLED_SHARE * len(text):
        return "C"
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < TELLING_LINES:
        return "B"
    single = sum(len(line) == 1 and not line.isdigit() for line in lines)
    loose = sum(_FIGURE.fullmatch(line) is not None for line in lines)
    if single > SINGLE_LETTER_SHARE * len(lines) or loose > LOOSE_FIGURES_SHARE * len(lines):
        return "C"
    return "B"
