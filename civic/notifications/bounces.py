"""Mail that came back (RFC 3464 reports, and the plain ones of old servers): which of our mails, whose, for good or not."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses

from civic.mail import key_of
from civic.sites import Site

# Larger is no report; what stands beyond is not looked at.
MOST_BYTES = 1024 * 1024
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Bounce:
    """`key` is that of the Message-ID, proven to be ours; `addresses` are those the report is about, folded."""

    key: str
    status: str
    is_for_good: bool
    addresses: frozenset[str]


def read_bounce(site: Site, raw: bytes) -> Bounce | None:
    """None when it is about no mail of this city: anybody can write a report, only our server knows the signed
    Message-ID."""
    message = message_from_bytes(raw[:MOST_BYTES], _class=EmailMessage, policy=policy.default)
    returned = "\n".join(_returned(message))
    key = key_of(site, returned)
    if key is None:
        return None
    fields = list(_fields(message))
    said = "\n".join(value for name, value in fields if name in ("status", "diagnostic-code")) or _text(message)
    action = " ".join(value.lower() for name, value in fields if name == "action")
    status = _STATUS.search(said)
    is_for_good = (status is not None and status[1] == "5" and action in ("", "failed")) or (
        status is None and re.search(r"\b55[0-9]\b", said) is not None
    )
    line = " ".join(_first_line(fields, said).split())[:200]
    return Bounce(key, line, is_for_good, frozenset(_addresses(fields, returned)))


def _parts(message: EmailMessage) -> list[Message]:
    try:
        return list(message.walk())
    except (AttributeError, LookupError, ValueError):
        return []


def _returned(message: EmailMessage) -> list[str]:
    """What the report gives back of our mail: its headers, or all of it as text."""
    found = []
    for part in _parts(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            found += [str(one) for one in inner[:1]] if isinstance(inner, list) else [str(inner)]
        elif part.get_content_type().startswith("text/"):
            found.append(_decoded(part))
    return found


def _fields(message: EmailMessage) -> list[tuple[str, str]]:
    """Of the machine-readable part, all recipients' together."""
    found = []
    for part in _parts(message):
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else None
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message):
                found += [(name.lower(), str(value)) for name, value in block.items()]
    return found


def _text(message: EmailMessage) -> str:
    return "\n".join(_decoded(part) for part in _parts(message) if part.get_content_type() == "text/plain")


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _first_line(fields: list[tuple[str, str]], said: str) -> str:
    """What the other server said, in its own words."""
    for wanted in ("diagnostic-code", "status"):
        for name, value in fields:
            if name == wanted:
                return value.removeprefix("smtp;").strip()
    return next((line.strip() for line in said.splitlines() if re.search(r"\b5\d\d\b|\b5\.\d", line)), "")


def _addresses(fields: list[tuple[str, str]], returned: str) -> list[str]:
    named = [value.partition(";")[2] for name, value in fields if name in ("original-recipient", "final-recipient")]
    to = re.findall(r"^To: *(.+)$", returned, re.MULTILINE)
    return [address.strip().strip('"').casefold().replace('"', "") for _name, address in getaddresses([*named, *to])]
