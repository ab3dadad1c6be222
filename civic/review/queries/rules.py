"""The rules and settings decisions are taken under."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.city import queries as city
from civic.city.models import RuleSet


def articles(db: Session, version: int) -> dict[int, dict[str, Any]]:
    """The articles of one rule version by number."""
    rules = db.get(RuleSet, version)
    if rules is None:
        return {}
    listed = rules.data.get("articles", [])
    assert isinstance(listed, list)
    return {int(article["no"]): article for article in listed}


def articles_to_hide(db: Session, version: int) -> dict[int, dict[str, Any]]:
    """Articles a post may be hidden or kept back under; what is off the subject is moved, never hidden (article 13)."""
    return {no: article for no, article in articles(db, version).items() if "hide" in article["allowed_actions"]}


def min_reason(db: Session) -> int:
    return int(city.setting(db, "moderation.min_reason"))


def held_open_days(db: Session) -> int:
    return int(city.setting(db, "moderation.held_open_days"))


def contact(db: Session) -> str:
    """Where residents turn to; empty when the city has not said."""
    return str(city.setting(db, "city.contact"))


def appeal_days(db: Session) -> int:
    return int(city.setting(db, "moderation.appeal_days"))


def appeal_until(db: Session, decided_at: datetime) -> date:
    """The last day on which the author may object."""
    return clock.today(decided_at) + timedelta(days=appeal_days(db))


def article_texts(db: Session) -> dict[tuple[int, int], str]:
    """The plain words of every article by rule version and number."""
    versions = db.execute(select(col(RuleSet.version))).scalars().all()
    return {(v, no): str(one["plain_text"]) for v in versions for no, one in articles(db, v).items()}
