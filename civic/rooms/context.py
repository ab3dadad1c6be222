"""Where wings above register what they add under a post and beside its controls, so that rooms need not know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from civic.db import Db
from civic.permissions import Viewer
from civic.rooms.models import Post, Room


@dataclass(frozen=True, slots=True)
class Control:
    """A link for this viewer beside a post: `text` in the reader's language, `path` of this site."""

    text: str
    path: str


# (db, None, post ids) -> sanitised HTML by post id, the same for every viewer. It is kept until the post's
# `context_rev` or the site's revision is raised or the day ends: `rooms.actions.raise_context` after every change.
Strips = Callable[[Db, Viewer, Sequence[int]], Mapping[int, str]]
# (db, viewer, post, room) -> what else this viewer may do with the post
Controls = Callable[[Db, Viewer, Post, Room], Sequence[Control]]

# (db, room) -> pages of wings above about the whole room, the same for every viewer; raise the room's revision when
# they change
Links = Callable[[Db, Room], Sequence[Control]]

_links: list[Links] = []
_strips: list[Strips] = []
_controls: list[Controls] = []


def register(strips: Strips) -> Strips:
    """Called once at import by the doors of a wing that shows something under posts."""
    if strips not in _strips:
        _strips.append(strips)
    return strips


def register_controls(controls: Controls) -> Controls:
    """Called once at import by the doors of a wing that offers something to do with a post."""
    if controls not in _controls:
        _controls.append(controls)
    return controls


def register_links(links: Links) -> Links:
    """Called once at import by the doors of a wing that has pages about a room."""
    if links not in _links:
        _links.append(links)
    return links


def links_of(db: Db, room: Room) -> list[Control]:
    return [link for ask in _links for link in ask(db, room)]


def strips_of(db: Db, post_ids: Sequence[int]) -> dict[int, str]:
    """What every wing adds under these posts, joined; asked once for a page."""
    found: dict[int, str] = {}
    if post_ids:
        for ask in _strips:
            for post_id, html in ask(db, None, post_ids).items():
                found[post_id] = found.get(post_id, "") + html
    return found


def controls_of(db: Db, viewer: Viewer, post: Post, room: Room) -> list[Control]:
    return [control for ask in _controls for control in ask(db, viewer, post, room)]
