"""Secrets handed to people: made at random, kept only as hashes."""

import hashlib
import secrets

from civic.forms import half_width

# Without 0 O 1 I L and U: read from paper and typed by hand.
PAPER = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PAPER_LENGTH = 12


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_paper_code() -> str:
    """`ABCD-2345-EFGH`: 59 bits in three groups."""
    letters = "".join(secrets.choice(PAPER) for _ in range(PAPER_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, PAPER_LENGTH, 4))


def read_paper_code(typed: str) -> str:
    """Width, case, blanks and dashes do not matter."""
    return "".join(c for c in half_width(typed).upper() if c in PAPER)
