"""Doors of groups: one's own places, the members of a group, an invitation, a group handed over."""

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry.actions import groups as verbs
from civic.registry.fields import NOTICE_VERSION
from civic.registry.group_forms import AnswerInvitation, ChangeMember, InviteMember, TakeOver
from civic.registry.group_models import Member
from civic.registry.queries import groups as reads
from civic.registry.queries.groups import Group
from civic.registry.states import MemberRole
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit


@page()
def memberships(visit: Visit) -> Response:
    """The groups one belongs to, and invitations to answer."""
    require(visit.viewer, "entry.apply")
    today = clock.today(visit.now)
    return visit.render("registry/memberships.html", seats=reads.own_seats(visit.db, visit.viewer, today))


def _group(visit: Visit) -> Group:
    row = reads.group_row(visit.db, visit.number("entry_id"))
    return reads.group_of(visit.db, row, clock.today(visit.now))


@page()
def members(visit: Visit) -> Response:
    group = _group(visit)
    seats = reads.members(visit.db, visit.viewer, group, clock.today(visit.now))
    offered = {seat.id for seat in seats if verbs.is_offered(seat, visit.now)}
    return visit.render("registry/members.html", group=group, seats=seats, roles=list(MemberRole), offered=offered)


@page(method="POST", again=members, limits=(Limit("registry.invite", 30, 86400, by_account),))
def invite_member(visit: Visit) -> Response:
    group = _group(visit)
    require(visit.viewer, "group.manage", group)
    verbs.invite_member(visit.db, visit.viewer, group, InviteMember.read(visit.form), visit.now)
    visit.say(_("招待しました。本人が「はい」と答えると、会員になります。"))
    return visit.go("registry.members", entry_id=group.id)


def _member(visit: Visit) -> tuple[Member, Group]:
    member = reads.member_row(visit.db, visit.number("number"))
    row = reads.group_row(visit.db, member.entry_id)
    return member, reads.group_of(visit.db, row, clock.today(visit.now))


@page()
def member(visit: Visit) -> Response:
    """One member, as the representative changes role, position and term."""
    row, group = _member(visit)
    require(visit.viewer, "group.manage", group)
    seats = reads.members(visit.db, visit.viewer, group, clock.today(visit.now))
    seat = visit.need(next((one for one in seats if one.id == row.id), None))
    is_offered = verbs.is_offered(seat, visit.now)
    return visit.render(
        "registry/member.html", group=group, seat=seat, roles=list(MemberRole), is_offered=is_offered
    )  # fmt: skip


@page(method="POST", again=member)
def change_member(visit: Visit) -> Response:
    row, group = _member(visit)
    require(visit.viewer, "group.manage", group)
    verbs.change_member(visit.db, visit.viewer, group, row, ChangeMember.read(visit.form), visit.now)
    visit.say(_("変えました。本人に知らせました。"))
    return visit.go("registry.members", entry_id=group.id)


@page(method="POST", again=member)
def offer_hand_over(visit: Visit) -> Response:
    row, group = _member(visit)
    verbs.offer_hand_over(visit.db, visit.viewer, group, row, visit.now)
    visit.say(_("代表の引きつぎを頼みました。引き受けてもらうまでは、あなたが代表です。"))
    return visit.go("registry.members", entry_id=group.id)


@page()
def membership(visit: Visit) -> Response:
    """One's own place: an invitation to answer, a choice to be named, an offer to take over, the way out."""
    seat = reads.seat_for(visit.db, visit.viewer, visit.number("number"), clock.today(visit.now))
    return visit.render(
        "registry/membership.html", seat=seat, is_offered=verbs.is_offered(seat, visit.now),
        notice_version=NOTICE_VERSION,
    )  # fmt: skip


@page(method="POST", again=membership)
def answer_invitation(visit: Visit) -> Response:
    row, group = _member(visit)
    require(visit.viewer, "membership.answer", row)
    form = AnswerInvitation.read(visit.form)
    verbs.answer_invitation(visit.db, visit.viewer, group, row, form, visit.now)
    visit.say(_("返事を知らせました。"))
    return visit.go("registry.memberships")


@page(method="POST", again=membership)
def end_membership(visit: Visit) -> Response:
    """The member leaves, or the representative ends it; each goes back to where they were."""
    row, group = _member(visit)
    verbs.end_membership(visit.db, visit.viewer, group, row, visit.now)
    is_own = visit.viewer is not None and visit.viewer.person_id == row.person_id
    visit.say(_("団体から抜けました。") if is_own else _("会員から外し、本人に知らせました。"))
    return visit.go("registry.memberships") if is_own else visit.go("registry.members", entry_id=group.id)


@page(method="POST", again=membership)
def take_over(visit: Visit) -> Response:
    row, group = _member(visit)
    require(visit.viewer, "membership.answer", row)
    entry = verbs.take_over(visit.db, visit.viewer, group, row, TakeOver.read(visit.form), visit.now)
    visit.say(_("代表になりました。代表者の名前と連絡先を、新しくしてください。"))
    return visit.go("registry.entry_form", entry_id=entry.id)
