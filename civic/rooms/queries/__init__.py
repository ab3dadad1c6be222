"""Reads of rooms and posts; every list takes the viewer and returns only what they may see."""

from civic.rooms.queries.citations import CitationCard, citations_of, cited_in, passages, unit_ids_of
from civic.rooms.queries.eligibility import must_declare
from civic.rooms.queries.heads import RoomHead, facilitator_ids, parts_of, room_head
from civic.rooms.queries.lists import (
    RoomCard,
    StateGroup,
    open_rooms,
    rooms,
    rooms_about_unit,
    rooms_revision,
    rooms_under,
    staff_rooms,
)
from civic.rooms.queries.news import DatedPhase, DatedRoom, NewPost, NewRoom, newest_posts, newest_rooms, room_dates
from civic.rooms.queries.posts import (
    PAGE,
    Placed,
    PostRow,
    PostsPage,
    place_of,
    placed,
    post_for,
    post_row,
    posts_page,
    posts_visible_to,
    room_of,
)
from civic.rooms.queries.revisions import Written, revisions
from civic.rooms.queries.rooms import room_for, room_id_of, room_revision, visible_to
from civic.rooms.queries.unread import News, Unread, news, unread, unread_counts
from civic.rooms.queries.writing import articles, author_ids, display_name_for, has_acknowledged, staff_section_for

__all__ = [
    "PAGE",
    "CitationCard",
    "DatedPhase",
    "DatedRoom",
    "NewPost",
    "NewRoom",
    "News",
    "Placed",
    "PostRow",
    "PostsPage",
    "RoomCard",
    "RoomHead",
    "StateGroup",
    "Unread",
    "Written",
    "articles",
    "author_ids",
    "citations_of",
    "cited_in",
    "display_name_for",
    "facilitator_ids",
    "has_acknowledged",
    "must_declare",
    "newest_posts",
    "newest_rooms",
    "news",
    "open_rooms",
    "parts_of",
    "passages",
    "place_of",
    "placed",
    "post_for",
    "post_row",
    "posts_page",
    "posts_visible_to",
    "revisions",
    "room_dates",
    "room_for",
    "room_head",
    "room_id_of",
    "room_of",
    "room_revision",
    "rooms",
    "rooms_about_unit",
    "rooms_revision",
    "rooms_under",
    "staff_rooms",
    "staff_section_for",
    "unit_ids_of",
    "unread",
    "unread_counts",
    "visible_to",
]
