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
    return articles_allowing(db, version, "hide")


def articles_allowing(db: Session, version: int, act: str) -> dict[int, dict[str, Any]]:
    """Articles under which this act may be taken, in the words of the rule set (`hide`, `mask`, `suspend_user`)."""
    return {no: article for no, article in articles(db, version).items() if act in article["allowed_actions"]}


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


def claim_hours(db: Session) -> int:
    """A claim older than this holds nobody back."""
    return int(city.setting(db, "moderation.claim_hours"))


def second_hours(db: Session) -> int:
    """How long one person's hide holds without a second."""
    return int(city.setting(db, "moderation.second_hours"))


def training_required(db: Session) -> bool:
    return bool(city.setting(db, "moderation.training_required"))


def many_reports(db: Session) -> int:
    """From so many reports on, a case stands before the others; nothing is ever hidden by number."""
    return int(city.setting(db, "moderation.many_reports"))


def reason_templates(db: Session) -> list[str]:
    return [str(line) for line in city.setting(db, "moderation.reason_templates")]


def appeal_due_on(db: Session, filed_at: datetime) -> date:
    """The day by which an appeal is decided (開庁日)."""
    days = int(city.setting(db, "moderation.appeal_open_days"))
    return clock.add_open_days(clock.today(filed_at), days, city.closed_days(db))


def lines(db: Session, name: str) -> list[str]:
    """A setting of several lines: duty contacts, counselling, duty addresses."""
    return [str(line) for line in city.setting(db, name)]
