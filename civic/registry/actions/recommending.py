"""Recommending somebody else: name and contact alone, for some days, until that person applies or says no."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.fields import NOTICE_VERSION
from civic.registry.forms import RecommendPerson
from civic.registry.models import Recommendation


def recommend_person(db: Db, actor: Viewer, form: RecommendPerson, now: datetime) -> Recommendation:
    """The officer asks the person. A second click gives the first one back."""
    person = require(actor, "entry.apply")
    mine = (col(Recommendation.recommender_id) == person.person_id) & (col(Recommendation.once) == form.once)
    first = db.exec(select(Recommendation).where(mine)).first()
    if first is not None:
        return first
    if form.notice_version != NOTICE_VERSION:
        raise Refused("registry.notice_changed")
    days = int(city.setting(db, "registry.recommendation_days"))
    made = Recommendation(
        recommender_id=person.person_id, name=form.name, contact=form.contact, notice_version=form.notice_version,
        at=now, erase_on=clock.today(now) + timedelta(days=days), once=form.once,
    )  # fmt: skip
    db.add(made)
    db.flush()
    officers = people_with(db, Role.REGISTRY_OFFICER, now)
    cause = f"recommendation:{made.id}"
    tell(db, officers, "person_recommended", cause=cause, target=cause, path="/staff/registry/recommended", now=now)
    return made


def drop_recommendation(db: Db, actor: Viewer, one: Recommendation, now: datetime) -> None:
    """The person applied, or said no: name and contact are erased at once."""
    person = require(actor, "entry_queue.see")
    number = one.id
    db.delete(one)
    ledger.append(db, person.person_id, "registry.drop_recommendation", f"recommendation:{number}", at=now)
