"""The mails of a test's city as their readers get them, and the worker's rounds that send them."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from civic import jobs, worker
from tests.world import World


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message[name] or "").strip()


def letters(world: World, who: str = "") -> list[Letter]:
    """Every mail in the folder, oldest first; to one of the cast."""
    found = []
    for path in sorted(world.site.mail_folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        shown = html.get_content() if html is not None else ""
        letter = Letter(str(message["To"]), str(message["Subject"]), plain.get_content(), shown, message)
        if not who or letter.to == f"{who}@mihon.example":
            found.append(letter)
    return found


def rounds(world: World, is_new_day: bool = False) -> None:
    """What the worker does for this wing each minute (and at the first minute of a day), to its end."""
    plan(world, is_new_day)
    while world.drain():
        pass


def plan(world: World, is_new_day: bool = False) -> None:
    worker.load_jobs()
    with world.write() as db:
        jobs.later(db, "notifications.gather.each_minute", "round")
        if is_new_day:
            jobs.later(db, "notifications.remind.each_day", "day", lane="long")
