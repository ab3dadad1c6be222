"""Doors of the desk: the queue, one case, what one does around it."""

from typing import Any

from starlette.responses import Response

from civic.accounts.queries import display_names, person_by_handle
from civic.city import queries as city
from civic.clock import today
from civic.errors import NotFound, Refused
from civic.i18n import gettext
from civic.permissions import can, require
from civic.review import actions, queries
from civic.review.forms import AddNote, BulkDecide, HandOver
from civic.review.marks import marked
from civic.review.models import Act
from civic.rooms import queries as rooms
from civic.rooms.models import Post, PostState
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit

PAGE = 50


def chosen(visit: Visit) -> queries.Filter:
    """The filter of the address."""
    kind = visit.query("kind")
    return queries.Filter(
        kind if kind in list(queries.CaseKind) else "", visit.query_number("room"),
        whose if (whose := visit.query("whose")) in ("mine", "free") else "", visit.query("late") == "1",
    )  # fmt: skip


def _query(one: queries.Filter) -> dict[str, object]:
    return {"kind": one.kind, "room": one.room_id or "", "whose": one.whose, "late": "1" if one.only_late else ""}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


@page()
def desk(visit: Visit) -> Response:
    """What waits for this moderator, by what is dangerous, what many complained of, what waits longest."""
    everything = queries.queue(visit.db, visit.viewer, visit.now)
    one = chosen(visit)
    assert visit.viewer is not None
    found = [case for case in everything if one.holds(case, visit.viewer)]
    start = min(visit.query_number("from"), len(found))
    here = _query(one) | {"from": start or ""}
    rules = city.rules_in_force(visit.db, visit.now)
    return visit.render(
        "review/desk.html",
        waiting=found[start : start + PAGE],
        total=len(found),
        late=sum(case.is_late for case in everything),
        everything=len(everything),
        kinds={kind.value: sum(case.kind is kind for case in everything) for kind in queries.CaseKind},
        rooms_there={case.room_id: case.room_title for case in everything if case.room_id},
        filter=one,
        decide_here=url("review.decide_together", **here),
        choose_all=url("review.desk", **here, all=1),
        choose_none=url("review.desk", **here),
        # Chosen before a refusal, or all of the page by the link above the rows.
        checked=set(_list(visit.typed.get("cases", ()))),
        is_all=visit.query("all") == "1" and visit.status == 200,
        start=start,
        before=url("review.desk", **_query(one), **{"from": max(0, start - PAGE)}) if start else "",
        after=url("review.desk", **_query(one), **{"from": start + PAGE}) if start + PAGE < len(found) else "",
        grounds=queries.articles_to_hide(visit.db, rules.version) if rules else {},
        templates=queries.reason_templates(visit.db),
        least=queries.min_reason(visit.db),
    )


def post_of(visit: Visit) -> Post:
    return rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))


@page()
def case(visit: Visit) -> Response:
    """One post beside the rule text, what was found, reports, earlier acts, and the decisions open now. After a
    refused decision over htmx only the part with the forms is shown again."""
    post = post_of(visit)
    template = "review/_decisions.html" if visit.is_htmx and visit.status != 200 else "review/case.html"
    return visit.render(template, **case_facts(visit, post))


def case_facts(visit: Visit, post: Post) -> dict[str, Any]:
    """Everything the case page and the fragment of its decisions show."""
    db = visit.db
    facts = queries.case_of(db, post)
    viewer = require(visit.viewer, "case.see", facts)
    waiting, acts = queries.unseconded(db, post.id), queries.acts_on(db, post.id)
    return (
        _text_facts(visit, post)
        | _around(visit, post)
        | {
            "case": facts,
            "room": rooms.room_for(db, viewer, post.room_id),
            # Who is a party does not read what others reported about the conversation.
            "reports": queries.open_reports(db, post.id) if can(viewer, "post.keep", facts) else (),
            "acts": acts,
            "least": queries.min_reason(db),
            "templates": queries.reason_templates(db),
            "seen": queries.seen_of(db, post),
            "is_own_act": viewer.person_id in queries.deciders_against(db, post.id),
            "waiting": waiting,
            "may_confirm": waiting is not None and can(viewer, "act.confirm", queries.decided(db, waiting)),
            "lacks_reason": next((one for one in acts if one.reason_due_at is not None and not one.reason), None),
            "sections": [(one.id, one.name) for one in city.sections_on(db, today(visit.now))],
            "about": queries.sections_spoken_of(db, post),
            # Which of the forms was sent: the last part of its address.
            "sent": visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
            "is_urgent_open": post.state in (PostState.PUBLISHED, PostState.MASKED, PostState.HELD),
        }
    )


def _text_facts(visit: Visit, post: Post) -> dict[str, Any]:
    """The post, its text with what was found marked, and the rules it was written under."""
    db = visit.db
    found = queries.findings(db, [post.id]).get(post.id, [])
    sealed = queries.sealed_text(db, post.id)
    text = post.judged_text if sealed is None else f"{sealed.title}\n{sealed.body}".strip()
    return {
        "post": post,
        # As readers get it: a tombstone without its text.
        "row": rooms.post_row(db, post),
        "findings": found,
        "pieces": marked(text, [(one.starts, one.ends) for one in found]),
        "is_sealed": sealed is not None,
        "articles": queries.articles(db, post.rule_version),
        "grounds": queries.articles_to_hide(db, post.rule_version),
    }


def _around(visit: Visit, post: Post) -> dict[str, Any]:
    """Who has the case in hand, what was noted, which comes next."""
    target = f"post:{post.id}"
    claim, notes = queries.claim_on(visit.db, target), queries.notes_on(visit.db, target)
    people = [one.person_id for one in notes] + ([claim.person_id] if claim else [])
    return {
        "claim": claim, "notes": notes, "names": display_names(visit.db, people), "others": _next_ones(visit, post),
    }  # fmt: skip


def _next_ones(visit: Visit, post: Post) -> str:
    """The address of the case that comes after this one on the desk, or of the desk."""
    targets = [one.path for one in queries.queue(visit.db, visit.viewer, visit.now)]
    here = f"/desk/{post.id}"
    after = targets[targets.index(here) + 1 :] if here in targets else targets
    return next((path for path in after if path != here), "/desk")


def decided(visit: Visit, post: Post, following: str = "") -> Response:
    """With htmx the case as it now stands and the post as readers get it; without it the case again, or the next."""
    wants_next = visit.form.get("then") == "next"
    if visit.is_htmx and not wants_next:
        return visit.render("review/_decided.html", **case_facts(visit, post))
    visit.say(gettext("決定を記録しました。"))
    return visit.see_other(following) if wants_next and following else visit.go("review.case", post_id=post.id)


def following(visit: Visit, post: Post) -> str:
    """Where 「決めて次へ」 leads: asked before the decision, while the case still stands in the queue."""
    return _next_ones(visit, post) if visit.form.get("then") == "next" else ""


@page(method="POST", again=desk)
def decide_together(visit: Visit) -> Response:
    result = actions.decide_together(visit.db, visit.viewer, BulkDecide.read(visit.form), visit.now)
    visit.say(gettext("{n}件を決めました。").format(n=result.done))
    for post_id, why in result.refused[:5]:
        visit.say(gettext("{n}番は決めませんでした：{why}").format(n=post_id, why=why), "warning")
    return visit.see_other(url("review.desk", **_query(chosen(visit))))


def _target(visit: Visit) -> tuple[str, str]:
    """The case of a claim or note and its page; NotFound for one this person does not have on the desk."""
    target = f"{visit.text('kind')}:{visit.number('number')}"
    if visit.text("kind") == "post":
        post = rooms.post_for(visit.db, visit.viewer, visit.number("number"))
        require(visit.viewer, "case.see", queries.case_of(visit.db, post))
        return target, url("review.case", post_id=post.id)
    if visit.text("kind") == "appeal":
        queries.appeal_for(visit.db, visit.viewer, visit.number("number"))
        require(visit.viewer, "case.claim")
        return target, url("review.appeal", appeal_id=visit.number("number"))
    if visit.text("kind") == "request":
        queries.request_for(visit.db, visit.viewer, visit.number("number"))
        return target, url("review.removal_request", request_id=visit.number("number"))
    require(visit.viewer, "desk.see")
    raise NotFound


def _need_deciding(visit: Visit, target: str) -> None:
    """A case is taken in hand by somebody who may decide it: a party, or who decided before, would only keep others off."""
    kind, _, number = target.partition(":")
    if kind == "post":
        post = rooms.post_for(visit.db, visit.viewer, int(number))
        require(visit.viewer, "post.keep", queries.case_of(visit.db, post))
    elif kind == "appeal":
        appeal = queries.appeal_for(visit.db, visit.viewer, int(number))
        require(visit.viewer, "appeal.decide", queries.decided(visit.db, visit.db.get_one(Act, appeal.act_id)))
    else:
        asked = queries.request_for(visit.db, visit.viewer, int(number))
        post_asked = visit.db.get(Post, asked.post_id) if asked.post_id is not None else None
        require(visit.viewer, "request.decide", queries.case_of(visit.db, post_asked) if post_asked else None)


@page(method="POST")
def claim_case(visit: Visit) -> Response:
    target, path = _target(visit)
    _need_deciding(visit, target)
    actions.claim_case(visit.db, visit.viewer, target, visit.now)
    visit.say(gettext("あなたの担当にしました。"))
    return visit.see_other(path)


@page(method="POST")
def release_case(visit: Visit) -> Response:
    target, path = _target(visit)
    actions.release_case(visit.db, visit.viewer, target)
    visit.say(gettext("担当から外しました。ほかの担当者が決められます。"))
    return visit.see_other(path)


def note(visit: Visit) -> Response:
    """A note that could not be taken, to be mended on a page of its own: it stands beside cases of three kinds."""
    return visit.render("review/note.html", back=_target(visit)[1])


@page(method="POST", again=note)
def add_note(visit: Visit) -> Response:
    target, path = _target(visit)
    actions.add_note(visit.db, visit.viewer, target, AddNote.read(visit.form), visit.now)
    visit.say(gettext("メモを残しました。公開されません。"))
    return visit.see_other(path + "#notes")


@page()
def handover(visit: Visit) -> Response:
    """人事異動: offices in rooms and cases in hand go to a successor."""
    require(visit.viewer, "case.hand_over")
    return visit.render("review/handover.html")


@page(method="POST", again=handover)
def hand_over(visit: Visit) -> Response:
    require(visit.viewer, "case.hand_over")
    form = HandOver.read(visit.form)
    people = [person_by_handle(visit.db, handle) for handle in (form.from_handle, form.to_handle)]
    if people[0] is None or people[1] is None:
        raise Refused("review.no_such_person", handle=form.from_handle if people[0] is None else form.to_handle)
    offices, cases = actions.hand_over(visit.db, visit.viewer, people[0].id, people[1].id, visit.now)
    visit.say(gettext("役割{offices}件と案件{cases}件を引き継ぎました。").format(offices=offices, cases=cases))
    return visit.go("review.handover")


routes = [
    route("/desk", desk),
    route("/desk/decide", decide_together),
    route("/desk/handover", handover, hand_over),
    route("/desk/{post_id:int}", case),
    route("/desk/{kind}/{number:int}/claim", claim_case),
    route("/desk/{kind}/{number:int}/release", release_case),
    route("/desk/{kind}/{number:int}/note", add_note),
]
