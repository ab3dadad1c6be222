"""By what the files of each council system and ordinance collection are told apart, before any of them is read."""

import re
import unicodedata

# What an answer of DiscussNet calls its list.
DISCUSSNET_LISTS = ("tenant_minutes", "council_schedules")
# Every page of gijiroku.com names a speech by this number; its sidebar lists them all.
GIJIROKU_NUMBER = re.compile(r'<A NAME="?HUID([0-9]{1,12})', re.IGNORECASE)
_GIJIROKU_LISTED = re.compile(r"HUID=[0-9]{1,12}&", re.IGNORECASE)
KENSAKU_HEAD = re.compile(r"(?P<name>開催日|会議名)[：:](?P<value>[^\n]*)")
KENSAKU_PROGRAM = re.compile(r"cgi-bin3/|(?:r_Speakers|r_TextFrame|ResultFrame|See)\.exe", re.IGNORECASE)
ORDINANCE_NUMBER = re.compile(
    "(?P<year>(?:明治|大正|昭和|平成|令和)(?:[0-9元]{1,2}|[一二三四五六七八九十]{1,3})年)?"
    "(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})日)? ?"
    "(?P<form>[^0-9 。、年月日]{0,20}(?:条例|規則|規程|要綱|要領|訓令甲?|告示|訓示|規約))"
    "第(?P<number>[0-9]{1,5}|[一二三四五六七八九十百千]{1,7})号"
)
ARTICLE_SIGN = re.compile("第[0-9０-９一二三四五六七八九十]+条")


def is_discussnet(head: str) -> bool:
    """By the first characters of a file."""
    return head.startswith("{") and any(f'"{name}"' in head[:500] for name in DISCUSSNET_LISTS)


def is_gijiroku(text: str) -> bool:
    """By signs only this system's pages carry."""
    return bool(GIJIROKU_NUMBER.search(text)) or ("voiweb.exe" in text.lower() and bool(_GIJIROKU_LISTED.search(text)))


def is_kensaku_text(text: str) -> bool:
    """The text a sitting is downloaded as begins with its day and its name."""
    return {found["name"] for found in KENSAKU_HEAD.finditer(text[:2000])} == {"開催日", "会議名"}


def is_kensaku_page(text: str) -> bool:
    return len(KENSAKU_PROGRAM.findall(text)) >= 2


def is_ordinance_page(text: str) -> bool:
    """Articles, and an ordinance's number: a page with both is one, whoever laid it out."""
    plain = unicodedata.normalize("NFKC", re.sub("<[^>]{0,500}>", "", text))
    return bool(ARTICLE_SIGN.search(plain) and ORDINANCE_NUMBER.search(plain))
