"""What moderation adds on the pages of rooms: controls beside a post, and a line under one that was dealt with."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import col

from civic.db import Db
from civic.i18n import gettext
from civic.permissions import Viewer, can
from civic.review import queries
from civic.review.models import Act, ActKind
from civic.rooms import context
from civic.rooms.models import Post, PostState, Room, ThreadLock
from civic.rooms.queries.posts import SHOWN
from civic.web.show import render
from civic.web.urls import url


@context.register_controls
def controls(db: Db, viewer: Viewer, post: Post, room: Room) -> Sequence[context.Control]:
    """Beside a post: report it, or take the case."""
    found = []
    # Anybody may report; without an account it goes by mail.
    may_report = viewer is None or (can(viewer, "report.file") and viewer.person_id != post.author_id)
    if post.state in SHOWN and may_report:
        found.append(context.Control(gettext("ルール違反を知らせる"), url("review.new_report", post_id=post.id)))
    case = queries.case_of(db, post)
    if can(viewer, "case.see", case):
        found.append(context.Control(gettext("この投稿を確認する"), url("review.case", post_id=post.id)))
    if post.state in (*SHOWN, PostState.HELD) and can(viewer, "post.hide_urgently", case):
        found.append(context.Control(gettext("緊急に非表示にする"), url("review.urgent", post_id=post.id)))
    return found


@context.register
def strips(db: Db, _viewer: Viewer, post_ids: Sequence[int]) -> Mapping[int, str]:
    """Under a masked post or a tombstone: the article, the date and the number in the public record; under the first
    post of a locked thread that it takes no replies."""
    standing = (
        select(col(Act.post_id), col(Act.id), col(Act.kind), col(Act.article), col(Act.decided_at))
        .join(Post, col(Post.id) == col(Act.post_id))
        .where(
            col(Act.post_id).in_(post_ids), col(Act.kind).in_((ActKind.MASK, ActKind.HIDE, ActKind.PURGE)),
            col(Act.undone_at).is_(None), col(Post.state).in_((PostState.MASKED, PostState.HIDDEN, PostState.PURGED)),
        )
        .order_by(col(Act.id))
    )  # fmt: skip
    acts = {post_id: (act_id, kind.value, article, at) for post_id, act_id, kind, article, at in db.execute(standing)}
    locked = set(db.execute(select(col(ThreadLock.thread_id)).where(col(ThreadLock.thread_id).in_(post_ids))).scalars())
    return {
        post_id: render("review/_strip.html", act=acts.get(post_id), is_locked=post_id in locked)
        for post_id in {*acts, *locked}
    }
