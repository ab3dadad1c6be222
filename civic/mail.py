"""Mail: renders templates/mail/<wing>/<name>.txt and hands it to SMTP or to a folder."""

import smtplib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from civic import i18n
from civic.config import ROOT, config
from civic.sites import Site


@cache
def _templates() -> Environment:
    """Plain-text mail: no HTML escaping, which would show &amp; to the reader."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "mail"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env


def compose(
    site: Site, to: str, template: str, context: Mapping[str, object], key: str, language: str = "ja"
) -> EmailMessage:
    """The template's first line is the subject; `key` makes the Message-ID, so a second run makes the same mail."""
    token = i18n.language.set(language)
    try:
        text = _templates().get_template(template).render(site=site, **context)
    finally:
        i18n.language.reset(token)
    subject, _, body = text.partition("\n")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    host = urlsplit(site.base_url).hostname or "localhost"
    sender = config().mail_from or f"no-reply@{host}"
    message["From"] = Address(site.name, addr_spec=sender)
    message["To"] = bare_address(to)
    message["Message-ID"] = f"<{key}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n", charset="utf-8", cte="base64")
    return message


def bare_address(to: str) -> str:
    """Old carrier addresses (`a..b.@docomo.ne.jp`) break RFC 5322; quoting the local part makes them legal."""
    local, _, domain = to.rpartition("@")
    if ".." in local or local.startswith(".") or local.endswith("."):
        return f'"{local}"@{domain}'
    return to


def deliver(site: Site, message: EmailMessage) -> None:
    """Raises OSError or smtplib.SMTPException when it could not be handed over; the job is then retried."""
    setting = config().mail
    if setting == "folder":
        _to_folder(site.mail_folder, message)
        return
    url = urlsplit(setting)
    with smtplib.SMTP(url.hostname or "localhost", url.port or 25, timeout=30) as smtp:
        if url.scheme == "smtps" or url.port == 587:
            smtp.starttls()
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
        smtp.send_message(message)


def _to_folder(folder: Path, message: EmailMessage) -> None:
    """One file a mail, named by its Message-ID: sending twice writes one file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").replace("/", "_").split("@")[0]
    temporary = folder / f".{name}.part"
    temporary.write_bytes(message.as_bytes())
    temporary.rename(folder / f"{name}.eml")
