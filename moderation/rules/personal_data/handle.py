"""Handles on other services given as a way to get in touch: a LINE ID, an Instagram account to write to."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit
from moderation.scale import Certainty

# Folded text: lower case, hiragana is katakana.
_SERVICE = re.compile(
    r"l\s?i\s?n\s?e(?!\.me)|(?<![ァ-ヺ])ライン(?!ナップ|アップ|ニング)|インスタ(?:グラム)?|instagram|ツイッタ|twitter|(?<![a-z0-9])x(?=[(ノデヘニハ:@\s])"
    r"|カカオ(?:ト-?ー?ク)?|kakao|ディスコ-?ー?ド|ディスコ(?=ハ?[a-z0-9:→@\s]|ノ\s?(?:id|アカ|垢))|discord|テレグラム|telegram|スカイプ|skype|フェイスブック|facebook|メッセンジャ|messenger"
    r"|ティックトック|tiktok|シグナル(?=ノ(?:アプリ|ユ-?ー?ザ|id|アカウント))|whatsapp|ワッツアップ|wechat|微信|bluesky|ブル-?ー?スカイ|mixi2?|ミクシィ|threads|スレッズ"
)
_ID = r"(?:i\s?d|アイディ-?ー?|アイデ-?ー?|ユ-?ー?ザ-?ー?名|アカウント(?:名)?|垢|アカ)"
_NAME = r"(?:live:)?[a-z0-9][a-z0-9._\-]{2,29}(?:#[0-9]{4})?"
_GIVEN = re.compile(
    rf"(?P<label>{_ID}(?:ノ)?(?:検索)?(?:ハ|ワ|ガ|ヲ|ノ|デス|教エ(?:マス|ル|テ)|交換シ(?:マショウ?|ヨウ?)|[:=→⇒「『(、\s])*)(?P<named>@?{_NAME})"
    rf"|(?P<at>(?<![a-z0-9._%+\-])@\s?{_NAME})(?!\.?[a-z0-9])|(?:[→⇒:「『(、\s]|デ|ニ|ノ|ハ)\s?(?P<bare>{_NAME})(?![a-z0-9@.])"
)
_LINK = re.compile(r"(?:https?://)?(?:line\.me/(?:ti|r)/[a-z0-9/@._~\-]+|lin\.ee/[a-z0-9]+|(?:t|wa)\.me/[a-z0-9_+]+)")
# A person's page on a service for showing oneself: named, but nobody is asked to write to it.
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:instagram\.com|twitter\.com|(?<![a-z0-9])x\.com|facebook\.com|tiktok\.com|threads\.(?:net|com))/"
    r"(?!(?:p|reel|explore|hashtag|search|share|groups|events|i|intent|home)(?:[/?]|$))@?[a-z0-9._]{3,40}"
)
_CONTACT = re.compile(
    r"連絡|交換|(?<![線道])登録シ|絡マレ|dm|ダイレクトメ|追加|検索|友ダチ|友達|フォロ|メッセ|話シ|話ソ|話シタイ|繋ガ|ツナガ|凸|文句|晒|待ッテ|来テ(?:クダ|下サ|ネ)|キテ(?:クダ|下サ|ネ)|聞イテ|送ッテ|マデ|ヤッテマス|ヤッテイマス|コチラ|チャット|ドウゾ"
)
# Right behind the service: ラインhanako.77, Telegram: @hanako77.
_DIRECT = re.compile(rf"(?P<mark>[:→⇒=]?)\s?(?P<bare>@?{_NAME})(?![a-z0-9@.])")
_LATIN_END = re.compile(r"[a-z0-9]$")
# 垢は@mori_no: slang for a person's account, which a city does not use of its own.
_ACCOUNT = re.compile(rf"(?:垢|裏アカ)ハ\s?(@{_NAME})")
# The shape of a name on one service, which has no other use.
_NUMBERED = re.compile(r"(?<![a-z0-9._/])[a-z0-9._]{2,32}#[0-9]{4}(?![0-9])")
_TO_WRITE_TO = re.compile(rf"(?<=dm\s)@\s?{_NAME}|(?<![a-z0-9._%+\-])@\s?{_NAME}(?=[^。\n]{{0,8}}dm)")
# LINEは「hanako77」です: an account stated as one's own.
_STATED = re.compile(rf"ハ\s?[「『(]?@?{_NAME}[」』)]?デス")
# Services for talking in private: an account named there has no other use.
_PRIVATE = re.compile(
    r"line|ライン|カカオ|kakao|ディスコ|discord|テレグラム|telegram|スカイプ|skype|シグナル|whatsapp|ワッツ|wechat|微信"
)
_CITYS = re.compile(r"公式|市ノ(?:アカウント|line|ライン|インスタ|x|twitter|ツイッタ)|広報")
_ANY_LATIN = re.compile(r"[a-z]")
_REACH = 30
_SENTENCE_END = re.compile(rf"[。!?\n](?!\s?(?:{_ID}|@))")


def find(case: Case) -> Iterator[Hit]:
    """Certain with the word for an identifier beside it; otherwise wording that asks to get in touch must be near.

    The city's official accounts are no personal data, nor is speaking to @somebody in the room.
    """
    folded = case.draft.folded
    if not _ANY_LATIN.search(folded):
        return
    is_read = bytearray(len(folded))
    for hit in _candidates(folded):
        if not any(is_read[hit.start : hit.end]):
            is_read[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            yield hit


def _candidates(folded: str) -> Iterator[Hit]:
    for link in _LINK.finditer(folded):
        if not _CITYS.search(_before(folded, link.start())):
            yield Hit("personal_data.handle", "probable", link.start(), link.end())
    for page in _PROFILE.finditer(folded):
        if not _CITYS.search(_before(folded, page.start())):
            yield Hit("personal_data.handle", "possible", page.start(), page.end())
    for service in _SERVICE.finditer(folded):
        hit = _beside(folded, service)
        if hit is not None:
            yield hit
    for account in _ACCOUNT.finditer(folded):
        if not _CITYS.search(_before(folded, account.start())):
            yield Hit("personal_data.handle", "possible", *account.span(1))
    for alone in (_NUMBERED, _TO_WRITE_TO):
        for at in alone.finditer(folded):
            if _CONTACT.search(_sentence(folded, at.start(), at.end())):
                yield Hit("personal_data.handle", "probable", at.start(), at.end())


def _beside(folded: str, service: re.Match[str]) -> Hit | None:
    """The handle behind a service's name, in the same sentence."""
    if _CITYS.search(_before(folded, service.start())):
        return None
    stop = _SENTENCE_END.search(folded, service.end(), service.end() + _REACH)
    end = stop.start() if stop else service.end() + _REACH
    direct = _DIRECT.match(folded, service.end(), end)
    given = direct if direct is not None and _is_apart(service, direct) else _GIVEN.search(folded, service.end(), end)
    if given is None:
        return None
    group = given.lastgroup or "bare"
    start, stop_at = given.span(group)
    certainty = _certainty(group, given[group], _sentence(folded, service.start(), stop_at))
    if certainty is None and _is_private(service, given, group):
        certainty = "probable"
    elif certainty is None and _is_account(service, given, group):
        certainty = "possible"  # an account is named, nobody is asked to write to it
    return Hit("personal_data.handle", certainty, start, stop_at) if certainty else None


def _is_private(service: re.Match[str], given: re.Match[str], group: str) -> bool:
    """LINE→mori7, skype: live:mori, Discordはmori#4471: given by the mark, or by a shape that is a name and nothing else."""
    name = given[group]
    if (
        name.startswith("@")
        or not _PRIVATE.search(service[0].replace(" ", ""))
        or not re.search(r"[a-z]", name)
        or not re.search(r"[0-9._#:]", name)
    ):
        return False
    mark = given.groupdict().get("mark") or given.string[given.start() : given.start() + 1]
    return mark in (":", "→", "⇒", "=") or "#" in name or name.startswith("live:")


def _is_account(service: re.Match[str], given: re.Match[str], group: str) -> bool:
    """インスタは@mori_no, Instagram: mori.no: by the sign, or behind a mark by a shape that no word has."""
    between = given.string[service.end() : given.start(group)]
    if not re.search(r"[a-z]", given[group]) or not re.fullmatch(r"[ハノ:→⇒=()\s]{0,3}", between):
        return False
    return (
        group == "at" or "@" in given[group] or bool(given.groupdict().get("mark") and re.search(r"[._]", given[group]))
    )


def _is_apart(service: re.Match[str], direct: re.Match[str]) -> bool:
    """Not the end of a longer Latin word (lineup2), nor the word for an identifier."""
    is_glued = direct.start("bare") == service.end() and _LATIN_END.search(service[0])
    return not is_glued and not re.match(_ID, direct["bare"])


def _certainty(group: str, name: str, sentence: str) -> Certainty | None:
    if not re.search(r"[a-z]", name) or _SERVICE.fullmatch(name):
        return None  # a number of people, or the service once more
    if group == "named":
        return "certain"
    if group == "bare" and not re.search(r"[0-9._@]", name):
        return None  # a plain English word
    return "probable" if _CONTACT.search(sentence) or _STATED.search(sentence) else None


def _before(folded: str, at: int) -> str:
    return _SENTENCE_END.split(folded[max(0, at - _REACH) : at])[-1]


def _sentence(folded: str, start: int, end: int) -> str:
    return _before(folded, start) + folded[start:end] + _SENTENCE_END.split(folded[end : end + _REACH])[0]
