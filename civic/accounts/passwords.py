"""Passwords: argon2id with our own costs, at most two hashings at a time."""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# 19 MiB and about 30 ms each (OWASP's first choice); the library's default of 64 MiB in 40 threads could take 2.6 GB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_at_a_time = threading.BoundedSemaphore(2)

SHORTEST = 10
LONGEST = 128


def _plain(password: str) -> str:
    """Typed full-width or half-width, it is the same password."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Call it before the first statement of a writing session: it takes longer than the write lock should be held."""
    with _at_a_time:
        return _hasher.hash(_plain(password))


@cache
def _nobodys() -> str:
    return hash_password("nobody's password")


def is_right(password: str, password_hash: str | None) -> bool:
    """Takes the same time for an account that does not exist or has no password."""
    known = password_hash or _nobodys()
    with _at_a_time:
        try:
            _hasher.verify(known, _plain(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return password_hash is not None


def is_too_simple(password: str, *names: str) -> bool:
    """Few different characters, or the person's own name or address."""
    plain = _plain(password).casefold()
    return len(set(plain)) < 5 or plain in {_plain(name).casefold() for name in names if name}
