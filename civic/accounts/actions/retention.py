"""Erasing on time: connections, ended sessions, links and sign-ups nobody confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.models import (
    CardCheck,
    Connection,
    EmailChange,
    FormerHandle,
    LetterRequest,
    PendingSignUp,
    SignInSession,
    SingleUseToken,
)  # fmt: skip
from civic.city.queries import setting
from civic.db import Db


def erase_ended(db: Db, now: datetime) -> None:
    """Connections on their day; sessions and used links as long after their end as connections are kept, because
    the two are read together when an account was taken over. How many of each went is in the ledger."""
    horizon = now - timedelta(days=int(setting(db, "connection.retention_days")))
    today = clock.today(now)
    ended = {
        "connection_record": delete(Connection).where(col(Connection.erase_on) <= today),
        "pending_sign_up": delete(PendingSignUp).where(col(PendingSignUp.expires_at) <= now),
        "single_use_token": delete(SingleUseToken).where(col(SingleUseToken.expires_at) <= horizon),
        "letter_request": delete(LetterRequest).where(col(LetterRequest.expires_at) <= now),
        "card_check": delete(CardCheck).where(col(CardCheck.expires_at) <= now),
        "email_change": delete(EmailChange).where(col(EmailChange.expires_at) <= now),
        "former_handle": delete(FormerHandle).where(col(FormerHandle.erase_on) <= today),
        "sign_in_session": delete(SignInSession).where(
            (col(SignInSession.expires_at) <= horizon) | (col(SignInSession.revoked_at) <= horizon)
        ),
    }
    counts: dict[str, object] = {}
    for table, statement in ended.items():
        gone = db.execute(statement)
        if isinstance(gone, CursorResult) and gone.rowcount > 0:
            counts[table] = gone.rowcount
    if counts:
        ledger.append(db, None, "accounts.erase_ended", "retention", at=now, **counts)
