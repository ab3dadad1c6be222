"""The fixed cast of the tests: a small invented city, its sections, rules and one person per role."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, SQLModel

from civic import ledger
from civic.accounts.models import Person, RoleGrant
from civic.city.models import RuleSet, RuleSetState, Section, SiteRevision, Topic
from civic.permissions import Role
from civic.worker import load_jobs
from moderation.policy import default_policy_data

# A Tuesday, 10:00 in Tokyo, in no holiday week's shadow.
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
PARKS, SCHOOLS = 1, 2  # section ids

PEOPLE: dict[str, list[tuple[Role, str, int | None]]] = {
    "resident": [],
    "neighbour": [],
    "facilitator": [(Role.FACILITATOR, "room", 1)],
    "room_manager": [(Role.ROOM_MANAGER, "section", PARKS)],
    "moderator": [(Role.MODERATOR, "site", None)],
    "second_moderator": [(Role.MODERATOR, "site", None)],
    "other_moderator": [(Role.MODERATOR, "room", 999)],
    "drafter": [(Role.DRAFTER, "section", PARKS)],
    "approver": [(Role.APPROVER, "section", PARKS)],
    "other_approver": [(Role.APPROVER, "section", SCHOOLS)],
    "registry_officer": [(Role.REGISTRY_OFFICER, "site", None)],
    "auditor": [(Role.AUDITOR, "site", None)],
    "city_manager": [(Role.CITY_MANAGER, "site", None)],
    "system_manager": [(Role.SYSTEM_MANAGER, "site", None)],
    "city_approver": [(Role.APPROVER, "site", None)],
    "committee_member": [(Role.COMMITTEE_MEMBER, "site", None)],
}
IDS = {name: number for number, name in enumerate(PEOPLE, start=1)}


def person(name: str) -> int:
    return IDS[name]


def fill(db: Session) -> None:
    """Tables and the cast, in one transaction."""
    load_jobs()  # with them every wing's tables
    SQLModel.metadata.create_all(db.connection())
    db.add(SiteRevision())
    db.add(ledger.LedgerHead())
    db.add(Section(id=PARKS, code="parks", name="公園みどり課", starts_on=date(2020, 4, 1)))
    db.add(Section(id=SCHOOLS, code="schools", name="学校教育課", starts_on=date(2020, 4, 1)))
    db.add(Topic(id=1, code="town", name="市政・まちづくり"))
    db.flush()
    db.add(Topic(id=2, code="parks", name="公園・みどり", parent_id=1))
    data = default_policy_data()
    db.add(
        RuleSet(
            version=1, state=RuleSetState.ADOPTED, data=data, adopted_at=NOW - timedelta(days=100),
            in_force_at=NOW - timedelta(days=100), review_on=date(2027, 4, 1),
        )
    )  # fmt: skip
    for name, grants in PEOPLE.items():
        db.add(
            Person(
                id=IDS[name], handle=f"{name}さん", handle_folded=f"{name}サン", email=f"{name}@mihon.example",
                email_folded=f"{name}@mihon.example", email_confirmed_at=NOW, created_at=NOW - timedelta(days=200),
                name=f"見本 {name}", totp_secret="A" * 32 if grants else None,
                totp_confirmed_at=NOW if grants else None,
            )
        )  # fmt: skip
    db.flush()
    for name, grants in PEOPLE.items():
        for role, scope, scope_id in grants:
            db.add(
                RoleGrant(person_id=IDS[name], role=role, scope=scope, scope_id=scope_id, starts_on=date(2026, 4, 1))
            )
    db.flush()
