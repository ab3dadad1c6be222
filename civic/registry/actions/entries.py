"""An entry's life: apply, change, renew, withdraw, appeal; and the officer's register, reject, suspend, open."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.actions.readings import count_reading
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry import queries
from civic.registry.actions.introducing import end_introductions_of
from civic.registry.actions.photos import show_waiting
from civic.registry.fields import NOTICE_VERSION
from civic.registry.formal_check import Conditions, check
from civic.registry.forms import AppealSuspension, ApplyEntry, Decide, DecideWithReason, OpenPrivate
from civic.registry.models import Consent, Entry, EntryDetail, Translation
from civic.registry.queries import WAITING, DetailShown
from civic.registry.states import EntryState, move
from civic.text.normalise import normalise_text

# What everybody may read of a listed entry, besides its fields of activity.
PUBLIC_COLUMNS = (
    "display_name", "kana", "skills", "introduction", "areas", "days", "languages", "accessibility",
)  # fmt: skip


def apply_entry(db: Db, actor: Viewer, form: ApplyEntry, now: datetime) -> Entry:
    """An application: 形式審査 at once, then it waits for the officer. A second click gives the first one back."""
    person = require(actor, "entry.apply")
    same = select(Entry).where(col(Entry.person_id) == person.person_id, col(Entry.once) == form.once)
    first = db.exec(same).first()
    if first is not None:
        return first
    _check(db, form, now)
    entry = Entry(
        kind=form.kind, person_id=person.person_id, display_name=form.display_name, fields=form.fields,
        notice_version=form.notice_version, consent_at=now, once=form.once,
    )  # fmt: skip
    _fill(entry, form)
    _put_before_officer(db, entry, form, now)
    return entry


def change_entry(db: Db, actor: Viewer, entry: Entry, form: ApplyEntry, now: datetime) -> Entry:
    """The applicant's new wording. A registered entry leaves the list until the officer has looked at it."""
    require(actor, "entry.change", entry)
    if entry.once == form.once:
        return entry
    _check(db, form, now)
    if form.kind is not entry.kind:
        raise Refused("registry.kind_stays")
    entry.once, entry.notice_version, entry.consent_at = form.once, form.notice_version, now
    _fill(entry, form)
    _put_before_officer(db, entry, form, now)
    return entry


def _check(db: Db, form: ApplyEntry, now: datetime) -> None:
    if form.notice_version != NOTICE_VERSION:
        raise Refused("registry.notice_changed")
    rules = city.rules_in_force(db, now)
    check(form, rules.data if rules else None, conditions(db), clock.today(now))


def conditions(db: Db) -> Conditions:
    """The city's settings that an application is held against."""
    return Conditions(
        min_age=int(city.setting(db, "registry.min_age")),
        needs_tie=bool(city.setting(db, "registry.needs_tie")),
        min_members=int(city.setting(db, "registry.group_min_members")),
        min_years=int(city.setting(db, "registry.group_min_years")),
    )


def _fill(entry: Entry, form: ApplyEntry) -> None:
    for name in PUBLIC_COLUMNS:
        setattr(entry, name, getattr(form, name))
    entry.fields, entry.fee, entry.is_offered_in_rooms = form.fields, form.fee.value, form.is_offered_in_rooms


def fold(db: Db, entry: Entry) -> None:
    """Mechanics: what the words filter of the list looks at; translations only once they are checked."""
    words = [*(getattr(entry, name) for name in PUBLIC_COLUMNS), *entry.fields]
    shown = (col(Translation.entry_id) == entry.id) & col(Translation.checked_at).is_not(None)
    for one in db.exec(select(Translation).where(shown)).all():
        words += [one.display_name, one.skills, one.introduction]
    entry.folded = "\n".join(normalise_text(word) for word in words)


def _put_before_officer(db: Db, entry: Entry, form: ApplyEntry, now: datetime) -> None:
    if entry.state in (EntryState.REGISTERED, EntryState.SUSPENDED):
        entry.state = move(entry.state, EntryState.UPDATE_PENDING)
    elif entry.state not in (EntryState.UPDATE_PENDING, EntryState.UNDER_REVIEW):
        entry.state = move(move(entry.state, EntryState.APPLIED), EntryState.UNDER_REVIEW)
    entry.applied_at, entry.reason, entry.rev = now, "", (entry.rev or 0) + 1
    entry.update_asked, entry.update_asked_at = "", None
    db.add(entry)
    db.flush()
    fold(db, entry)
    db.exec(delete(EntryDetail).where(col(EntryDetail.entry_id) == entry.id))
    db.add_all(
        EntryDetail(entry_id=entry.id, name=name, value=value, visibility=visibility)
        for name, value, visibility in form.details()
    )
    _consent(db, entry, form, now)
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p != entry.person_id]
    _tell(db, officers, "entry_waits", entry, now, path=f"/staff/registry/{entry.id}")
    later(db, "registry.index_entry", entry.id)


def _consent(db: Db, entry: Entry, form: ApplyEntry, now: datetime) -> None:
    """The consent to this set of fields takes the place of the one before."""
    end_consent(db, entry, now)
    fields = dict.fromkeys((*PUBLIC_COLUMNS, "fields", "fee"), "public")
    if form.is_offered_in_rooms:
        fields["is_offered_in_rooms"] = "public"
    fields |= {name: visibility.value for name, _value, visibility in form.details()}
    db.add(Consent(entry_id=entry.id, notice_version=form.notice_version, fields=fields, granted_at=now))


def end_consent(db: Db, entry: Entry, now: datetime) -> None:
    """Mechanics: the consents in force are withdrawn."""
    standing = (col(Consent.entry_id) == entry.id) & col(Consent.withdrawn_at).is_(None)
    db.exec(update(Consent).where(standing).values(withdrawn_at=now))


def register_entry(db: Db, actor: Viewer, entry: Entry, form: Decide, now: datetime) -> Entry:
    """The officer's yes (also after a suspension): listed until the end of the fiscal year in which it runs out."""
    person = require(actor, "entry.check", entry)
    _still_as_seen(entry, form.seen, (*WAITING, EntryState.SUSPENDED))
    _need_another(entry, person.person_id)
    entry.state = move(entry.state, EntryState.REGISTERED)
    entry.decided_at, entry.decided_by, entry.reason = now, person.person_id, ""
    entry.appeal, entry.appealed_at = "", None
    show_waiting(db, entry)
    entry.confirmed_on = clock.today(now)
    entry.expires_on = last_day(clock.today(now), int(city.setting(db, "registry.valid_years")))
    _decided(db, person.person_id, "registry.register_entry", entry, now)
    _tell(db, [entry.person_id], "entry_registered", entry, now, expires_on=entry.expires_on.isoformat())
    return entry


def reject_entry(db: Db, actor: Viewer, entry: Entry, form: DecideWithReason, now: datetime) -> Entry:
    """The officer's no, with the reason the applicant reads; the applicant may apply again."""
    person = require(actor, "entry.check", entry)
    _still_as_seen(entry, form.seen, WAITING)
    # A rejected change takes the entry off the list: what is listed must be what was checked.
    to = EntryState.SUSPENDED if entry.state is EntryState.UPDATE_PENDING else EntryState.REJECTED
    entry.state = move(entry.state, to)
    entry.decided_at, entry.decided_by, entry.reason = now, person.person_id, form.reason
    _decided(db, person.person_id, "registry.reject_entry", entry, now)
    _tell(db, [entry.person_id], "entry_rejected", entry, now)
    return entry


def suspend_entry(db: Db, actor: Viewer, entry: Entry, form: DecideWithReason, now: datetime) -> Entry:
    """Off the list at once, with a reason; the officer's yes brings it back."""
    person = require(actor, "entry.check", entry)
    _still_as_seen(entry, form.seen, (EntryState.REGISTERED,))
    entry.state, entry.reason = move(entry.state, EntryState.SUSPENDED), form.reason
    entry.decided_at, entry.decided_by = now, person.person_id
    _decided(db, person.person_id, "registry.suspend_entry", entry, now)
    _tell(db, [entry.person_id], "entry_suspended", entry, now)
    return entry


def appeal_suspension(db: Db, actor: Viewer, entry: Entry, form: AppealSuspension, now: datetime) -> Entry:
    """The owner says why the suspension is wrong, once; an officer who did not decide it reads it."""
    person = require(actor, "entry.change", entry)
    if entry.state is not EntryState.SUSPENDED:
        raise Refused("registry.nothing_to_appeal")
    if entry.appealed_at is None:
        entry.appeal, entry.appealed_at, entry.rev = form.appeal, now, entry.rev + 1
        db.add(entry)
        officers = [
            p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p not in (person.person_id, entry.decided_by)
        ]
        _tell(db, officers, "entry_appealed", entry, now, path=f"/staff/registry/{entry.id}")
        ledger.append(db, person.person_id, "registry.appeal_suspension", f"entry:{entry.id}", at=now, rev=entry.rev)
    return entry


def _need_another(entry: Entry, person_id: int) -> None:
    """DOMAIN §10, 4: who suspended does not decide on the appeal."""
    if entry.state is EntryState.SUSPENDED and entry.appealed_at is not None and entry.decided_by == person_id:
        raise Refused("registry.another_decides")


def _still_as_seen(entry: Entry, seen: int, states: tuple[EntryState, ...]) -> None:
    if entry.rev != seen or entry.state not in states:
        raise Stale("registry.already_decided")


def _decided(db: Db, person_id: int, verb: str, entry: Entry, now: datetime) -> None:
    entry.rev += 1
    db.add(entry)
    later(db, "registry.index_entry", entry.id)
    ledger.append(db, person_id, verb, f"entry:{entry.id}", at=now, state=entry.state.value, rev=entry.rev)


def withdraw_entry(db: Db, actor: Viewer, entry: Entry, now: datetime) -> Entry:
    """Gone from list and search at once. A second time changes nothing."""
    require(actor, "entry.withdraw", entry)
    if entry.state is not EntryState.WITHDRAWN:
        entry.state, entry.rev = move(entry.state, EntryState.WITHDRAWN), entry.rev + 1
        entry.erase_on = clock.today(now) + timedelta(days=int(city.setting(db, "registry.retention_days")))
        db.add(entry)
        end_consent(db, entry, now)
        end_introductions_of(db, entry, now)
        later(db, "registry.index_entry", entry.id)
    return entry


def renew_entry(db: Db, actor: Viewer, entry: Entry, now: datetime) -> Entry:
    """The owner says that all of it still holds: from the first notice on, another period. Twice changes nothing."""
    require(actor, "entry.change", entry)
    today = clock.today(now)
    if entry.state is not EntryState.REGISTERED or entry.expires_on is None or entry.expires_on < today:
        raise Refused("registry.cannot_renew")
    if entry.confirmed_on == today:
        return entry
    notice_days = max(city.setting(db, "registry.renewal_notice_days"), default=60)
    if entry.expires_on - timedelta(days=int(notice_days)) > today:
        raise Refused("registry.too_early_to_renew", days=int(notice_days))
    entry.expires_on = last_day(entry.expires_on, int(city.setting(db, "registry.valid_years")))
    entry.confirmed_on, entry.rev = today, entry.rev + 1
    entry.update_asked, entry.update_asked_at = "", None
    db.add(entry)
    later(db, "registry.index_entry", entry.id)
    return entry


def reveal_entry(db: Db, actor: Viewer, entry: Entry, form: OpenPrivate, now: datetime) -> list[DetailShown]:
    """What only the city may see, with the purpose in the ledger; the record is written in the same transaction."""
    person = require(actor, "entry.see_private", entry)
    count_reading(db, person.person_id, "registry", now)
    details = queries.all_details(db, entry.id)
    facts = {"purpose": form.purpose.value, "fields": [d.name for d in details]}
    ledger.append(db, person.person_id, "registry.reveal_entry", f"entry:{entry.id}", at=now, **facts)
    return details


def expire_entries(db: Db, now: datetime) -> int:
    """Mechanics of the daily round: entries whose last day is past leave the list for good, and their owners are told."""
    past = (col(Entry.expires_on) < clock.today(now)) & col(Entry.state).in_(
        (EntryState.REGISTERED, EntryState.UPDATE_PENDING, EntryState.SUSPENDED)
    )
    gone = db.exec(select(Entry).where(past)).all()
    for entry in gone:
        entry.state, entry.rev = move(entry.state, EntryState.EXPIRED), entry.rev + 1
        db.add(entry)
        later(db, "registry.index_entry", entry.id)
        _tell(db, [entry.person_id], "entry_expired", entry, now)
    return len(gone)


def remind_of_renewal(db: Db, now: datetime) -> int:
    """Mechanics of the daily round: each notice once per period, also when a day was missed."""
    today, told = clock.today(now), 0
    for days in sorted((int(d) for d in city.setting(db, "registry.renewal_notice_days")), reverse=True):
        near = (col(Entry.expires_on) <= today + timedelta(days=days)) & queries.listed_on(today)
        for entry in db.exec(select(Entry).where(near)).all():
            assert entry.expires_on is not None
            cause = f"entry:{entry.id}:renewal:{entry.expires_on.isoformat()}:{days}"
            told += _tell(
                db, [entry.person_id], "entry_expires_soon", entry, now, cause, expires_on=entry.expires_on.isoformat()
            )
    return told


def last_day(day: date, years: int) -> date:
    """The end of the fiscal year in which `years` years pass from `day` (尾張旭市's rule, a common one)."""
    return date(clock.fiscal_year(day) + years + 1, 3, 31)


def _tell(
    db: Db, people: list[int] | list[int | None], kind: str, entry: Entry, now: datetime, cause: str = "",
    path: str = "", **data: object,
) -> int:  # fmt: skip
    return tell(
        db, people, kind, cause=cause or f"entry:{entry.id}:{kind}:{entry.rev}", target=f"entry:{entry.id}",
        path=path or f"/registry/{entry.id}", now=now, name=entry.display_name, **data,
    )  # fmt: skip
