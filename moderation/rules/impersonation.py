"""Posing as the city or its officials: claims of office by somebody who does not post as staff."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_OFFICE = r"(?:市役所|区役所|町役場|村役場|役所|役場|県庁|都庁|教育委員会|市当局|[^\s、。!?]{1,10}課(?![題税金程]))"
_CITY = r"(?:[一-鿿ァ-ヺー]{1,8}(?:市|区|町|村)(?:役所|役場)?)"
_STARTS = r"(?:^|[。!?\n\s])(?:皆サン[、。]?|オ知ラセ[。、:]?|私ハ[、]?|ワタシハ[、]?)?"
_OFFICIAL_ANSWER = re.compile(
    r"(?:市|区|町|村|市役所|区役所|役場|行政|当局)(?:トシテ)?(?:ノ|カラノ)(?:公式|正式)(?:ナ)?"
    r"(?:回答|見解|発表|オ知ラセ|アカウント|通知)(?:ハ以下|デス|デアリマス|トナリマス|ヲオ知ラセ|ヲオ伝エ|トシテ(?:オ伝エ|回答|投稿))"
    r"|(?:市|区|町|村)(?:役所|役場)?(?:トシテ(?:正式|公式)ニ?|ヲ代表シテ[、]?(?:正式ニ|公式ニ)?)(?:ゴ)?(?:回答|オ答エ|オ知ラセ|発表|通知)"
    r"(?:シ(?!テ(?:ホシ|欲シ|クダ|下サ|モラ|イタダ|頂|ク)|ロ|ナサ|テイナ|ナイ)|イタシ|サセ)"
)
_CLAIM = re.compile(
    r"[【\[■(<](?:[一-鿿ァ-ヺー]{1,8}?)?(?:市|区|町|村|市役所|区役所|役場|教育委員会)(?:ヨリ|カラ)(?:ノ)?(?:重要ナ|大切ナ|緊急ノ?)?(?:オ知ラセ|ゴ案内|連絡|通知|告知)[】\]>):]"
    r"|(?:^|[。!?\n\s、])(?:コチラ|私|ワタシ)?(?:ハ|ドモハ)?(?:[一-鿿ァ-ヺー]{1,8}?)?(?:市役所|区役所|役場|市ノ[一-鿿]{1,8}課)ノ(?:者|モノ)(?:デス|デスガ)"
    r"|(?:^|[。!?\n\s])(?:[一-鿿ァ-ヺ]{1,6}?)?(?:市|区|町|村)(?:ノ)?公式(?:アカウント|サポ-?ー?ト|窓口)デス"
    rf"|(?:^|[\s【\[■])[^\s、。!?]{{0,8}}?{_OFFICE}(?:ヨリ|カラ)ノ?(?:大切ナ|重要ナ)?(?:オ知ラセ|ゴ案内)(?:[】\]:]|デス[。!])"
    rf"|{_STARTS}(?:コチラハ[、]?)?(?:(?!元|前任)[^\s、。!?]){{0,10}}?{_OFFICE}(?:ノ)?(?:職員|担当者?|課長|部長|[^\s、。!?]{{1,6}})(?:デス[。!\n\s]|ヨリ(?:オ知ラセ|回答|ゴ案内))"
    r"|(?:^|[。!?\n\s])[一-鿿ァ-ヺ]{0,6}(?:市|区|町|村)(?!民)[一-鿿ァ-ヺ]{1,10}(?:課|室|係)デス[。!\n\s]"
    r"|(?:^|[。!?\n])(?:私ガ|ワタシガ)?(?:市長|区長|町長|村長|副市長|教育長)デス[。!]"
    rf"|(?:^|[\s【\[■。!?]){_CITY}?\s?[一-鿿ァ-ヺ]{{2,10}}(?:課|室|係|局)(?:ヨリ|カラ)(?:ノ)?(?:オ知ラセ|ゴ案内|連絡|通知)(?:シマス|イタシマス|致シマス|デス)"
    rf"|{_STARTS}(?:コチラハ[、]?)?{_CITY}?(?:市|区|町|村)(?:役所|役場)?ノ?(?:正規)?職員(?:デス(?![カラケ])|トシテ(?:申シ|オ伝エ|オ知ラセ|回答|オ答エ|説明)|ノ(?:立場|者)(?:デス|カラ申シ))"
    rf"|{_STARTS}(?:市長|区長|町長|村長|副市長|教育長)ノ(?:代理|代ワリ|秘書|命)(?:デ|ニ|トシテ|ヲ受ケ)[、]?(?:書イ|投稿|回答|オ伝エ|申シ|オ知ラセ|デス)"
    rf"|{_STARTS}(?:コチラハ?[、]?)[^\s、。!?]{{0,10}}?{_OFFICE}デス"
    rf"|{_STARTS}(?:私ハ|ワタシハ|私ガ)?(?:[^\s、。!?]{{0,8}}?)(?:市長|区長|町長|村長|副市長|教育長)ノ[^\s、。!?]{{1,8}}デス[。!\n\s]"
    rf"|{_STARTS}(?:私ハ|ワタシハ|私ガ)(?:[^\s、。!?]{{0,8}}?)(?:市長|区長|町長|村長|副市長|教育長)(?:本人)?デス"
)


def find(case: Case) -> Iterator[Hit]:
    """An official answer claimed is probable; a claim to be an employee is only possible, for it may be true."""
    if case.surroundings.author.is_staff:
        return
    for hit in _OFFICIAL_ANSWER.finditer(case.draft.folded):
        yield Hit("impersonation.city", "probable", hit.start(), hit.end())
    for hit in _CLAIM.finditer(case.draft.folded):
        yield Hit("impersonation.city", "possible", hit.start(), hit.end())
    for holder in case.policy.city.office_holders:
        if holder in case.draft.folded:  # the name with the office and です: 市長の見本市蔵です
            claim = rf"{_STARTS}[^\s、。!?]{{0,8}}?(?:市長|区長|町長|村長|議員|教育長)ノ?\s?{re.escape(holder)}デス"
            for hit in re.finditer(claim, case.draft.folded):
                yield Hit("impersonation.city", "possible", hit.start(), hit.end())
