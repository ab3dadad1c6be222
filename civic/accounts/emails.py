"""E-mail addresses: what we accept and how two are compared."""

import re
import unicodedata

# RFC 5322 atoms with dots anywhere: old carriers gave out `a..b.@docomo.ne.jp`, which the standard forbids.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9\-]{{0,61}}[A-Za-z0-9])?")
LONGEST = 254


def tidy_email(typed: str) -> str | None:
    """The address as it is mailed to, typed full-width or not; None when it cannot be one."""
    email = unicodedata.normalize("NFKC", typed).strip()
    local, at, domain = email.rpartition("@")
    if not at or len(email) > LONGEST or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return email


def fold_email(email: str) -> str:
    return email.casefold()
