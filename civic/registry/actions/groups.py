"""Verbs of groups: invite, answer, change, end, and hand the group over to another representative."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.models import PersonState
from civic.accounts.queries import people_with, person_by_handle
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.actions.entries import end_consent
from civic.registry.fields import NOTICE_VERSION
from civic.registry.group_forms import AnswerInvitation, ChangeMember, InviteMember, Place, TakeOver
from civic.registry.group_models import Member
from civic.registry.introduction_models import Introduction
from civic.registry.models import Consent, Entry, EntryDetail, EntryKind
from civic.registry.queries import groups as reads
from civic.registry.queries.groups import Group, Seat
from civic.registry.states import MEMBER_NEXT, EntryState, IntroductionState, MemberRole, MemberState, step

# A group has so many places at most; longer lists of members stay with the group.
MOST_MEMBERS = 100
# An offer to take over that nobody takes up ends.
HAND_OVER_DAYS = timedelta(days=30)
# What belongs to the representative and not to the group: gone when another takes over.
PERSONAL = ("representative", "contact_mail", "contact_phone", "address")


def invite_member(db: Db, actor: Viewer, group: Group, form: InviteMember, now: datetime) -> Member:
    """Nobody belongs before they say yes themselves. A second click gives the first invitation back."""
    require(actor, "group.manage", group)
    person = person_by_handle(db, form.handle)
    if person is None or person.state is PersonState.LEFT:
        raise Refused("registry.no_such_person")
    if person.id == group.person_id:
        raise Refused("registry.is_representative")
    rows = db.exec(select(Member).where(col(Member.entry_id) == group.id)).all()
    known = next((row for row in rows if row.person_id == person.id), None)
    if known is not None and known.state in reads.OPEN:
        return known
    if sum(row.state in reads.OPEN for row in rows) >= MOST_MEMBERS:
        raise Refused("registry.group_is_full", most=MOST_MEMBERS)
    if known is None:
        made = Member(entry_id=group.id, person_id=person.id, role=form.role, invited_at=now)
    else:
        made, known.state = known, step(MEMBER_NEXT, known.state, MemberState.INVITED)
        made.is_shown, made.hand_over_at, made.answered_at = False, None, None
        made.invited_at, made.rev = now, made.rev + 1
    _place(made, form)
    db.add(made)
    db.flush()
    _tell(db, [person.id], "group_invited", group, now, f"member:{made.id}:{made.rev}", f"/memberships/{made.id}")
    return made


def _place(member: Member, form: Place) -> None:
    member.role, member.position = form.role, form.position
    member.starts_on, member.ends_on = form.starts_on, form.ends_on


def answer_invitation(
    db: Db, actor: Viewer, group: Group, member: Member, form: AnswerInvitation, now: datetime
) -> Member:
    """The invited person's yes or no; who has said yes changes here whether the page names them."""
    require(actor, "membership.answer", member)
    if member.state is MemberState.ACCEPTED and form.answer == "yes":
        member.is_shown = form.is_shown
        db.add(member)
        return member
    _seen(member, form.seen)
    to = MemberState.ACCEPTED if form.answer == "yes" else MemberState.DECLINED
    member.state, member.rev = step(MEMBER_NEXT, member.state, to), member.rev + 1
    member.answered_at, member.is_shown = now, form.answer == "yes" and form.is_shown
    db.add(member)
    kind = f"group_{to.value}"
    _tell(db, [group.person_id], kind, group, now, f"member:{member.id}:{member.rev}", f"/registry/{group.id}/members")
    return member


def change_member(db: Db, actor: Viewer, group: Group, member: Member, form: ChangeMember, now: datetime) -> Member:
    """Another role, position or term; the member is told, because it says what stands beside their name."""
    require(actor, "group.manage", group)
    _seen(member, form.seen)
    _open(member)
    _place(member, form)
    if member.role is not MemberRole.DEPUTY:
        member.hand_over_at = None
    member.rev += 1
    db.add(member)
    cause = f"member:{member.id}:{member.rev}"
    _tell(db, [member.person_id], "group_place_changed", group, now, cause, f"/memberships/{member.id}")
    return member


def end_membership(db: Db, actor: Viewer, group: Group, member: Member, now: datetime) -> None:
    """By the member, or by who manages the group. A second time changes nothing; what was written stays."""
    who = require(actor, "membership.end", Ending(member.person_id, group))
    if member.state is MemberState.ENDED:
        return
    member.state, member.rev = step(MEMBER_NEXT, member.state, MemberState.ENDED), member.rev + 1
    member.is_shown, member.hand_over_at = False, None
    db.add(member)
    other = group.person_id if who.person_id == member.person_id else member.person_id
    _tell(db, [other], "group_place_ended", group, now, f"member:{member.id}:{member.rev}", f"/registry/{group.id}")


class Ending:
    """What `membership.end` asks: whose place it is, and who manages the group."""

    def __init__(self, person_id: int, group: Group) -> None:
        self.person_id = person_id
        self.group = group


def offer_hand_over(db: Db, actor: Viewer, group: Group, member: Member, now: datetime) -> Member:
    """The representative asks a member to take the group over. Only one offer stands at a time."""
    require(actor, "group.hand_over", group)
    if member.entry_id != group.id or member.state is not MemberState.ACCEPTED:
        raise Refused("registry.not_a_member")
    if not is_offered(member, now):
        others = (col(Member.entry_id) == group.id) & (col(Member.id) != member.id)
        db.exec(update(Member).where(others).values(hand_over_at=None))
        member.hand_over_at, member.rev = now, member.rev + 1
        db.add(member)
        cause = f"member:{member.id}:{member.rev}"
        _tell(db, [member.person_id], "group_offered", group, now, cause, f"/memberships/{member.id}")
    return member


def is_offered(member: Member | Seat, now: datetime) -> bool:
    return member.hand_over_at is not None and member.hand_over_at + HAND_OVER_DAYS > now


def take_over(db: Db, actor: Viewer, group: Group, member: Member, form: TakeOver, now: datetime) -> Entry:
    """The member's yes: from now on the group is theirs. A second click changes nothing."""
    who = require(actor, "membership.answer", member)
    entry = db.get_one(Entry, group.id)
    if entry.person_id == who.person_id:
        return entry
    _seen(member, form.seen)
    if form.notice_version != NOTICE_VERSION:
        raise Refused("registry.notice_changed")
    if member.state is not MemberState.ACCEPTED or not is_offered(member, now):
        raise Refused("registry.hand_over_is_over")
    before = entry.person_id
    _pass(db, entry, member, now)
    if before is not None:
        db.add(
            Member(
                entry_id=entry.id, person_id=before, role=MemberRole.MEMBER, state=MemberState.ACCEPTED,
                invited_at=now, answered_at=now,
            )
        )  # fmt: skip
        db.flush()
    _tell(db, [before, *_officers(db, now)], "group_taken_over", group, now, f"entry:{entry.id}:taken:{entry.rev}")
    ledger.append(db, who.person_id, "registry.take_over", f"entry:{entry.id}", at=now, rev=entry.rev)
    return entry


def pass_on(db: Db, entry: Entry, now: datetime) -> bool:
    """Mechanics of leaving: a deputy in office becomes the representative, the first named first. False: there is none."""
    if entry.kind is not EntryKind.GROUP or entry.state is EntryState.WITHDRAWN:
        return False
    deputy = (col(Member.entry_id) == entry.id) & (col(Member.role) == MemberRole.DEPUTY)
    query = select(Member).where(deputy, reads.in_office(clock.today(now))).order_by(col(Member.id))
    member = db.exec(query).first()
    if member is None:
        return False
    group = reads.group_of(db, entry, clock.today(now))
    taker = member.person_id
    _pass(db, entry, member, now)
    cause = f"entry:{entry.id}:passed:{entry.rev}"
    _tell(db, [taker], "group_passed_on", group, now, cause, f"/registry/{entry.id}/edit")
    _tell(db, _officers(db, now), "group_taken_over", group, now, cause)
    ledger.append(db, None, "registry.pass_on", f"entry:{entry.id}", at=now, rev=entry.rev)
    return True


def _pass(db: Db, entry: Entry, member: Member, now: datetime) -> None:
    """The old representative's contacts go with them; wishes that nobody has answered are asked of the new one."""
    entry.person_id, entry.rev = member.person_id, entry.rev + 1
    entry.once = f"taken-{entry.id}-{entry.rev}"
    db.exec(delete(EntryDetail).where(col(EntryDetail.entry_id) == entry.id, col(EntryDetail.name).in_(PERSONAL)))
    waiting = (IntroductionState.REQUESTED, IntroductionState.CITY_CHECK, IntroductionState.ASKED)
    asked = (col(Introduction.entry_id) == entry.id) & col(Introduction.state).in_(waiting)
    db.exec(update(Introduction).where(asked).values(owner_id=member.person_id))
    standing = (col(Consent.entry_id) == entry.id) & col(Consent.withdrawn_at).is_(None)
    last = db.exec(select(Consent).where(standing)).first()
    shown = {name: who for name, who in (last.fields if last else {}).items() if name not in PERSONAL}
    end_consent(db, entry, now)
    db.add(Consent(entry_id=entry.id, notice_version=NOTICE_VERSION, fields=shown, granted_at=now))
    db.delete(member)
    db.add(entry)
    db.flush()


def tell_of_new_year(db: Db, now: datetime) -> None:
    """Mechanics of the daily round: in April each group with members is asked whether its offices changed hands."""
    today = clock.today(now)
    if today.month != 4:
        return
    seats = select(col(Member.entry_id)).where(col(Member.state) == MemberState.ACCEPTED)
    is_group = (col(Entry.kind) == EntryKind.GROUP) & (col(Entry.state) == EntryState.REGISTERED)
    for entry in db.exec(select(Entry).where(is_group, col(Entry.id).in_(seats))).all():
        group = reads.group_of(db, entry, today)
        cause = f"entry:{entry.id}:year:{clock.fiscal_year(today)}"
        _tell(db, [entry.person_id], "group_new_year", group, now, cause, f"/registry/{entry.id}/members")


def _seen(member: Member, seen: int) -> None:
    if member.rev != seen:
        raise Stale("registry.already_decided")


def _open(member: Member) -> None:
    if member.state not in reads.OPEN:
        raise Refused("registry.not_a_member")


def _officers(db: Db, now: datetime) -> list[int]:
    return people_with(db, Role.REGISTRY_OFFICER, now)


def _tell(
    db: Db, people: list[int] | list[int | None], kind: str, group: Group, now: datetime, cause: str, path: str = ""
) -> None:
    tell(
        db, people, kind, cause=f"{kind}:{cause}", target=f"entry:{group.id}", path=path or f"/registry/{group.id}",
        now=now, name=group.name,
    )  # fmt: skip
