"""Doors for those who write: what becomes of letters, the form without an account, its paper twin, the slip."""

import secrets

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.letters import actions, queries
from civic.letters.forms import OpenLetter, SendLetter
from civic.letters.models import Ground, LetterState
from civic.responses.queries import response_to
from civic.web.limits import Limit, by_address, by_field
from civic.web.page import page
from civic.web.show import qr
from civic.web.urls import url
from civic.web.visit import Visit

# An office or a school writes from one address; a slip is not guessed by trying.
SENDING = (Limit("letter", 60, 3600, by_address),)
OPENING = (Limit("letter_slip", 60, 3600, by_address), Limit("letter_slip_one", 10, 3600, by_field("number")))


@page()
def letters(visit: Visit) -> Response:
    """What came and what became of it, in numbers; the letters everybody can read; the grounds for no answer."""
    return visit.render(
        "letters/letters.html",
        sums=queries.sums(visit.db, clock.today(visit.now)),
        posted=queries.posted(visit.db),
        room=queries.letters_room(visit.db),
        office=queries.office(visit.db),
        days=int(city.setting(visit.db, "letters.due_open_days")),
    )


@page(has_form=True)
def new_letter(visit: Visit) -> Response:
    return visit.render(
        "letters/new_letter.html",
        once=visit.typed.get("once") or secrets.token_urlsafe(24),
        most=int(city.setting(visit.db, "letters.most_letters")),
        days=int(city.setting(visit.db, "letters.due_open_days")),
    )


@page(method="POST", again=new_letter, limits=SENDING)
def send_letter(visit: Visit) -> Response:
    """The slip stands in the answer itself; a second press shows it again."""
    made = actions.send_letter(visit.db, SendLetter.read(visit.form), visit.site.key, visit.now)
    return visit.render("letters/sent.html", slip=made)


@page()
def paper(visit: Visit) -> Response:
    """The same form on A4; its boxes are the fields staff type in."""
    address = visit.site.base_url + url("letters.new_letter")
    contact = str(city.setting(visit.db, "city.contact"))
    return visit.render("letters/paper.html", address=address, code=qr(address), contact=contact)


@page(has_form=True)
def slip(visit: Visit) -> Response:
    """Number and secret, to see what became of a letter."""
    return visit.render("letters/slip.html", letter=None, number=visit.query("number")[:12])


@page(method="POST", again=slip, limits=OPENING)
def open_letter(visit: Visit) -> Response:
    found = actions.open_letter(visit.db, OpenLetter.read(visit.form))
    duty = response_to(visit.db, found.post_id) if found.post_id is not None else None
    return visit.render(
        "letters/slip.html",
        letter=found,
        number=str(found.id),
        is_answered=duty is not None and duty.published_version is not None,
        ground=Ground(found.ground) if found.state is LetterState.NOT_ANSWERED else None,
    )
