"""Naming or guessing at the real person behind a handle, by wording alone: stored identities are never looked at."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

# Comparing a guess with what the city knows would tell whether the guess is right, so only the wording counts.
_HONORIFIC = r"(?:サン|クン|チャン|サマ|氏|様|君)?"
_PERSON = r"[^\s、。!?「」]{1,14}?(?:サン|氏|クン|先生|議員|会長|部長|課長|店長|店主|社長|校長|司書|職員)"
_ABOUT_HANDLE = (
    r"[」』]?" + _HONORIFIC + r"(?:[」』])?(?:トイウ人|ッテ人|ノ人)?"
    r"(?:ノ(?:正体|本名|本当ノ名前|中ノ人|実名|身元|素性|(?:勤メ先|勤務先|職場|自宅|住所|車|顔写真)ハ)"
    r"|(?:ッテ|テ|ハ)?[、,]?(?:中ノ人|何者|誰ナノカ知)|\s?=\s?(?:[0-9]{1,2}組ノ)?[一-鿿]{1,6}(?!\s?[0-9])"
    rf"|[、,]?(?:アナタ|君|キミ|オ前|アンタ)?(?:ハ)?[、,]?{_PERSON}(?:デショ|デスヨネ|ダヨネ|ジャナイ|ダロ|デハアリマセ)"
    rf"|(?:ハ|ッテ|トハ|=|イコール)[、,]?(?:[^。!?\n]{{0,12}}?)(?:{_PERSON}"
    r"(?:ダ|デス|デショ|ジャ|ダロ|デハ|ヨネ|ナンデ|カナ|ト思|ノコト|本人)|本名|実名|正体)"
    r"|ヲ特定|サラシ|晒シ"
    # A relation or calling, said as hearsay or as certain: って第二小の先生らしい, は元市議の息子だな.
    rf"|\s?(?:サン)?(?:トイウノハ|ッツウノハ|ッテノハ|ハ|ッテ|、)\s?[、,]?(?:オ前|アンタ)?(?:モシカシテ|ゼッタイ|タブン|多分|キット|絶対|実ハ)?\s?[^。!?\n]{{1,14}}?ノ"
    r"(?:先生|店主|店長|社長|会長|校長|議員|息子|娘|奥サン|奥様|旦那|主人|母|父|妻|夫|社員|職員|OB)(?:サン)?\s?(?:ラシイ|ダナ|ダロ|ダベ|デイラッシャイマス|ダッテ|ニ違イ|ニ決マ|ト聞イ|ッポイ|[?]|$)"
    # His house, his job, found or told.
    r"|ノ(?:家|自宅|職場|勤メ先|勤務先|実名|本名|顔|車)(?:ヲ|ガ|ハ|モ|、)?(?:見ツケ|突キ止メ|分カッタ|分カリマシタ|ワカッタ|ワカリマシタ|知ッテ|判明|サラ|晒|公開シ|バラ))"
)
_GUESS = re.compile(
    r"(?:ハンドル|コノ人|投稿者|アノ人|アイツ|書キ込ンデイル人|書イタ人|書イテイル人)(?:ノ)?(?:ネーム|名)?(?:ノ)?"
    r"(?:正体|本名|中ノ人|実名)(?:ハ|ヲ|ガ)(?!(?:公表|公開|出サ|明カサ|伏セ|書カ|聞カ|求メ|不要))"
    rf"|正体ハ{_PERSON}|本名ハ{_PERSON}|中ノ人ハ{_PERSON}"
    rf"|(?:コノ|ソノ|上ノ|アノ)(?:投稿者|アカウント|書キ込ミ主)(?:ッテ|ハ)[、,]?[^。!?\n]{{0,12}}?{_PERSON}(?:デス|ダ|デショ|ジャ|ニ違イ)"
    rf"|(?:コノ|ソノ|上ノ)(?:ハンドルノ)?(?:人|方)(?:ッテ|ハ)?[、,]?(?:実ハ|タブン|多分|キット|絶対)[^。!?\n]{{0,12}}?{_PERSON}"
    r"|(?:コノ|ソノ|上ノ|アノ)(?:文章|投稿|書キ込ミ|コメント|話題)(?:ヲ|ノ)?(?:書イタ|書イテル|書イテイル|投稿シタ|シタ|主)(?:人|方)?(?:ノ)?ハ[、,]?"
    rf"(?:[^。!?\n]{{2,24}}?(?:ニ違イナ|ニ決マッ)|[^。!?\n]{{0,12}}?{_PERSON}(?:デショウ?(?!カ)|デスヨネ|ダヨネ|ダロウ?|ジャナイ|ダト思))"
    r"|(?:コノ|ソノ|上ノ|アノ|前ノ)(?:投稿|書キ込ミ|コメント|意見)?(?:ノ|ヲ書イタ|ヲシタ|シタ)?(?:人|方|主|ヤツ)(?:ガ|ハ|ッテ|、)?(?:、)?"
    r"(?:誰(?:ナノ)?(?:ダ)?カ|ダレ(?:ナノ)?(?:ダ)?カ|名前ガ?|正体ガ?)(?:分カリマシタ|分カッタ|ワカリマシタ|ワカッタ|知ッテ(?:ル|イマス|マス)|特定)"
    r"|(?:身元|個人|投稿者|住所|本名|正体)(?:ヲ|ガ|ハ)特定(?:シ(?:タ[。!ゾヨ\s]|マシタ|テヤル|ヨウ|マショウ)|デキタ|完了)"
)

# Every wording of _ABOUT_HANDLE holds one of these; without any, the handles of the room need not be known.
_MAY_BE_ABOUT = re.compile(
    r"正体|本名|本当ノ名前|中ノ人|実名|身元|素性|(?:勤メ先|勤務先|職場|自宅|住所|車|顔写真)ハ|何者|誰ナノカ知|=|ヲ特定|サラ|晒|見ツケ|突キ止メ|分カ[ッリ]|ワカ[ッリ]|知ッテ|判明|公開シ|バラ"
    r"|サン|氏|クン|先生|議員|[会部課店社校]長|店主|司書|職員|息子|娘|旦那|主人|奥様|[母父妻夫](?=[ラダニトッ?]|$)|社員"
)


def find(case: Case) -> Iterator[Hit]:
    folded = case.draft.folded
    for hit in _GUESS.finditer(folded):
        yield Hit("unmasking.guess", "probable", hit.start(), hit.end())
    if not _MAY_BE_ABOUT.search(folded):
        return
    for handle in case.policy.city.handles_in_room:
        if handle in folded:  # a room can have hundreds; few are named in one post
            for hit in re.finditer(re.escape(handle) + _ABOUT_HANDLE, folded):
                yield Hit("unmasking.guess", "probable", hit.start(), hit.end())
