"""Doors for writers: a new post or reply with its preview, a new wording, taking back."""

import secrets
from typing import Any

from starlette.responses import Response

from civic import clock, i18n
from civic.city import queries as city
from civic.errors import Refused
from civic.forms import typed_of
from civic.permissions import require
from civic.registry.queries.groups import speaks_for
from civic.rooms import actions, judging, queries
from civic.rooms.actions.moderating_hours import posting_notice
from civic.rooms.actions.storing import Stored
from civic.rooms.actions.weighing import Preview, need_open
from civic.rooms.forms import EditPost, PublishPost
from civic.rooms.models import Post, PostState, Room
from civic.rooms.pages import pieces
from civic.rooms.pages.reading import thread_title
from civic.rooms.queries.posts import SHOWN
from civic.web.limits import Limit, by_account, by_address
from civic.web.page import page
from civic.web.visit import Visit

LIMITS = (Limit("rooms.post", 60, 600, by_account), Limit("rooms.post", 600, 600, by_address))


def _texts(value: Any) -> list[str]:
    """A field given back is a text or, when it was repeated, a list."""
    return [str(one) for one in value if one] if isinstance(value, list) else [str(value)] if value else []


def _cited(visit: Visit) -> tuple[list[queries.CitationCard], str]:
    """Cards of the passages named so far, and what could not be found, to be mended."""
    cards: list[queries.CitationCard] = []
    wrong: list[str] = []
    for reference in _texts(visit.typed.get("cites")) or _texts(visit.query("cite")):
        try:
            cards += queries.passages(visit.db, queries.unit_ids_of(visit.db, [reference]))
        except Refused:
            wrong.append(reference)
    return list(dict.fromkeys(cards)), " ".join(wrong)


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _quoted(visit: Visit, room: Room) -> queries.PostRow | None:
    post_id = _number(visit.typed.get("quotes")) or visit.query_number("quotes")
    post = visit.db.get(Post, post_id) if post_id else None
    if post is None or post.room_id != room.id or post.state not in SHOWN:
        return None
    return queries.post_row(visit.db, post)


def _rules(visit: Visit, room: Room) -> dict[str, Any]:
    """What a refusal or a preview found, with the articles it rests on."""
    data = visit.refused.data if visit.refused else {}
    grounds = data.get("grounds", ())
    return {
        "grounds": grounds,
        "articles": queries.articles(visit.db, room) if grounds else {},
        "asks_confirmation": bool(visit.refused and visit.refused.code == "rooms.confirm_warning"),
        "is_confirmed": bool(visit.typed.get("confirm_warning")),
    }


def _post_form(visit: Visit, room: Room, parent: Post | None = None, preview: Preview | None = None) -> Response:
    """The form with everything typed still in it; alone for htmx, on its page otherwise."""
    cards, wrong = _cited(visit)
    shown = _rules(visit, room)
    if preview is not None:
        shown |= {"grounds": preview.grounds, "articles": queries.articles(visit.db, room)}
        shown["asks_confirmation"] = preview.verdict == "warn"
    viewer = visit.viewer
    return visit.render(
        "rooms/_post_form.html" if visit.is_htmx else "rooms/new_post.html",
        room=room,
        parent=queries.post_row(visit.db, parent) if parent is not None else None,
        thread_title=thread_title(visit, parent) if parent is not None else "",
        once=visit.typed.get("once") or secrets.token_urlsafe(16),
        cards=cards,
        wrong_cites=wrong,
        quoted=_quoted(visit, room),
        most=int(city.setting(visit.db, "post.max_length")),
        must_acknowledge=viewer is None
        or not queries.has_acknowledged(visit.db, viewer.person_id, room.rule_version or 0),
        must_declare=viewer is not None and queries.must_declare(visit.db, viewer, room),
        posting_notice=posting_notice(visit.db, visit.now),
        preview=preview,
        groups=speaks_for(visit.db, viewer, clock.today(visit.now)),
        **shown,
    )


@page()
def new_post(visit: Visit) -> Response:
    """The form for a new thread; `cite` names a passage."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    require(visit.viewer, "post.publish", room)
    need_open(room, visit.now)
    return _post_form(visit, room)


@page()
def reply(visit: Visit) -> Response:
    """The form for a reply; `quotes` names a post to quote."""
    parent = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    room = queries.room_of(visit.db, parent)
    require(visit.viewer, "post.publish", room)
    need_open(room, visit.now)
    if parent.state not in SHOWN:
        raise Refused("rooms.parent_gone")
    return _post_form(visit, room, parent)


def _write_again(visit: Visit) -> Response:
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    require(visit.viewer, "post.publish", room)
    return _post_form(visit, room, _typed_parent(visit, room))


def _typed_parent(visit: Visit, room: Room) -> Post | None:
    parent = visit.db.get(Post, _number(visit.typed.get("parent")))
    return parent if parent is not None and parent.room_id == room.id and parent.state in SHOWN else None


@page(method="POST", again=_write_again, limits=LIMITS)
def publish_post(visit: Visit) -> Response:
    """Publishes, or shows the preview and stores nothing."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    form = PublishPost.read(visit.form)
    if form.step == "preview":
        preview = actions.preview_post(visit.db, visit.viewer, room, form, visit.now)
        visit.typed = typed_of(visit.form)
        return _post_form(visit, room, _typed_parent(visit, room), preview)
    client = visit.request.client
    post = actions.publish_post(
        visit.db, visit.viewer, room, form, visit.now, ip=visit.address, port=client.port if client else 0
    )  # fmt: skip
    return _written(visit, post, i18n.gettext("書き込みました。"), f"post-form-{post.parent_id or 'new'}")


def _written(visit: Visit, post: Post | Stored, done: str, form_id: str) -> Response:
    """Back to the post, or for htmx the post in the place of its form; the writer is told when it waits for a person."""
    is_held = post.state is PostState.HELD
    held = i18n.gettext("お預かりしました。担当者が内容を確認してから公開します。結果はお知らせします。")
    if visit.is_kiosk:
        visit.say(held if is_held else done)
        return visit.go("rooms.receipt", post_id=post.id)
    if visit.is_htmx:
        visit.db.flush()
        row = queries.post_row(visit.db, visit.db.get_one(Post, post.id))
        said = held if is_held else done
        return visit.render("rooms/_written.html", post=row, html=pieces.piece(row), said=said, form_id=form_id)
    visit.say(held if is_held else done)
    return visit.go("rooms.post", post_id=post.id)


@page()
def post_edit(visit: Visit) -> Response:
    """A new wording: everything within the first minutes, later an addition."""
    post = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    require(visit.viewer, "post.edit", post)
    return _edit_form(visit, post)


def _edit_form(visit: Visit, post: Post, preview: Preview | None = None) -> Response:
    room = queries.room_of(visit.db, post)
    if post.state not in (PostState.PUBLISHED, PostState.HELD, PostState.REJECTED):
        raise Refused("rooms.cannot_edit")
    is_free = actions.is_free_to_edit(visit.db, post, visit.now)
    if nothing := visit.errors.get(""):
        visit.errors = {"body" if is_free else "addition": nothing}
    shown = _rules(visit, room)
    if preview is not None:
        shown |= {"grounds": preview.grounds, "articles": queries.articles(visit.db, room)}
        shown["asks_confirmation"] = preview.verdict == "warn"
    elif not shown["grounds"]:
        shown |= {"grounds": judging.kept_grounds(visit.db, post), "articles": queries.articles(visit.db, room)}
    return visit.render(
        "rooms/_edit_form.html" if visit.is_htmx else "rooms/edit_post.html",
        room=room,
        post=post,
        is_free=is_free,
        minutes=int(city.setting(visit.db, "post.free_edit_minutes")),
        most=int(city.setting(visit.db, "post.max_length")),
        preview=preview,
        **shown,
    )


@page(method="POST", again=post_edit, limits=LIMITS)
def edit_post(visit: Visit) -> Response:
    post = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    form = EditPost.read(visit.form)
    if form.step == "preview":
        preview = actions.preview_edit(visit.db, visit.viewer, post, form, visit.now)
        visit.typed = typed_of(visit.form)
        return _edit_form(visit, post, preview)
    actions.edit_post(visit.db, visit.viewer, post, form, visit.now)
    return _written(visit, post, i18n.gettext("書き直しを保存しました。前の文は履歴に残ります。"), "edit-form")


@page()
def withdrawal(visit: Visit) -> Response:
    """Asks once more before a post is taken back."""
    post = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    require(visit.viewer, "post.withdraw", post)
    return visit.render("rooms/withdrawal.html", post=post, room=queries.room_of(visit.db, post))


@page(method="POST")
def withdraw_post(visit: Visit) -> Response:
    post = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    actions.withdraw_post(visit.db, visit.viewer, post, visit.now)
    visit.say(i18n.gettext("書き込みを取り下げました。返信はそのまま残ります。"))
    return visit.go("rooms.post", post_id=post.id)
