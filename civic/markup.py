"""Text as a resident writes it -> safe HTML, and excerpts. The only folder that knows the sanitisers.

markdown-it-py renders without raw HTML, bleach cleans and links (the user's choice), and nh3 has the last word with
the same allow-list because bleach stopped receiving security fixes in June 2026 (docs/decisions/0003)."""

import re
from collections.abc import MutableMapping
from functools import partial
from html import escape, unescape
from typing import Any

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt

TEXT_TAGS = ("a", "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr")
TABLE_TAGS = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset({*TEXT_TAGS, *TABLE_TAGS})
PROTOCOLS = frozenset({"http", "https", "mailto"})
LINK_REL = "nofollow ugc noopener"
# Addresses are ASCII only: linkers otherwise swallow the Japanese that follows (…/x」をご覧).
URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%()]*[A-Za-z0-9\-_~/#@$&*+=%)]")

_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["image", "heading", "lheading", "reference", "html_block", "html_inline"])
)


def _rel(attrs: MutableMapping[Any, str], new: bool = False) -> MutableMapping[Any, str]:
    attrs[(None, "rel")] = LINK_REL
    return attrs


_cleaner = Cleaner(
    tags=TAGS,
    attributes={"a": ["href", "title"], "ol": ["start"]},
    protocols=PROTOCOLS,
    strip=True,
    filters=[partial(LinkifyFilter, url_re=URL, callbacks=[_rel], skip_tags={"pre", "code"})],
)


def _no_protocol_relative(tag: str, attribute: str, value: str) -> str | None:
    """//evil.test passes both cleaners as a relative address; drop it (backslashes count as slashes in browsers)."""
    if attribute == "href" and re.match(r"[\s\\/]*[\\/]{2}", value):
        return None
    return value


# Words, Japanese punctuation and line breaks: nothing in it is Markdown, HTML or an address, so that parser and
# sanitisers would only copy it. A line begins with no mark of a list and ends without a blank.
_WORD = "A-Za-z0-9ぁ-ゖァ-ヺー々〆〇一-鿿、。・「」『』（）！？…〜～：；％０-９Ａ-Ｚａ-ｚ"
_LINE = rf"(?![0-9]++[.)])[{_WORD}](?>[{_WORD},.:%()!? -]*+)(?<! )"
_ONLY_WORDS = re.compile(rf"{_LINE}(?:\n++{_LINE})*+")
_GAP = re.compile(r"\n{2,}")


def render(text: str) -> str:
    """Limited Markdown -> sanitised HTML. Limit the length of `text` first (the form does)."""
    if not _ONLY_WORDS.fullmatch(text):
        return render_marked(text)
    return "".join(f"<p>{part}</p>\n" for part in _GAP.split(text)).replace("\n", "<br>\n").replace("</p><br>", "</p>")


def render_marked(text: str) -> str:
    """The long way, for texts that may hold Markdown, HTML or an address; for others it gives the same."""
    cleaned = _cleaner.clean(_markdown.render(text))
    return nh3.clean(
        cleaned,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=set(PROTOCOLS),
        link_rel=LINK_REL,
        attribute_filter=_no_protocol_relative,
    )


def plain_text(html: str) -> str:
    """The text of sanitised HTML, blocks separated by a space."""
    spaced = re.sub(r"</(p|li|td|th|blockquote|pre)>|<br ?/?>", " ", html)
    return re.sub(r"\s+", " ", unescape(nh3.clean(spaced, tags=set()))).strip()


def plain_lines(html: str) -> str:
    """The text of sanitised HTML, a line for each block and line break."""
    blocks = re.split(r"</(?:p|li|tr|h[1-6]|blockquote|pre)>|<br ?/?>", html)
    return "\n".join(filter(None, map(plain_text, blocks)))


def excerpt(text: str, length: int = 80) -> str:
    """The first `length` characters on one line, with … when cut."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


# Readings as Japanese e-texts write them: 漢字《かんじ》, or ｜ before a word that is not kanji alone.
_RUBY = re.compile(r"(?:[｜|]([^｜|《》\n]{1,30})|([一-鿿々〆ヶ]{1,30}))《([^《》\n]{1,60})》")


def squeezed(text: str) -> str:
    """Columns printed with ideographic blanks, set so that they wrap on a narrow screen; nothing but blanks goes."""
    return re.sub("\u3000{3,}", "\u3000\u3000", text)


def ruby(text: str) -> str:
    """Escaped, with readings over their words; browsers without ruby show them in brackets."""
    return _RUBY.sub(r"<ruby>\1\2<rp>（</rp><rt>\3</rt><rp>）</rp></ruby>", escape(text))


def without_ruby(text: str) -> str:
    """The words alone, for search and for where no reading fits."""
    return _RUBY.sub(r"\1\2", text)
