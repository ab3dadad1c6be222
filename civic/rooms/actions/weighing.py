"""A wording on its way to publication: length, rules, what is blacked out, what must be confirmed, what is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert

from civic import ledger
from civic.accounts import queries as accounts
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused
from civic.markup import render
from civic.notifications import actions as notifications
from civic.permissions import Actor, Role
from civic.prepared import Prepared
from civic.rooms import judging
from civic.rooms.actions.moderating_hours import need_site_open, waits_for_morning
from civic.rooms.models import Post, PostFinding, RefusedAttempt, Room, judged_text
from civic.rooms.states import RoomState
from moderation.verdict import Finding, Judgement


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wording that may be stored: masked where the rules say so, rendered, with its salted digest."""

    title: str
    body: str
    html: str
    salt: str
    digest: str
    is_held: bool
    findings: tuple[Finding, ...]
    grounds: tuple[judging.Ground, ...]


class Worded(Protocol):
    """A post with the revision that is weighed: its row, or what was just stored."""

    @property
    def id(self) -> int: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def revision(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """How a wording would look, and what the rules say of it; nothing of it is stored."""

    title: str
    html: str
    verdict: str
    grounds: tuple[judging.Ground, ...]


def need_open(room: Room, now: datetime) -> None:
    """Writing is refused outside the open dates, to the second (DOMAIN §10, 2)."""
    state = room.state_at(now)
    if state is RoomState.OPEN:
        return
    codes = {RoomState.ANNOUNCED: "rooms.not_open_yet", RoomState.SUSPENDED: "rooms.is_suspended"}
    raise Refused(codes.get(state, "rooms.posting_closed"))


def need_length(db: Db, text: str) -> None:
    most = int(city.setting(db, "post.max_length"))
    if len(text) > most:
        raise Refused("rooms.too_long", most=f"{most:,}", length=f"{len(text):,}")


def preview(
    db: Db, actor: Actor, room: Room, title: str, body: str, now: datetime, *, as_staff: bool, edited: Post | None
) -> Preview:
    judgement = judging.judge_text(
        db, actor, room, judged_text(title, body), now, as_staff=as_staff, edited=edited
    )  # fmt: skip
    shown_title, shown_body = _masked(title, body, judgement)
    found = judging.grounds(judgement, judged_text(title, body))
    return Preview(shown_title, render(shown_body), judgement.verdict, tuple(found))


def weigh(
    db: Db,
    actor: Actor,
    room: Room,
    title: str,
    body: str,
    now: datetime,
    *,
    as_staff: bool,
    is_confirmed: bool,
    edited: Post | None = None,
) -> Weighed:
    """Refused when a rule stops the wording (that it did is recorded, never what it said) or when a warning waits to be
    confirmed; else ready to be stored, published or held."""
    need_site_open(db, now)
    text = judged_text(title, body)
    judgement = judging.judge_text(db, actor, room, text, now, as_staff=as_staff, edited=edited)
    found = judging.grounds(judgement, text)
    if judgement.verdict == "refuse":
        error = Refused("rooms.post_refused", grounds=found)
        room_id, codes = room.id, sorted({one.code for one in found})
        error.record = lambda db: db.add(
            RefusedAttempt(room_id=room_id, person_id=actor.person_id, codes=codes, at=now)
        )  # fmt: skip
        raise error
    if judgement.verdict == "warn" and not is_confirmed:
        raise Refused("rooms.confirm_warning", grounds=found)
    title, body = _masked(title, body, judgement)
    salt = secrets.token_hex(16)
    is_held = judgement.verdict == "hold" or (not as_staff and edited is None and waits_for_morning(db, now))
    return Weighed(
        title, body, render(body), salt, ledger.digest(salt, title, body), is_held,
        tuple(judging.places(judgement)), tuple(found),
    )  # fmt: skip


def _masked(title: str, body: str, judgement: Judgement) -> tuple[str, str]:
    start = len(title) + 1 if title else 0
    return judging.blacked_out(title, judgement.masks, 0), judging.blacked_out(body, judgement.masks, start)


_ADD_FINDING = Prepared(insert(PostFinding), ("post_id", "revision", "code", "article", "starts", "ends"))


def keep_findings(db: Db, post: Worded, weighed: Weighed) -> None:
    """Code, article and place of what was found in this revision."""
    for one in weighed.findings:
        row = {
            "post_id": post.id, "revision": post.revision, "code": one.code, "article": one.article,
            "starts": one.start, "ends": one.end,
        }  # fmt: skip
        _ADD_FINDING.run(db, row)


def tell_of_hold(db: Db, room: Room, post: Worded, now: datetime) -> None:
    """No shadow: the author learns that the post waits, the moderators of the room that it does."""
    target = f"post:{post.id}"
    if post.author_id is not None:
        notifications.tell(
            db, [post.author_id], "post_held", cause=f"post_held:{post.id}:{post.revision}", target=target,
            path=f"/posts/{post.id}/edit", now=now,
        )  # fmt: skip
    moderators = accounts.people_with(db, Role.MODERATOR, now, room_id=room.id, section_id=room.section_id)
    notifications.tell(
        db, [one for one in moderators if one != post.author_id], "post_waits",
        cause=f"post_waits:{post.id}:{post.revision}", target=target, path=f"/desk/{post.id}", now=now,
    )  # fmt: skip
