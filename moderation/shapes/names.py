"""Variants of one person's name: 渡邊 and 渡辺 are one, also where search keeps the characters apart."""

import re

# Folding has already made 邊 辺 and 髙 高; these pairs it keeps apart, because outside names they are different words.
_VARIANTS = str.maketrans(
    "斎齋齊嶋嶌冨曾渕淵嵜﨑𠮷籐龍檜邊邉濱澤髙廣國櫻眞惠榮條瀨槇槙塚",
    "斉斉斉島島富曽淵淵崎崎吉藤竜桧辺辺浜沢高広国桜真恵栄条瀬槙槙塚",
)
_BLANK = re.compile(r"[\s・.,、]+")


def merge_name_variants(folded: str) -> str:
    """A name for comparison: variants merged, blanks and dots between family and given name dropped."""
    return _BLANK.sub("", folded).translate(_VARIANTS)


def variants_merged(folded: str) -> str:
    """The same merging in running text; the length stays, so offsets do too."""
    return folded.translate(_VARIANTS)
