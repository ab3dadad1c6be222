"""Erasing on time: connections, ended sessions, links and sign-ups nobody confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from civic import clock
from civic.accounts.models import CardCheck, Connection, LetterRequest, PendingSignUp, SignInSession, SingleUseToken
from civic.city.queries import setting
from civic.db import Db


def erase_ended(db: Db, now: datetime) -> None:
    """Connections on their day; sessions and used links as long after their end as connections are kept, because
    the two are read together when an account was taken over."""
    horizon = now - timedelta(days=int(setting(db, "connection.retention_days")))
    db.execute(delete(Connection).where(col(Connection.erase_on) <= clock.today(now)))
    db.execute(delete(PendingSignUp).where(col(PendingSignUp.expires_at) <= now))
    db.execute(delete(SingleUseToken).where(col(SingleUseToken.expires_at) <= horizon))
    db.execute(delete(LetterRequest).where(col(LetterRequest.expires_at) <= now))
    db.execute(delete(CardCheck).where(col(CardCheck.expires_at) <= now))
    ended = (col(SignInSession.expires_at) <= horizon) | (col(SignInSession.revoked_at) <= horizon)
    db.execute(delete(SignInSession).where(ended))
