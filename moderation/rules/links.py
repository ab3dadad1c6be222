"""Links: too many of them, hidden targets, and programs to download."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_LINK = re.compile(r"(?:h(?:tt|xx)ps?[:;]//|www\.)([a-z0-9.\-\[\]]{1,253}+)(?::[0-9]{1,5})?([/?#][!-~]*+)?")
_SHORTENERS = frozenset(
    ["bit.ly", "t.co", "goo.gl", "tinyurl.com", "is.gd", "ow.ly", "buff.ly", "x.gd", "onl.la", "cutt.ly", "rb.gy"]
)
_PROGRAM = re.compile(r"\.(?:exe|scr|bat|cmd|msi|apk|jar|vbs|ps1|dmg|iso)(?:$|[?#])")


def find(case: Case) -> Iterator[Hit]:
    """Links to the city's own domains are free. A first-time author may set fewer, as advertising robots do most."""
    own = case.policy.city.own_domains
    count = 0
    for link in _LINK.finditer(case.draft.folded):
        host = link[1].replace("[", "").replace("]", "").rstrip(".").removeprefix("www.")
        if any(host == domain or host.endswith("." + domain) for domain in own):
            continue
        count += 1
        if host in _SHORTENERS:
            yield Hit("links.shortened", "possible", link.start(), link.end())
        if _PROGRAM.search(link[2] or ""):
            yield Hit("links.program", "probable", link.start(), link.end())
    if count > _most_links(case):
        yield Hit("links.too_many", "probable")


def _most_links(case: Case) -> float:
    author, thresholds = case.surroundings.author, case.policy.thresholds
    if author.posts_before < thresholds["new_author_posts"] and not author.is_staff:
        return thresholds["new_author_max_links"]
    return thresholds["max_links"]
