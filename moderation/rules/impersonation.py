"""Posing as the city or its officials: claims of office by somebody who does not post as staff."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_OFFICE = r"(?:市役所|区役所|町役場|村役場|役所|役場|県庁|都庁|教育委員会|市当局|[^\s、。!?]{1,10}課(?![題税金程]))"
_STARTS = r"(?:^|[。!?\n\s])(?:皆サン[、。]?|オ知ラセ[。、:]?|私ハ[、]?|ワタシハ[、]?)?"
_OFFICIAL_ANSWER = re.compile(
    r"(?:市|区|町|村|市役所|区役所|役場|行政|当局)(?:トシテ)?(?:ノ|カラノ)(?:公式|正式)(?:ナ)?"
    r"(?:回答|見解|発表|オ知ラセ|アカウント|通知)(?:ハ以下|デス|デアリマス|トナリマス|ヲオ知ラセ|ヲオ伝エ|トシテ(?:オ伝エ|回答|投稿))"
    r"|(?:市|区|町|村)(?:役所|役場)?(?:トシテ|ヲ代表シテ)(?:正式|公式)ニ?(?:回答|オ答エ|オ知ラセ|発表|通知)"
    r"(?:シ(?!テ(?:ホシ|欲シ|クダ|下サ|モラ|イタダ|頂|ク)|ロ|ナサ|テイナ|ナイ)|イタシ|サセ)"
)
_CLAIM = re.compile(
    rf"(?:^|[\s【\[■])[^\s、。!?]{{0,8}}?{_OFFICE}(?:ヨリ|カラ)ノ?(?:大切ナ|重要ナ)?(?:オ知ラセ|ゴ案内)(?:[】\]:]|デス[。!])"
    rf"|{_STARTS}(?:コチラハ[、]?)?[^\s、。!?]{{0,10}}?{_OFFICE}(?:ノ)?(?:職員|担当者?|課長|部長|[^\s、。!?]{{1,6}})(?:デス[。!\n\s]|ヨリ(?:オ知ラセ|回答|ゴ案内))"
    rf"|{_STARTS}(?:コチラハ[、]?)[^\s、。!?]{{0,10}}?{_OFFICE}デス"
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
