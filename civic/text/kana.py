"""Kana: telling a query written in kana alone, and the katakana form in which readings are kept."""

import re

from civic.text.normalise import normalise_text

_ALL_KANA = re.compile(r"[ァ-ヺー]+(?: [ァ-ヺー]+)*")


def to_katakana(text: str) -> str:
    """A reading as it is indexed: full-width katakana, folded like everything else."""
    return normalise_text(text)


def is_kana(text: str) -> bool:
    """Whether a query is written in kana alone, so that readings of names may be searched as well."""
    return _ALL_KANA.fullmatch(normalise_text(text).strip()) is not None
