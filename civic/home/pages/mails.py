"""Door of the mails that were written to the folder: on a developer's machine only."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from starlette.responses import Response

from civic.config import config
from civic.errors import NotFound
from civic.web.page import page, route
from civic.web.visit import Visit

NEWEST = 30


@dataclass(frozen=True, slots=True)
class ShownMail:
    to: str
    subject: str
    text: str


@page()
def mails(visit: Visit) -> Response:
    """Holds the links of other people's sign-ups: it exists in development alone."""
    if not config().is_development:
        raise NotFound
    paths = sorted(visit.site.mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return visit.render("home/mails.html", mails=[_shown(path.read_bytes()) for path in paths[:NEWEST]])


def _shown(raw: bytes) -> ShownMail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return ShownMail(str(message["To"]), str(message["Subject"]), str(message.get_content()))


routes = [route("/dev/mail", mails)]
