"""Mail: renders templates/mail/<wing>/<name>.txt (and .html beside it) and hands it to SMTP or to a folder."""

import hashlib
import hmac
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from civic import clock, i18n
from civic.config import ROOT, config
from civic.sites import Site

# Long enough for a slow server, short enough that one dead server does not hold the worker.
TIMEOUT = 30


class _Whole(EmailPolicy):
    """Addresses and Message-IDs on one line: Python would encode one that is longer than a line, and nobody could
    press it any more. The rest is folded at 78."""

    def _is_whole(self, name: str, value: str) -> bool:
        return name.lower() in ("list-unsubscribe", "message-id") and value.isascii()

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if self._is_whole(name, value) else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if self._is_whole(name, value) else super().fold_binary(name, value)


_POLICY = _Whole(linesep="\r\n")


class Undeliverable(Exception):
    """The server will never take this mail (a 5xx answer). `is_address`: it does not know or want the recipient."""

    def __init__(self, status: str, is_address: bool) -> None:
        super().__init__(status)
        self.status = status
        self.is_address = is_address


class NotNow(Exception):
    """No connection, or a 4xx answer: the same mail may be taken later. `is_server`: no other mail would be either."""

    def __init__(self, status: str, is_server: bool) -> None:
        super().__init__(status)
        self.is_server = is_server


@cache
def _templates() -> Environment:
    """Plain-text mail without HTML escaping, which would show &amp; to the reader; the HTML beside it with."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env


def host_of(site: Site) -> str:
    return urlsplit(site.base_url).hostname or "localhost"


def sender_of(site: Site) -> str:
    return config().mail_from or f"no-reply@{host_of(site)}"


def message_id(site: Site, key: str) -> str:
    """The same for the same key, so that a second sending is the same mail; signed, so that a report of an
    undelivered mail shows that it is about one of ours."""
    return f"<{key}.{_signature(site, key)}@{host_of(site)}>"


def _signature(site: Site, key: str) -> str:
    return hmac.new(site.key, b"mail:" + key.encode(), hashlib.sha256).hexdigest()[:16]


def key_of(site: Site, text: str) -> str | None:
    """The key of the first Message-ID in the text that this city signed."""
    for key, signature in re.findall(r"<?([A-Za-z0-9-]{1,80})\.([0-9a-f]{16})@", text):
        if hmac.compare_digest(signature, _signature(site, key)):
            return str(key)
    return None


def compose(
    site: Site,
    to: str,
    template: str,
    context: Mapping[str, object],
    key: str,
    language: str = "ja",
    stop: str = "",
) -> EmailMessage:
    """The template's first line is the subject; `key` makes the Message-ID. With `stop`, the address that ends such
    mails by one press (RFC 8058)."""
    html_name = template.removesuffix(".txt") + ".html"
    token = i18n.language.set(language)
    try:
        text = _templates().get_template(template).render(site=site, **context)
        has_html = (ROOT / "templates" / "mail" / html_name).exists()
        html = _templates().get_template(html_name).render(site=site, language=language, **context) if has_html else ""
    finally:
        i18n.language.reset(token)
    subject, _, body = text.partition("\n")
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = " ".join(subject.split())
    message["From"] = Address(site.name, addr_spec=sender_of(site))
    message["To"] = bare_address(to)
    message["Date"] = format_datetime(clock.tokyo(clock.now()))
    message["Message-ID"] = message_id(site, key)
    message["Auto-Submitted"] = "auto-generated"
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # base64: no line is too long for an old server, and no server needs 8BITMIME.
    message.set_content(re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n", charset="utf-8", cte="base64")
    if html:
        message.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
    return message


def bare_address(to: str) -> str:
    """Old carrier addresses (`a..b.@docomo.ne.jp`) break RFC 5322; quoting the local part makes them legal."""
    local, _, domain = to.rpartition("@")
    if ".." in local or local.startswith(".") or local.endswith("."):
        return f'"{local}"@{domain}'
    return to


def deliver(site: Site, message: EmailMessage) -> None:
    """One mail. Raises Undeliverable or NotNow when it could not be handed over."""
    with carrier(site) as carry:
        carry(message)


@contextmanager
def carrier(site: Site) -> Iterator[Callable[[EmailMessage], None]]:
    """Takes many mails over one connection, made at the first and again after trouble. Each call raises like
    `deliver`; when it returns, the folder or the server has the mail."""
    if config().mail == "folder":
        yield lambda message: _to_folder(site.mail_folder, message)
        return
    kept: list[smtplib.SMTP] = []

    def carry(message: EmailMessage) -> None:
        try:
            if not kept:
                kept.append(_connect(config().mail))
            kept[0].send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            _raise(*next(iter(error.recipients.values())), is_address=True)
        except smtplib.SMTPResponseException as error:
            # What the server says of the sender or of itself is no fault of this recipient.
            is_server = not isinstance(error, smtplib.SMTPDataError)
            _close(kept)
            _raise(error.smtp_code, error.smtp_error, is_address=False, is_server=is_server)
        except (OSError, smtplib.SMTPException) as error:
            _close(kept)
            raise NotNow(f"{type(error).__name__}: {error}"[:200], is_server=True) from error

    try:
        yield carry
    finally:
        _close(kept)


def _raise(code: int, said: bytes | str, *, is_address: bool, is_server: bool = False) -> None:
    text = f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:200]
    if code >= 500 and not is_server:
        raise Undeliverable(text, is_address)
    raise NotNow(text, is_server=is_server or code == 421)


def _connect(setting: str) -> smtplib.SMTP:
    url = urlsplit(setting)
    host, trusted = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        smtp = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
    if url.scheme != "smtps" and url.port == 587:
        smtp.starttls(context=trusted)
    if url.username:
        smtp.login(unquote(url.username), unquote(url.password or ""))
    return smtp


def _close(kept: list[smtplib.SMTP]) -> None:
    while kept:
        try:
            kept.pop().quit()
        except (OSError, smtplib.SMTPException):
            continue


def _to_folder(folder: Path, message: EmailMessage) -> None:
    """One file a mail, named by its Message-ID: sending twice writes one file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").replace("/", "_").rpartition("@")[0].rpartition(".")[0]
    temporary = folder / f".{name}.part"
    temporary.write_bytes(message.as_bytes())
    temporary.rename(folder / f"{name}.eml")
