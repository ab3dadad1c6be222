"""Verbs of removal requests (送信防止措置の申出): receive, check, hide for the time being, ask the author, decide, close."""

from datetime import datetime, timedelta

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Actor, Role, Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.deciding import carry_out, seal
from civic.review.actions.recording import add_act, enter, mark_undone, settle
from civic.review.forms import AnswerInquiry, CheckRequest, DecideRequest, EnterRemoval, HideForRequest, RemovalFields
from civic.review.models import Act, ActKind, Claim, RemovalRequest, RequestKind, RequestState, RequestStep, Source
from civic.review.states import move
from civic.rooms import actions as rooms
from civic.rooms.actions import moderating
from civic.rooms.models import Post, PostState
from civic.rooms.queries.posts import SHOWN

S = RequestState
K = ActKind


def receive_request(
    db: Db, form: RemovalFields, language: str, now: datetime, *, entered_by: int | None = None
) -> RemovalRequest:
    """The public form; no account is needed. The clock of the answer begins now."""
    due = clock.today(now) + timedelta(days=int(city.setting(db, "removal.answer_days")))
    paper = form if isinstance(form, EnterRemoval) else None
    made = RemovalRequest(
        kind=RequestKind(form.kind), name=form.name, contact=form.contact, capacity=form.capacity,
        places=form.places, right=form.right, reasons=form.reasons, evidence=form.evidence,
        is_election=form.is_election or form.capacity == "candidate", notice_version=form.notice_version,
        channel=paper.channel if paper else "web", reference=paper.reference if paper else "",
        entered_by=entered_by, language=language, received_at=now, due_on=due, answer_due_on=due,
    )  # fmt: skip
    db.add(made)
    db.flush()
    _note(db, made, None, now)
    managers = people_with(db, Role.CITY_MANAGER, now)
    is_disclosure = made.kind is RequestKind.DISCLOSURE
    people = managers if is_disclosure else [*people_with(db, Role.MODERATOR, now), *managers]
    tell(
        db, people, f"request_{made.kind.value}", cause=f"request:{made.id}", target=f"request:{made.id}",
        path=f"/desk/requests/{made.id}", now=now, day=due.isoformat(),
        section=str(city.setting(db, "removal.legal_section")) or "法務の担当",
    )  # fmt: skip
    later(db, "review.mail_request", made.id, step=S.RECEIVED.value)
    if is_disclosure:
        # Recorded and handed to the legal section; nothing about the sender is read or shown here.
        _go(db, made, S.HANDED_OVER, None, now)
    ledger.append(db, entered_by, "review.receive_request", f"request:{made.id}", at=now, kind=made.kind.value)
    return made


def enter_request(db: Db, actor: Viewer, form: EnterRemoval, now: datetime) -> RemovalRequest:
    """The same from paper, entered by staff with a reference to the original."""
    staff = require(actor, "request.enter")
    return receive_request(db, form, "ja", now, entered_by=staff.person_id)


def check_request(db: Db, actor: Viewer, asked: RemovalRequest, form: CheckRequest, now: datetime) -> RemovalRequest:
    """形式審査: the post is found, or the requester hears what is missing."""
    post = queries.post_numbered(db, form.post)
    moderator = require(actor, "request.decide", queries.case_of(db, post) if post else None)
    _lock(db, asked)
    if asked.state not in (S.RECEIVED, S.FORM_CHECK):
        raise Stale("review.request_cannot_move")
    grounds.need_free(db, moderator, f"request:{asked.id}", now)
    if post is None and not form.missing:
        raise Refused("review.name_post_or_missing")
    asked.post_id = post.id if post else None
    if asked.state is S.RECEIVED:
        _go(db, asked, S.FORM_CHECK, moderator, now)
    if form.missing:
        asked.result_reason = form.missing
        later(db, "review.mail_request", asked.id, step="missing")
    db.add(asked)
    _enter(db, moderator, asked, now)
    return asked


def hide_for_request(db: Db, actor: Viewer, asked: RemovalRequest, form: HideForRequest, now: datetime) -> Act:
    """仮の非表示, before the author is asked: the post stays hidden until the decision and never returns by itself."""
    post, moderator = _post(db, actor, asked, now)
    grounds.need_reason(db, form.reason)
    grounds.need_article(db, post, K.HIDE, form.article)
    about = grounds.need_outside(db, moderator, post, None)
    move(asked.state, S.PROVISIONAL_HIDE)
    act = _hide(db, moderator, post, form.article, form.reason, about, now)
    asked.article, asked.hidden_by = form.article, moderator.person_id
    _go(db, asked, S.PROVISIONAL_HIDE, moderator, now)
    enter(db, act, now, request=asked.id)
    return act


def ask_author(db: Db, actor: Viewer, asked: RemovalRequest, now: datetime) -> RemovalRequest:
    """意見照会: the author has the city's days (fewer for candidates) to agree or object; not told who asked."""
    post, moderator = _post(db, actor, asked, now)
    if post.author_id is None:
        raise Refused("review.no_author")
    kind = "removal.inquiry_election_days" if asked.is_election else "removal.inquiry_days"
    days = int(city.setting(db, kind))
    _go(db, asked, S.AUTHOR_INQUIRY, moderator, now)
    asked.inquired_at, asked.due_on = now, clock.today(now) + timedelta(days=days)
    db.add(asked)
    tell(
        db, [post.author_id], "removal_inquiry", cause=f"inquiry:{asked.id}", target=f"post:{post.id}",
        path=f"/inquiries/{asked.id}", now=now, days=days,
    )  # fmt: skip
    later(db, "review.mail_request", asked.id, step=S.AUTHOR_INQUIRY.value)
    _enter(db, moderator, asked, now, days=days)
    return asked


def answer_inquiry(db: Db, actor: Viewer, asked: RemovalRequest, form: AnswerInquiry, now: datetime) -> RemovalRequest:
    """The author agrees or objects; once."""
    assert asked.post_id is not None
    post = db.get_one(Post, asked.post_id)
    author = require(actor, "appeal.file", queries.case_of(db, post))
    _lock(db, asked)
    if asked.state is not S.AUTHOR_INQUIRY or asked.author_answered_at is not None:
        raise Stale("review.inquiry_closed")
    asked.author_answer = "agrees" if form.agrees == "yes" else f"objects\n{form.text}"
    asked.author_answered_at = now
    db.add(asked)
    tell(
        db, people_with(db, Role.MODERATOR, now), "inquiry_answered", cause=f"inquiry-answered:{asked.id}",
        target=f"request:{asked.id}", path=f"/desk/requests/{asked.id}", now=now,
    )  # fmt: skip
    _enter(db, author, asked, now, verb="answer_inquiry", agrees=form.agrees)
    return asked


def decide_request(db: Db, actor: Viewer, asked: RemovalRequest, form: DecideRequest, now: datetime) -> RemovalRequest:
    """Removed, partly, or refused, by somebody else than who hid it; both sides are told. While the author is being
    asked nothing is taken away for good before they answered or their days are over."""
    post, moderator = _post(db, actor, asked, now)
    grounds.need_reason(db, form.reason)
    if asked.hidden_by == moderator.person_id:
        raise Refused("review.request_needs_another")
    is_waiting = asked.state is S.AUTHOR_INQUIRY and asked.author_answered_at is None
    if is_waiting and form.result != "refused" and clock.today(now) <= asked.due_on:
        raise Refused("review.author_still_has_time", day=asked.due_on.isoformat())
    _go(db, asked, S.DECIDED, moderator, now)
    asked.result, asked.result_reason, asked.article = form.result, form.reason, form.article or asked.article
    asked.decided_by, asked.decided_at = moderator.person_id, now
    act = _apply(db, moderator, post, asked, form, now)
    tell(
        db, [post.author_id], f"request_{form.result}", cause=f"request-decided:{asked.id}", target=f"post:{post.id}",
        path=f"/inquiries/{asked.id}", now=now, reason=form.reason, article=asked.article or 0,
        days=queries.appeal_days(db),
    )  # fmt: skip
    later(db, "review.mail_request", asked.id, step=S.DECIDED.value)
    _go(db, asked, S.NOTIFIED, moderator, now)
    claim = db.get(Claim, f"request:{asked.id}")
    if claim is not None:
        db.delete(claim)
    if act is not None:
        enter(db, act, now, request=asked.id)
    _enter(db, moderator, asked, now, result=form.result)
    return asked


def close_request(db: Db, actor: Viewer, asked: RemovalRequest, now: datetime) -> RemovalRequest:
    """After both were told, or when what was missing never came."""
    moderator = require(actor, "request.decide", None)
    _lock(db, asked)
    grounds.need_free(db, moderator, f"request:{asked.id}", now)
    _go(db, asked, S.CLOSED, moderator, now)
    asked.closed_at = now
    db.add(asked)
    _enter(db, moderator, asked, now)
    return asked


def _apply(
    db: Db, moderator: Actor, post: Post, asked: RemovalRequest, form: DecideRequest, now: datetime
) -> Act | None:
    """What the decision does to the post; None when it stays as it is."""
    db.refresh(post, with_for_update=True)
    if form.result == "refused":
        if post.state is not PostState.HIDDEN or asked.hidden_by is None:
            return None
        return _show_again(db, moderator, post, form, now)
    article = form.article or asked.article
    if article is None:
        raise Refused("review.no_such_article", article="")
    about = grounds.need_outside(db, moderator, post, None)
    if form.result == "partly":
        return _mask(db, moderator, post, article, form, about, now)
    grounds.need_article(db, post, K.HIDE, article)
    waiting = queries.unseconded(db, post.id)
    if post.state is PostState.HIDDEN:
        if waiting is not None:
            # An ordinary hide by the same moderator: two people decide, so another has to.
            if waiting.decided_by == moderator.person_id:
                raise Refused("review.request_needs_another")
            waiting.second_by, waiting.second_at = moderator.person_id, now
            db.add(waiting)
        return add_act(
            db, moderator.person_id, post, K.CONFIRM, article, form.reason, now, source=Source.REQUEST,
            about_section_id=about,
        )  # fmt: skip
    return _hide(db, moderator, post, article, form.reason, about, now)


def _hide(db: Db, moderator: Actor, post: Post, article: int, reason: str, about: int | None, now: datetime) -> Act:
    db.refresh(post, with_for_update=True)
    if post.state not in SHOWN:
        raise Refused("review.cannot_act")
    act = add_act(
        db, moderator.person_id, post, K.HIDE, article, reason, now, source=Source.REQUEST, about_section_id=about,
        second_due_at=now + timedelta(hours=queries.second_hours(db)),
    )  # fmt: skip
    rooms.set_status(db, post, PostState.HIDDEN, article, now)
    act.state_after = post.state.value
    db.add(act)
    settle(db, post, act, now)
    return act


def _show_again(db: Db, moderator: Actor, post: Post, form: DecideRequest, now: datetime) -> Act:
    is_masked = queries.sealed_text(db, post.id) is not None
    before = post.state.value
    act = add_act(db, moderator.person_id, post, K.RESTORE, 0, form.reason, now, before=before, source=Source.REQUEST)
    carry_out(db, post, K.RESTORE, PostState.MASKED if is_masked else PostState.PUBLISHED, 0, now, [])
    act.state_after = post.state.value
    db.add(act)
    mark_undone(db, post.id, (K.HIDE,), now)
    settle(db, post, act, now)
    return act


def _mask(
    db: Db, moderator: Actor, post: Post, article: int, form: DecideRequest, about: int | None, now: datetime
) -> Act:
    grounds.need_article(db, post, K.MASK, article)
    words = [line.strip() for line in form.words.splitlines() if line.strip()]
    if not words or any(word not in post.title and word not in post.body for word in words):
        raise Refused("review.words_not_found", words="、".join(words[:3]))
    before = post.state.value
    act = add_act(
        db, moderator.person_id, post, K.MASK, article, form.reason, now, before=before, source=Source.REQUEST,
        about_section_id=about,
    )  # fmt: skip
    seal(db, post, now)
    moderating.mask_post(db, post, words, article, now)
    act.state_after = post.state.value
    db.add(act)
    mark_undone(db, post.id, (K.HIDE,), now)
    settle(db, post, act, now)
    return act


def _post(db: Db, actor: Viewer, asked: RemovalRequest, now: datetime) -> tuple[Post, Actor]:
    """The post the request is about, and the moderator, who is no party there; nobody else has the request in hand."""
    post = db.get(Post, asked.post_id) if asked.post_id is not None else None
    moderator = require(actor, "request.decide", queries.case_of(db, post) if post else None)
    _lock(db, asked)
    if post is None:
        raise Refused("review.request_without_post")
    grounds.need_trained(db, moderator)
    grounds.need_free(db, moderator, f"request:{asked.id}", now)
    return post, moderator


def _lock(db: Db, asked: RemovalRequest) -> None:
    db.refresh(asked, with_for_update=True)


def _go(db: Db, asked: RemovalRequest, to: RequestState, actor: Actor | None, now: datetime) -> None:
    asked.state = move(asked.state, to)
    db.add(asked)
    _note(db, asked, actor.person_id if actor else None, now)


def _note(db: Db, asked: RemovalRequest, person_id: int | None, now: datetime) -> None:
    db.add(RequestStep(request_id=asked.id, state=asked.state, person_id=person_id, at=now))
    db.flush()


def _enter(db: Db, actor: Actor, asked: RemovalRequest, now: datetime, verb: str = "", **data: object) -> None:
    name = verb or f"request_{asked.state.value}"
    ledger.append(db, actor.person_id, f"review.{name}", f"request:{asked.id}", at=now, post=asked.post_id, **data)
