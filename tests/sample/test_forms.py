"""Every form of the sample city sent empty: what is to be mended is listed by the names of its fields, each a link to the
field, and what was typed is still there (WCAG 3.3.1, 3.3.3)."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from sqlalchemy import Connection, event
from sqlmodel import Session
from starlette.testclient import TestClient

from civic.errors import Refused
from civic.sites import Site, Sites
from civic.web import limits
from tests.sample.test_links import BASE, client_of, kind, links, site  # noqa: F401  (the fixture)

# Between them they may open every form that asks for something.
PEOPLE = (
    "", "resident", "neighbour", "sanpo", "tori", "facilitator2", "moderator", "drafter", "approver", "kikaku-tanto",
    "registry-officer", "room-manager", "city-manager", "system-manager", "auditor",
)  # fmt: skip
MOST_OF_A_KIND = 3
ASKED = "self::input or self::textarea or self::select"
TYPED = ("text", "search", "email", "tel", "url", "")


@dataclass
class Form:
    """One form as it stands on a page: where it goes, what it carries by itself, and the controls a person uses."""

    page: str
    action: str
    carried: dict[str, str]
    controls: list[Any] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        """Names of the controls into which words are typed."""
        return [
            one.get("name")
            for one in self.controls
            if one.tag == "textarea" or (one.tag == "input" and one.get("type", "") in TYPED)
        ]


def forms(page: str, text: str) -> Iterator[Form]:
    for form in html.fromstring(text).xpath("//form[@method='post']"):
        named = form.xpath(f".//*[{ASKED}][@name]")
        carried = {one.get("name"): one.get("value", "") for one in named if one.get("type") == "hidden"}
        controls = [one for one in named if one.get("type") not in ("hidden", "submit")]
        buttons = [one for one in form.xpath(".//button[@name]") if one.get("type", "submit") == "submit"]
        carried |= {one.get("name"): one.get("value", "") for one in buttons[:1]}
        if controls:
            yield Form(page, urljoin(page, form.get("action", "")), carried, controls)


def all_forms(client: TestClient) -> list[Form]:
    """One of every kind of form this person meets by following links from the front page."""
    waiting, known = deque([BASE + "/"]), {BASE + "/"}
    opened, found = Counter[str](), dict[str, Form]()
    while waiting:
        address = waiting.popleft()
        this = kind(urlsplit(address).path)
        opened[this] += 1
        if opened[this] > MOST_OF_A_KIND:
            continue
        answer = client.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html") or answer.status_code != 200:
            continue
        for form in forms(address, answer.text):
            found.setdefault(kind(urlsplit(form.action).path), form)
        for one in links(address, answer.text):
            if one not in known:
                known.add(one)
                waiting.append(one)
    return list(found.values())


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A form that would be taken is refused at the very end, so that every form meets the city as it was."""

    def refuse(db: Session) -> None:
        bind = db.get_bind()
        if isinstance(bind, Connection) and bind.get_execution_options().get("begin") == "IMMEDIATE":
            raise Refused("web.status_422")

    monkeypatch.setattr(limits, "count", lambda *_args: None)
    event.listen(Session, "before_commit", refuse)
    yield
    event.remove(Session, "before_commit", refuse)


def faults(answer: Any) -> Iterator[str]:
    """What the page that gives a form back lacks."""
    tree = html.fromstring(answer.text)
    title = tree.findtext(".//title") or ""
    summaries = tree.xpath("//*[contains(concat(' ', @class, ' '), ' error-summary ')]")
    if len(summaries) != 1:
        yield f"{len(summaries)} summaries"
        return
    if "tabindex" not in summaries[0].attrib or summaries[0].get("role") != "alert":
        yield "the summary takes no focus"
    if not title.startswith(("入力を確かめてください：", "受け付けられませんでした：")):
        yield f"title {title}"
    for entry in summaries[0].xpath(".//li"):
        said = " ".join(entry.text_content().split())
        target = "".join(entry.xpath("./a/@href")).removeprefix("#")
        there = tree.xpath("//*[@id=$id]", id=target) if target else []
        if len(there) != 1:
            yield f"{said}: {len(there)} fields named #{target}"
            continue
        if there[0].xpath("ancestor::details[not(@open)]"):
            yield f"{said}: the field #{target} is folded away"
        if "：" not in said:
            yield f"{said}: no name"
        if there[0].get("aria-invalid") != "true":
            yield f"{said}: the field #{target} is not marked"
        described = [tree.xpath("//*[@id=$id]", id=one) for one in there[0].get("aria-describedby", "").split()]
        if not any(one and one[0].text_content().strip() in said for one in described):
            yield f"{said}: the field does not say so"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("nothing_is_kept")
@pytest.mark.parametrize("person", PEOPLE)
def test_an_empty_form_says_what_to_mend_and_keeps_what_was_typed(site: Site, person: str) -> None:  # noqa: F811
    sites = Sites(site.folder.parent.parent)
    client = client_of(sites, site, person)
    client.headers["Sec-Fetch-Site"] = "same-origin"
    wrong, given_back = [], 0
    for form in all_forms(client):
        where = f"{person or 'a stranger'}: {urlsplit(form.action).path} on {urlsplit(form.page).path}"
        answer = client.post(form.action, data=form.carried)
        if answer.status_code != 422:
            continue
        given_back += 1
        wrong += [f"{where}: {fault}" for fault in faults(answer)]
        missing = re.findall(
            r'aria-invalid="true"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*aria-invalid="true"', answer.text
        )
        left_out = {one or other for one, other in missing}
        words = {name: f"うちことば{n}" for n, name in enumerate(form.written) if name not in left_out}
        again = client.post(form.action, data=form.carried | words)
        if again.status_code == 422 and "password" not in form.action:
            text = html.fromstring(again.text).xpath("//form//input/@value | //form//textarea/text()")
            kept = " ".join(map(str, text))
            wrong += [f"{where}: {name} is lost" for name, word in words.items() if word not in kept]
    sites.close()
    assert given_back >= 5
    assert wrong == [], "\n".join(wrong)
