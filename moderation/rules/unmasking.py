"""Naming or guessing at the real person behind a handle, by wording alone: stored identities are never looked at."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

# Comparing a guess with what the city knows would tell whether the guess is right, so only the wording counts.
_HONORIFIC = r"(?:サン|クン|チャン|サマ|氏|様|君)?"
_PERSON = r"[^\s、。!?「」]{1,14}?(?:サン|氏|クン|先生|議員|会長|部長|課長|店長)"
_ABOUT_HANDLE = (
    r"[」』]?" + _HONORIFIC + r"(?:[」』])?(?:トイウ人|ッテ人|ノ人)?"
    r"(?:ノ(?:正体|本名|中ノ人|実名|身元|素性)"
    rf"|(?:ハ|ッテ|トハ|=|イコール)[、,]?(?:[^。!?\n]{{0,12}}?)(?:{_PERSON}"
    r"(?:ダ|デス|デショ|ジャ|ダロ|デハ|ヨネ|ナンデ|カナ|ト思|ノコト|本人)|本名|実名|正体)"
    r"|ヲ特定)"
)
_GUESS = re.compile(
    r"(?:ハンドル|コノ人|投稿者|アノ人|アイツ|書キ込ンデイル人|書イタ人|書イテイル人)(?:ノ)?(?:ネーム|名)?(?:ノ)?"
    r"(?:正体|本名|中ノ人|実名)(?:ハ|ヲ|ガ)(?!(?:公表|公開|出サ|明カサ|伏セ|書カ|聞カ|求メ|不要))"
    rf"|正体ハ{_PERSON}|本名ハ{_PERSON}|中ノ人ハ{_PERSON}"
    r"|(?:身元|個人|投稿者|住所|本名|正体)(?:ヲ|ガ|ハ)特定(?:シ(?:タ[。!ゾヨ\s]|マシタ|テヤル|ヨウ|マショウ)|デキタ|完了)"
)


def find(case: Case) -> Iterator[Hit]:
    folded = case.draft.folded
    for hit in _GUESS.finditer(folded):
        yield Hit("unmasking.guess", "probable", hit.start(), hit.end())
    for handle in case.policy.city.handles_in_room:
        if handle in folded:  # a room can have hundreds; few are named in one post
            for hit in re.finditer(re.escape(handle) + _ABOUT_HANDLE, folded):
                yield Hit("unmasking.guess", "probable", hit.start(), hit.end())
