"""The ways a request can be refused; each carries a code, and civic.i18n turns codes into sentences."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class CivicError(Exception):
    """A refusal that has a page: `code` names the sentence, `data` fills it."""

    status = 500
    # What must survive the refusal, written by @page in a transaction of its own after the rollback.
    record: "Callable[[Session], object] | None" = None

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data: Mapping[str, object] = data


class NotFound(CivicError):
    """The thing does not exist, or this viewer may not know that it does."""

    status = 404

    def __init__(self, code: str = "web.not_found", **data: object) -> None:
        super().__init__(code, **data)


class Forbidden(CivicError):
    """The viewer may see the thing but not do this to it; `code` is the permission that was asked."""

    status = 403


class StaleForm(Forbidden):
    """A form of this very site whose token is over: the session ended, or began anew (then the form is shown once more
    with a token of the new one), while somebody wrote."""


class Refused(CivicError):
    """A rule says no; nothing was changed. The sentence says which rule and what to do next."""

    status = 422


class Stale(CivicError):
    """Somebody else was first: the thing is no longer as the viewer saw it."""

    status = 409


class TooMany(CivicError):
    """A limit was reached; `seconds` in data says how long to wait."""

    status = 429


class CannotStore(CivicError):
    """The disk is full or the database does not answer: nothing was written, and what was typed is given back."""

    status = 503

    def __init__(self, code: str = "web.cannot_store", **data: object) -> None:
        super().__init__(code, **data)


class SignInNeeded(CivicError):
    """The page is for people who have signed in; the web layer leads there and back."""

    status = 401

    def __init__(self, code: str = "web.sign_in_needed", **data: object) -> None:
        super().__init__(code, **data)


class SecondFactorNeeded(CivicError):
    """A granted role is in force only after a one-time code (HOUSE: required for every granted role)."""

    status = 401

    def __init__(self, code: str = "web.second_factor_needed", **data: object) -> None:
        super().__init__(code, **data)


class Invalid(CivicError):
    """A form is not well formed: `errors` maps a field to codes with their data; `typed` keeps what was entered."""

    status = 422

    def __init__(
        self, errors: Mapping[str, list[tuple[str, Mapping[str, object]]]], typed: Mapping[str, object]
    ) -> None:
        super().__init__("web.invalid_form")
        self.errors = errors
        self.typed = typed
