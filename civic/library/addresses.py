"""Keys and paths of documents as parts of an address: safe letters only, the same key for the same source for good."""

import hashlib
import re
import unicodedata

KEY_LENGTH = 120
PATH_LENGTH = 80
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
# Readers mark a second passage of one number with ~2.
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,79}")
# Addresses of our own under /documents/{key}/ that no unit may take.
RESERVED = frozenset({"original", "compare", "text", "budget"})


def document_key(source: str) -> str:
    """The source's own key when it is a plain slug; else its plain letters and a digest, so that two never meet."""
    return source if _KEY.fullmatch(source) else _made(source, KEY_LENGTH, "document")


def unit_path(source: str) -> str:
    """The reader's path, made safe in the same way."""
    is_plain = _PATH.fullmatch(source) and source not in RESERVED
    return source if is_plain else _made(source, PATH_LENGTH, "u")


def _made(source: str, length: int, otherwise: str) -> str:
    plain = _OTHER.sub("-", unicodedata.normalize("NFKC", source)).strip("-._")
    digest = hashlib.sha256(source.encode(errors="replace")).hexdigest()[:8]
    return f"{plain[: length - 9].rstrip('-._') or otherwise}-{digest}"
