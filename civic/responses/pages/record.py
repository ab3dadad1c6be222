"""Doors of a closed room's record: its checksum, how long it is kept, and the archive itself."""

from starlette.responses import FileResponse, Response

from civic.errors import NotFound
from civic.i18n import gettext
from civic.library.actions.originals import original_path
from civic.responses import queries
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit


def _closed_room(visit: Visit) -> Room:
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    if room.state is not RoomState.ARCHIVED:
        raise NotFound("responses.not_a_record")
    return room


@page()
def record(visit: Visit) -> Response:
    """What is kept of the room, until when, and how anybody can check that it is unchanged."""
    room = _closed_room(visit)
    current = queries.edition_in_force(visit.db, room)
    return visit.render(
        "responses/record.html",
        room=room,
        record=queries.record_of(visit.db, room.id),
        current=current,
        older=[one for one in queries.editions(visit.db, room.id) if one is not current],
    )


@page()
def record_zip(visit: Visit) -> Response:
    """The archive, only as long as it shows what may be read now."""
    room = _closed_room(visit)
    current = queries.edition_in_force(visit.db, room)
    path = original_path(visit.site, current.sha256) if current is not None else None
    if current is None or path is None or not path.exists():
        raise NotFound("responses.record_is_being_made")
    return FileResponse(path, media_type="application/zip", filename=f"room-{room.id}-{current.number}.zip")


@context.register_links
def links(_db: object, room: Room) -> tuple[context.Control, ...]:
    """From a closed room to its record."""
    if room.state is not RoomState.ARCHIVED:
        return ()
    return (context.Control(gettext("保存された記録"), url("responses.record", room_id=room.id)),)
