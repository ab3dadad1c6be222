"""Reads of the city: settings with their defaults, sections, topics, rules in force, facts for every page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Integer, String, bindparam, column, func, select, table
from sqlmodel import Session, col

from civic import clock
from civic.city.models import ElectionPeriod, RuleSet, RuleSetState, Section, Setting, SiteRevision, Topic
from civic.i18n import Terms, terms_of
from civic.prepared import Prepared

# Every number of days, fee or age is a city's setting (DOMAIN, first paragraph). Name -> default.
DEFAULTS: Mapping[str, Any] = {
    "documents.manifest_keys": "",
    "search.synonyms": [],
    "search.abbreviations": [],
    "search.engine": "auto",
    "search.joins_cities": 0,
    "room.announce_days": 3,
    "room.silence_days": 5,
    "post.free_edit_minutes": 15,
    "post.max_length": 4000,
    "moderation.held_open_days": 1,
    "moderation.min_reason": 20,
    "moderation.appeal_days": 14,
    "moderation.appeal_open_days": 10,
    "moderation.second_hours": 24,
    "moderation.claim_hours": 4,
    "moderation.many_reports": 3,
    "moderation.suspension_days": [7, 30, 90],
    "moderation.training_required": 0,
    "moderation.reporter_days": 90,
    "moderation.reason_templates": [],
    "moderation.identities_at_once": 1,
    "urgent.reason_hours": 24,
    "urgent.duty_contacts": [],
    "urgent.counselling": [],
    "urgent.duty_mail": [],
    "posting.hours": "",
    "posting.is_closed_outside": 0,
    "posting.pause_reason": "",
    "comment.least_days": 30,
    "comment.counts_first_day": 1,
    "comment.most_letters": 10_000,
    "comment.alike_percent": 70,
    "comment.identity_days": 365,
    "removal.answer_days": 7,
    "removal.inquiry_days": 7,
    "removal.inquiry_election_days": 2,
    "removal.legal_section": "",
    "response.acknowledge_open_days": 5,
    "response.default_due_days": 10,
    "summary.most_letters": 200,
    "summary.objection_days": 7,
    "summary.alike_percent": 50,
    "survey.least_replies": 10,
    "record.retention_years": 10,
    "area.supporters": 5,
    "area.most_weeks": 12,
    "letters.room": 0,
    "letters.section": "",
    "letters.due_open_days": 10,
    "letters.most_letters": 4000,
    "letters.sender_days": 365,
    "registry.valid_years": 2,
    "registry.min_age": 18,
    "registry.renewal_notice_days": [60, 14],
    "registry.needs_tie": 0,
    "registry.group_min_members": 0,
    "registry.group_min_years": 0,
    "registry.retention_days": 365,
    "registry.recommendation_days": 30,
    "registry.introduction_check_days": 7,
    "registry.introduction_answer_days": 14,
    "registry.introduction_report_days": 30,
    "account.min_age": 0,
    "account.kiosk_idle_minutes": 5,
    "account.token_hours": 24,
    "account.counter_code_days": 14,
    "identity.letter_days": 30,
    "account.handle_kept_days": 365,
    "reading.most_a_day": 20,
    "account.inactive_days": 0,
    "account.inactive_warning_days": [30, 7],
    "records.section": "",
    "records.decision_days": 30,
    "records.extension_days": 30,
    "records.after_disclosure_days": 90,
    "incident.first_days": 5,
    "incident.final_days": 30,
    "incident.final_malicious_days": 60,
    "connection.retention_days": 90,
    "mail.most_a_day": 10,
    "mail.storm_items": 20,
    "mail.pause_minutes": 15,
    "mail.staff_hour": 8,
    "mail.allow_domain": "",
    "reminder.days_before": [3, 1],
    "reminder.days_after": [1, 7],
    "network.shared": [],
    "open.welcomes_ai": 1,
    "open.crawler_pace": 120,
    "open.api_pace": 600,
    "open.licence": "",
    "open.licence_url": "",
    "city.closed_days": [list(day) for day in clock.YEAR_END],
    "city.contact": "",
    "city.information_request_url": "",
    "city.facts": {},
    "city.terms": {},
}

_NEWEST = (
    select(col(Setting.value)).where(col(Setting.name) == bindparam("name")).order_by(col(Setting.id).desc()).limit(1)
)


_IN_FORCE = Prepared(
    select(col(Setting.name), col(Setting.value)).where(
        col(Setting.id).in_(select(func.max(col(Setting.id))).group_by(col(Setting.name)))
    )
)


def settings(db: Session) -> Mapping[str, Any]:
    """All settings in force, read once in a session: a session is one request or one job."""
    found: Mapping[str, Any] | None = db.info.get("settings")
    if found is None:
        rows = _IN_FORCE.rows(db, {})
        found = db.info["settings"] = {**DEFAULTS, **{name: value for name, value in rows if name in DEFAULTS}}
    return found


def forget_settings(db: Session) -> None:
    """For the verb that changes one: this session reads them anew."""
    db.info.pop("settings", None)


def setting(db: Session, name: str) -> Any:
    """The value in force. An unknown name is a KeyError: settings stand in DEFAULTS."""
    return settings(db)[name]


def closed_days(db: Session) -> tuple[tuple[int, int], ...]:
    return tuple((int(m), int(d)) for m, d in setting(db, "city.closed_days"))


def section(db: Session, section_id: int | None) -> Section | None:
    return db.get(Section, section_id) if section_id is not None else None


def sections_on(db: Session, day: date) -> Sequence[Section]:
    """Sections that exist on that day, by code."""
    query = select(Section).where(
        col(Section.starts_on) <= day, (col(Section.ends_on).is_(None)) | (col(Section.ends_on) >= day)
    )
    return db.execute(query.order_by(col(Section.code))).scalars().all()


def sections_named(db: Session, ids: Iterable[int | None]) -> Mapping[int, str]:
    """Names by section, for lists that show where a role or a duty stands."""
    wanted = sorted({number for number in ids if number is not None})
    return dict(db.execute(select(col(Section.id), col(Section.name)).where(col(Section.id).in_(wanted))).all())


def section_in_charge(db: Session, section_id: int, day: date) -> Section:
    """The section that has the duty on that day: the one named, or its successor after a reorganisation."""
    found = db.get_one(Section, section_id)
    while found.ends_on is not None and found.ends_on < day and found.successor_id is not None:
        found = db.get_one(Section, found.successor_id)
    return found


def topics(db: Session) -> Sequence[Topic]:
    """Both levels, parents before their children."""
    query = select(Topic).order_by(col(Topic.parent_id).is_not(None), col(Topic.position), col(Topic.id))
    return db.execute(query).scalars().all()


def rules_in_force(db: Session, moment: datetime) -> RuleSet | None:
    query = select(RuleSet).where(col(RuleSet.state) == RuleSetState.ADOPTED, col(RuleSet.in_force_at) <= moment)
    return db.execute(query.order_by(col(RuleSet.version).desc()).limit(1)).scalars().first()


def election_period(db: Session, moment: datetime) -> ElectionPeriod | None:
    """The period that covers the moment: 0:00 of 告示日 to 24:00 of 投票日, Asia/Tokyo."""
    day = clock.today(moment)
    query = select(ElectionPeriod).where(col(ElectionPeriod.notice_on) <= day, col(ElectionPeriod.vote_on) >= day)
    return db.execute(query.limit(1)).scalars().first()


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What every page shows of the city."""

    revision: int
    incident: str
    election: str
    shared_networks: tuple[str, ...]
    crawler_pace: int
    terms: Terms = ()


_BY_AGE = select(col(Setting.value)).order_by(col(Setting.id).desc()).limit(1)
_PACE = _BY_AGE.where(col(Setting.name) == "open.crawler_pace")
_TERMS = _BY_AGE.where(col(Setting.name) == "city.terms")
# A breach residents have been told of (records stands above; its table is named here without its model).
_OPEN_INCIDENT = table("incident", column("id", Integer), column("title", String), column("is_open", Boolean))

_FACTS = Prepared(
    select(
        select(col(SiteRevision.rev)).limit(1).scalar_subquery(),
        _NEWEST.scalar_subquery(),
        _PACE.scalar_subquery(),
        _TERMS.scalar_subquery(),
        select(col(ElectionPeriod.name))
        .where(col(ElectionPeriod.notice_on) <= bindparam("day"), col(ElectionPeriod.vote_on) >= bindparam("day"))
        .limit(1)
        .scalar_subquery(),
        select(_OPEN_INCIDENT.c.title)
        .where(_OPEN_INCIDENT.c.is_open)
        .order_by(_OPEN_INCIDENT.c.id.desc())
        .limit(1)
        .scalar_subquery(),
    )
)


def site_facts(db: Session, now: datetime) -> SiteFacts:
    """One statement: the site's revision, shared networks, crawlers' pace, its own words, an election, an open breach."""
    values = {"name": "network.shared", "day": clock.today(now)}
    ((rev, networks, pace, words, election, incident),) = _FACTS.rows(db, values)
    return SiteFacts(
        revision=rev or 0,
        incident=incident or "",
        election=election or "",
        shared_networks=tuple(networks or ()),
        crawler_pace=DEFAULTS["open.crawler_pace"] if pace is None else int(pace),
        terms=terms_of(words),
    )


def rule_sets(db: Session) -> Sequence[RuleSet]:
    """Every version, newest first."""
    return db.execute(select(RuleSet).order_by(col(RuleSet.version).desc())).scalars().all()


def rule_set(db: Session, version: int) -> RuleSet | None:
    return db.get(RuleSet, version)


def history(db: Session, name: str) -> Sequence[Setting]:
    """Every change of a setting, newest first."""
    return db.execute(select(Setting).where(col(Setting.name) == name).order_by(col(Setting.id).desc())).scalars().all()


def all_sections(db: Session) -> Sequence[Section]:
    """Ended ones too: those in being first, by code."""
    query = select(Section).order_by(col(Section.ends_on).is_not(None), col(Section.code))
    return db.execute(query).scalars().all()


def topic(db: Session, topic_id: int | None) -> Topic | None:
    return db.get(Topic, topic_id) if topic_id is not None else None


def topic_by_code(db: Session, code: str) -> Topic | None:
    return db.execute(select(Topic).where(col(Topic.code) == code)).scalars().first()


def election_periods(db: Session) -> Sequence[ElectionPeriod]:
    """Newest first."""
    return db.execute(select(ElectionPeriod).order_by(col(ElectionPeriod.notice_on).desc())).scalars().all()


def site_revision(db: Session, _params: Mapping[str, Any], _now: datetime) -> tuple[str, datetime | None]:
    """For pages that show nothing but what the city set: the site's revision, in every stamp, says it all."""
    return "city", None


def rules_revision(db: Session, _params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None]:
    """Rules that were adopted for a later day come into force by the clock; a review is overdue from the day after."""
    query = select(func.min(col(RuleSet.in_force_at))).where(col(RuleSet.in_force_at) > now)
    rules = rules_in_force(db, now)
    late = clock.start_of(rules.review_on + timedelta(days=1)) if rules and rules.review_on else None
    following = [moment for moment in (db.execute(query).scalar_one(), late) if moment is not None and moment > now]
    is_late = late is not None and late <= now
    return f"rules-{rules.version if rules else 0}-{is_late}", min(following, default=None)
