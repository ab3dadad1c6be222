"""The sample city's summary: the room about demand buses is summed up by its facilitator, the draft shown by its manager."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from civic.db import Db
from civic.responses import actions, queries
from civic.responses.forms import GroupPosts, ShowSummary, WriteProposal
from civic.responses.summary_models import ItemKind
from civic.rooms.models import Post, PostType, Room
from civic.rooms.queries.posts import SHOWN
from civic.sample.story import Event, Story

ROOM, FACILITATOR, MANAGER = "bus", "facilitator2", "kotsu_tanto"
# Words that tell which posts of the file go into which item; whatever is left stays to be placed, as on a real day.
ITEMS = (
    ("予約の締切りを、乗る時刻の30分前まで短くしてほしい。", ItemKind.PROPOSAL, False, ("予約",)),
    ("病院や買い物から帰る昼前後の便を増やしてほしい。", ItemKind.PROPOSAL, False, ("病院", "買い物", "買物")),
    ("運転する人が足りず、いまの便を守るだけで手一杯である。", ItemKind.OPINION, True, ("運転",)),
)
AGREED = "デマンド交通を続けること、予約の取り方を直すことは、おおむね一致しました。"
DISPUTED = "便を増やすか、料金を上げて便を守るかは、意見が分かれました。どちらも理由とともに記します。"


def events(story: Story) -> Iterator[Event]:
    yield Event(story.moment(9, "13:00"), partial(sum_up, story))
    yield Event(story.moment(4, "10:00"), partial(show, story))


def sum_up(story: Story, db: Db, now: datetime) -> None:
    room = db.get_one(Room, story.rooms[ROOM])
    facilitator = story.actor(db, FACILITATOR, now)
    query = select(col(Post.id), col(Post.body), col(Post.type)).where(
        col(Post.room_id) == room.id, col(Post.state).in_(SHOWN)
    )
    posts = db.execute(query.order_by(col(Post.id))).all()
    for text, kind, is_minority, words in ITEMS:
        ids = [id_ for id_, body, type_ in posts if type_ is not PostType.STAFF and any(word in body for word in words)]
        if ids:
            form = GroupPosts(post_id=ids, text=text, kind=kind, is_minority=is_minority)
            actions.group_posts(db, facilitator, room, form, now)
    by_staff = [id_ for id_, _body, type_ in posts if type_ is PostType.STAFF]
    if by_staff:
        form = GroupPosts(post_id=by_staff, into="out", reason="職員の発言のため。")
        actions.group_posts(db, facilitator, room, form, now)
    written = WriteProposal(title=room.title, agreed=AGREED, disputed=DISPUTED)
    actions.write_proposal(db, facilitator, room, written, now)


def show(story: Story, db: Db, now: datetime) -> None:
    room = db.get_one(Room, story.rooms[ROOM])
    if queries.items(db, room.id, only_public=False):
        actions.show_summary(db, story.actor(db, MANAGER, now), room, ShowSummary(), now)
