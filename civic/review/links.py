"""Links for people without an account: signed with the city's key, worth nothing for another thing or another city."""

import hashlib
import hmac


def sign(key: bytes, what: str, number: int) -> str:
    """`12-…`: the number and its signature. `what` keeps the links of reports and requests apart."""
    made = hmac.new(key, f"review:{what}:{number}".encode(), hashlib.sha256).hexdigest()[:40]
    return f"{number}-{made}"


def read(key: bytes, what: str, token: str) -> int | None:
    """The number, when the signature is ours."""
    number, _, _signature = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return int(number) if hmac.compare_digest(sign(key, what, int(number)).encode(), token.encode()) else None
