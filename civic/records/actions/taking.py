"""Taking one's own data along: only with the password."""

from civic.accounts.passwords import is_right
from civic.accounts.queries import Credentials
from civic.errors import Refused


def need_password(known: Credentials, password: str) -> None:
    """Raises Refused. Somebody who has none (a card alone) sets one first."""
    if not is_right(password, known.password_hash):
        raise Refused("accounts.wrong_password")
