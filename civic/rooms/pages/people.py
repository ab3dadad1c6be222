"""The door to who in town knows about what a room is about."""

from starlette.responses import Response

from civic import clock
from civic.registry.queries import knowing
from civic.rooms import queries
from civic.rooms.pages import pieces
from civic.web.page import page
from civic.web.visit import Visit


@page()
def people(visit: Visit) -> Response:
    """People, groups and places that agreed to be named here, with the words they share with the room."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    topics = [name for _code, name in pieces.head(visit, room).topics]
    words = knowing.words_of(room.title, *topics, city=visit.site.name)
    found = knowing.who_knows(visit.db, words, clock.today(visit.now))
    return visit.render("rooms/people.html", room=room, words=words, found=found)
