"""Names on the city's watch list: kanji, kana, both mixed, Latin letters, through blanks and variants; no other names."""

import re
from collections.abc import Iterator
from functools import lru_cache

from moderation.city import WatchedName
from moderation.facts import Draft
from moderation.hits import Case, Hit
from moderation.shapes.letters import Letters
from moderation.shapes.names import variants_merged
from moderation.shapes.romaji import latin_name

_KANJI = re.compile(r"[一-鿿々]")
_KANA = re.compile(r"[ァ-ヺー]")
_TITLE = re.compile(
    r"氏|様|君|殿|先生|議員|市長|会長|部長|課長|校長|店長|社長|夫妻|一家|宅|家|方|他|本人|容疑者|被告|議長|委員|医師|教授|代表|店主|著|達"
)
_BEHIND_KANA = re.compile(r"サン|クン|チャン|サマ|シ|ハ|ガ|ノ|ヲ|ニ|ト|モ|ヘ|ッテ|デ|ヤ|ダ")
_CHANCE_KANJI = 3  # 浜田崇 stands in 浜田崇敬会 by chance; four characters hardly do
_LATIN_RUN = re.compile(r"[a-z]{2}")
_FREE_KANA = 5  # a kana name this long is hardly part of another word


def find(case: Case) -> Iterator[Hit]:
    """Office holders are public persons: their names are never found, even when listed by mistake."""
    draft, city = case.draft, case.policy.city
    if not city.watch_list:
        return
    folded = variants_merged(draft.folded)
    letters = Letters(Draft(draft.original, folded, draft.starts, draft.ends))
    has_latin = _LATIN_RUN.search(folded) is not None
    for watched in city.watch_list:
        if watched.name in city.office_holders:
            continue
        for written in dict.fromkeys(form for form in (watched.name, watched.kana) if len(form) > 1):
            for start, end in letters.find(written):
                if _is_whole_name(folded, written, start, end):
                    yield Hit("personal_data.name", "certain", start, end)
        for part in _mixed(watched):
            for start, end in letters.find(part) if part in letters.text else ():
                yield Hit("personal_data.name", "certain", start, end)
        latin = _latin(watched.kana) if has_latin else None
        for hit in latin.finditer(folded) if latin else ():
            yield Hit("personal_data.name", "certain", hit.start(), hit.end())


@lru_cache(maxsize=4096)
def _mixed(watched: WatchedName) -> tuple[str, ...]:
    """Half in kanji, half read: ワタナベ健太郎, 渡辺ケンタロウ. Where the reading parts is not known, so every place is tried
    at which each half keeps two characters (渡ロウ, let us cross, is nobody); a single kanji counts when it is half the name."""
    name, kana = watched.name, watched.kana
    if not kana or not all(map(_KANJI.match, name)):
        return ()
    least = 1 if len(name) <= 3 else 2
    cuts = [(i, j) for i in range(1, len(name)) for j in range(2, len(kana) - 1)]
    forms = {kana[:j] + name[i:] for i, j in cuts if len(name) - i >= least and i <= j <= 3 * i}
    # Kana behind kanji is grammar more often than a name, so three of it at least, and the cut where readings part.
    forms |= {
        name[:i] + kana[j:] for i, j in cuts if i >= 2 and i < j <= 3 * i and len(kana) - j >= max(2, len(name) - i)
    }
    return tuple(sorted(form for form in forms if len(form) > _CHANCE_KANJI))


_latin = lru_cache(maxsize=4096)(latin_name)


def _is_whole_name(folded: str, written: str, start: int, end: int) -> bool:
    """Short names must stand free: 原田 is no name in 小笠原田園, nor モリ in モリアガル."""
    before, behind = folded[max(0, start - 1) : start], folded[end : end + 3]
    if _KANA.match(written):
        is_free = not _KANA.match(before) and (not _KANA.match(behind) or _BEHIND_KANA.match(behind) is not None)
        return len(written) >= _FREE_KANA or is_free
    is_free = not _KANJI.match(before) and (not _KANJI.match(behind) or _TITLE.match(behind) is not None)
    return len(written) > _CHANCE_KANJI or is_free
