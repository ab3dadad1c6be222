"""E-mail addresses of persons, also with the at sign and the dots spelled out to slip past."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_LOCAL = r"(?<![a-z0-9._%+\-])(?P<local>[a-z0-9._%+\-]++)"
_SPELLED_DOT = r"\s{0,2}(?:[(\[{<]\s?(?:dot|ドット|テン|\.)\s?[)\]}>]|ドット|[。,])\s{0,2}"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,62})"
_KNOWN_END = r"(?:com|net|org|jp|info|biz|me|io|tv|cc|dev|app|email|mail|xyz|online|site|tokyo|osaka|de|uk|us|kr|cn|tw)"
_PROVIDER = r"(?:gmail|yahoo|docomo|ezweb|softbank|icloud|outlook|hotmail)"
_PLAIN = re.compile(
    rf"{_LOCAL}\s{{0,2}}@\s{{0,2}}(?P<domain>(?:{_LABEL}\s?\.\s?){{1,5}}[a-z]{{2,24}}|{_PROVIDER}(?:com|nejp|cojp|jp)?)(?![a-z0-9])"
)
_DISGUISED = re.compile(
    rf"{_LOCAL}\s{{0,2}}(?:@|[(\[{{<〈《【「]\s?(?:at|@|アット(?:マ-?ー?ク)?|a)\s?[)\]}}>〉》】」]|アット(?:マ-?ー?ク)?|[★☆◎●■♪◆]|_at_)\s{{0,2}}"
    rf"(?P<domain>(?:{_LABEL}(?:\s?\.\s?|{_SPELLED_DOT})){{1,5}}{_KNOWN_END})(?![a-z0-9])"
)
_ENGLISH = re.compile(
    rf"{_LOCAL}\s+at\s+(?P<domain>(?:{_LABEL}(?:\s+dot\s+|{_SPELLED_DOT})){{1,5}}{_KNOWN_END}|{_PROVIDER}\.[a-z.]{{2,9}})"
    r"(?![a-z0-9])"
    # A word before "at" with a dot, bar or figure in it is a name: poko.taro at example.net, but look at example.net.
    rf"|(?<![a-z0-9._%+\-])(?=[a-z]*+[._\-0-9])(?P<named>[a-z0-9._\-]++)\s+at\s+(?P<host>(?:{_LABEL}\.){{1,4}}{_KNOWN_END})(?![a-z0-9])"
)
_READ_ALOUD = re.compile(
    r"(?:@|アットマ-?ー?ク|アット)[^。、\n]{1,30}?(?:ドット|テン|\.)\s?(?:コム|com|ジェ-?ー?イ?ピ-?ー?イ?|jp|ネット|net|オルグ|org)"
)
_ANY_SIGN_OF_MAIL = re.compile(r"[a-z@]|アット")
_WORD_BEFORE = re.compile(r"[a-z0-9ァ-ヺー._\-]{1,30}\s?$")
# One letter at a time: t a r o @ e x a m p l e . c o m
_SPREAD = re.compile(
    r"(?<![a-z0-9])(?P<local>[a-z0-9._\-](?:\s[a-z0-9._\-]){2,40}+)\s?@(?P<domain>(?:\s?[a-z0-9\-]){2,40}?\s?\.(?:\s?[a-z.]){2,12}+)"
)
# Another sign, with the word that it stands for @.
_OTHER_SIGN = re.compile(
    rf"{_LOCAL}[#%&$*=/|!?☆※§¢©](?P<domain>(?:{_LABEL}\s?\.\s?){{1,5}}{_KNOWN_END})(?![a-z0-9])(?=[^。\n]{{0,16}}(?:アット|@))"
)
_AT_BETWEEN_BARS = re.compile(
    rf"(?<![a-z0-9._%+\-])(?P<local>[a-z0-9.%+\-]{{1,64}})_(?:at|アット)_(?P<domain>(?:{_LABEL}\s?(?:\.|_dot_)\s?){{1,5}}{_KNOWN_END})"
)
# Japanese on both sides of the sign: 根津@例え.テスト
_JAPANESE = re.compile(
    r"(?P<local>[^\s@、。「」()【】:]{1,30})@(?P<domain>(?:[^\s@、。「」()【】.]{1,30}\.){1,3}(?:テスト|日本|ミンナ|コム|クラウド|ストア|[a-z]{2,6}))"
    r"(?![a-z0-9ァ-ヺー])"
)
# nezu at gmail, with the end of the name left to the reader.
_WITHOUT_END = re.compile(rf"{_LOCAL}(?<!look)(?<!us)\s+at\s+(?P<domain>{_PROVIDER})(?![a-z0-9])")
_SHAPES = (_AT_BETWEEN_BARS, _PLAIN, _DISGUISED, _ENGLISH, _OTHER_SIGN, _SPREAD, _JAPANESE, _WITHOUT_END, _READ_ALOUD)


def find(case: Case) -> Iterator[Hit]:
    """The city's own addresses and everything at its own domains are no personal data."""
    folded = case.draft.folded
    if not _ANY_SIGN_OF_MAIL.search(folded):
        return  # most posts: nothing to look through eight times
    is_read = bytearray(len(folded))
    for shape in _SHAPES:
        for hit in shape.finditer(folded):
            start = hit.start()
            if shape is _READ_ALOUD and (word := _WORD_BEFORE.search(folded, max(0, start - 31), start)):
                start = word.start()
            if any(is_read[start : hit.end()]):
                continue
            is_read[start : hit.end()] = b"\x01" * (hit.end() - start)
            if shape is _READ_ALOUD or not _is_own(case, *(part for part in hit.groups() if part)):
                yield Hit("personal_data.email", "probable" if shape is _WITHOUT_END else "certain", start, hit.end())


def _is_own(case: Case, local: str, written_domain: str) -> bool:
    city = case.policy.city
    domain = re.sub(r"\s+dot\s+|\s", ".", re.sub(rf"_dot_|{_SPELLED_DOT}|\s?\.\s?", ".", written_domain))
    return f"{local}@{domain}" in city.own_mail or any(
        domain == own or domain.endswith("." + own) for own in city.own_domains
    )
