"""Tables of people: accounts, sessions, single-use tokens, role grants, connections."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.permissions.actor import Role


class PersonState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class Person(SQLModel, table=True):
    """An account. `handle` is shown; `name` (real name) only where a room's policy says so."""

    __tablename__ = "person"

    id: int = pk()
    handle: str = Field(max_length=40)
    handle_folded: str = Field(max_length=80, unique=True)
    name: str = Field(default="", max_length=80)
    kana: str = Field(default="", max_length=80)
    email: str | None = Field(default=None, max_length=254)
    email_folded: str | None = Field(default=None, max_length=254, unique=True)
    email_confirmed_at: datetime | None = None
    password_hash: str | None = Field(default=None, max_length=200)
    district: str = Field(default="", max_length=60)
    language: str = Field(default="ja", max_length=2)
    state: PersonState = Field(default=PersonState.ACTIVE, sa_type=one_of(PersonState, "state"))
    suspended_until: datetime | None = None
    identity_level: int = 1
    # The purpose notice (DOMAIN §6.1) that was shown before anything was typed.
    notice_version: int = 1
    totp_secret: str | None = Field(default=None, max_length=200)
    totp_confirmed_at: datetime | None = None
    totp_last_step: int = 0
    # A new secret while the person sets up their telephone; the old one holds until this one is confirmed.
    totp_pending: str | None = Field(default=None, max_length=64)
    created_at: datetime
    unread_notices: int = 0
    # Somebody who works for the city under a contract: for whom, and the last day the account can be used.
    organisation: str = Field(default="", max_length=80)
    ends_on: date | None = None
    # The day of the last sign-in; with the warnings it says when an account nobody uses is closed.
    last_active_on: date | None = None
    inactive_warnings: int = 0
    inactive_warned_on: date | None = None
    left_at: datetime | None = None


class FormerHandle(SQLModel, table=True):
    """A handle somebody had: nobody else takes it for a while and passes for them. Kept as a digest only."""

    __tablename__ = "former_handle"

    handle_hash: str = Field(max_length=64, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    erase_on: date = Field(index=True)


class EmailChange(SQLModel, table=True):
    """A new address that waits for the link mailed to it; the old one holds until then."""

    __tablename__ = "email_change"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", unique=True)
    email: str = Field(max_length=254)
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    expires_at: datetime


class RecoveryCode(SQLModel, table=True):
    """Ten single-use codes for a lost telephone; only their hashes are kept."""

    __tablename__ = "recovery_code"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = None


class SignInSession(SQLModel, table=True):
    """A signed-in browser; the cookie's token is kept only as a hash. Revoked rows stay until retention ends."""

    __tablename__ = "sign_in_session"

    token_hash: str = Field(max_length=64, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    second_factor_at: datetime | None = None
    is_kiosk: bool = False
    revoked_at: datetime | None = None
    agent: str = Field(default="", max_length=120)


class TokenPurpose(StrEnum):
    RESET_PASSWORD = "reset_password"  # noqa: S105
    COUNTER_CODE = "counter_code"


class SingleUseToken(SQLModel, table=True):
    """A link in a mail or a code from the counter: one use, one purpose, an end."""

    __tablename__ = "single_use_token"

    id: int = pk()
    purpose: TokenPurpose = Field(sa_type=one_of(TokenPurpose, "purpose"))
    token_hash: str = Field(max_length=64, unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    issued_by: int | None = None
    # What was checked at the counter when the code was issued (DOMAIN §6.4).
    identity_level: int = 1
    expires_at: datetime
    used_at: datetime | None = None


class PendingSignUp(SQLModel, table=True):
    """A sign-up whose e-mail address is not confirmed yet: no person until then, erased when the link ends."""

    __tablename__ = "pending_sign_up"

    id: int = pk()
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    handle: str = Field(max_length=40)
    email: str = Field(max_length=254)
    password_hash: str = Field(max_length=200)
    language: str = Field(default="ja", max_length=2)
    notice_version: int
    created_at: datetime
    expires_at: datetime


class ProofMethod(StrEnum):
    """How somebody's residence was checked (DOMAIN §6.4, L2 and L3)."""

    LETTER = "letter"
    LIST = "list"
    CARD = "card"


class IdentityProof(SQLModel, table=True):
    """That a check was made: subject, method, time and one boolean, nothing of what was read. One card, one person."""

    __tablename__ = "identity_proof"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    method: ProofMethod = Field(sa_type=one_of(ProofMethod, "method"))
    issuer: str | None = Field(default=None, max_length=200)
    subject: str | None = Field(default=None, max_length=200)
    is_resident: bool
    verified_at: datetime
    verified_by: int | None = None


class CardCheck(SQLModel, table=True):
    """A sign-in with a card that was begun and has not come back; erased soon after its end."""

    __tablename__ = "card_check"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str = Field(max_length=2000)
    state: str = Field(max_length=80, unique=True)
    nonce: str = Field(max_length=80)
    verifier: str = Field(max_length=128)
    expires_at: datetime
    used_at: datetime | None = None


class LetterRequest(SQLModel, table=True):
    """Somebody asked for a code by post. Name and address stay only until the code is used or ends."""

    __tablename__ = "letter_request"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", unique=True)
    name: str = Field(max_length=80)
    address: str = Field(max_length=200)
    notice_version: int
    created_at: datetime
    code_hash: str | None = Field(default=None, max_length=64)
    issued_at: datetime | None = None
    expires_at: datetime


class RoleGrant(SQLModel, table=True):
    """A role from one day to another, for the site, a room or a section. Never changed, only revoked."""

    __tablename__ = "role_grant"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=one_of(Role, "role"))
    scope: str = Field(default="site", max_length=10)
    scope_id: int | None = None
    starts_on: date
    ends_on: date | None = None
    granted_by: int | None = None
    revoked_at: datetime | None = None
    revoked_by: int | None = None


class Connection(SQLModel, table=True):
    """IP, port and time of a post or a sign-in: a table of its own with purpose and end of retention."""

    __tablename__ = "connection_record"

    id: int = pk()
    purpose: str = Field(max_length=20)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    target: str = Field(default="", max_length=60, index=True)
    ip: str = Field(max_length=45)
    port: int = 0
    at: datetime
    erase_on: date = Field(index=True)


class ReadingCount(SQLModel, table=True):
    """How often a member of staff opened private data of one kind on one day."""

    __tablename__ = "reading_count"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    what: str = Field(max_length=20, primary_key=True)
    on: date = Field(primary_key=True)
    count: int = 0


class ReadingPass(SQLModel, table=True):
    """A second person allows more readings of one kind for one day (DOMAIN §1, 39)."""

    __tablename__ = "reading_pass"
    __table_args__ = (UniqueConstraint("person_id", "what", "on"),)

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    what: str = Field(max_length=20)
    on: date = Field(index=True)
    reason: str = Field(max_length=500)
    asked_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
    is_allowed: bool = False
    rev: int = 1
