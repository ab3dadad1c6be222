"""Names on the city's watch list, in their kanji and kana forms and through blanks and variants; no other names."""

import re
from collections.abc import Iterator

from moderation.facts import Draft
from moderation.hits import Case, Hit
from moderation.shapes.letters import Letters
from moderation.shapes.names import variants_merged

_KANJI = re.compile(r"[一-鿿々]")
_KANA = re.compile(r"[ァ-ヺー]")
_TITLE = re.compile(
    r"氏|様|君|殿|先生|議員|市長|会長|部長|課長|校長|店長|社長|夫妻|一家|宅|家|方|他|本人|容疑者|被告|議長|委員|医師|教授|代表|店主|著|達"
)
_BEHIND_KANA = re.compile(r"サン|クン|チャン|サマ|シ|ハ|ガ|ノ|ヲ|ニ|ト|モ|ヘ|ッテ|デ|ヤ|ダ")
_CHANCE_KANJI = 3  # 浜田崇 stands in 浜田崇敬会 by chance; four characters hardly do
_FREE_KANA = 5  # a kana name this long is hardly part of another word


def find(case: Case) -> Iterator[Hit]:
    """Office holders are public persons: their names are never found, even when listed by mistake."""
    draft, city = case.draft, case.policy.city
    if not city.watch_list:
        return
    folded = variants_merged(draft.folded)
    letters = Letters(Draft(draft.original, folded, draft.starts, draft.ends))
    for watched in city.watch_list:
        if watched.name in city.office_holders:
            continue
        for written in dict.fromkeys(form for form in (watched.name, watched.kana) if len(form) > 1):
            for start, end in letters.find(written):
                if _is_whole_name(folded, written, start, end):
                    yield Hit("personal_data.name", "certain", start, end)


def _is_whole_name(folded: str, written: str, start: int, end: int) -> bool:
    """Short names must stand free: 原田 is no name in 小笠原田園, nor モリ in モリアガル."""
    before, behind = folded[max(0, start - 1) : start], folded[end : end + 3]
    if _KANA.match(written):
        is_free = not _KANA.match(before) and (not _KANA.match(behind) or _BEHIND_KANA.match(behind) is not None)
        return len(written) >= _FREE_KANA or is_free
    is_free = not _KANJI.match(before) and (not _KANJI.match(behind) or _TITLE.match(behind) is not None)
    return len(written) > _CHANCE_KANJI or is_free
