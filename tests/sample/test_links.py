"""Every link of the sample city leads somewhere: as a stranger and in every role, no page that is missing or breaks."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from lxml import html
from sqlmodel import Session, select
from starlette.routing import Route
from starlette.testclient import TestClient

from civic import clock
from civic.accounts.models import Person, SignInSession
from civic.accounts.tokens import new_token, token_hash
from civic.app import make_app, routes
from civic.index import store
from civic.sample.load import load_sample
from civic.sites import Site, Sites
from civic.web import sessions

BASE = "http://localhost:8000"
PEOPLE = ("", "resident", "moderator", "drafter", "registry-officer", "city-manager", "auditor")
# Pages of one kind that are opened; further links to that kind are taken to work as these do.
MOST_OF_A_KIND = 5
# Links in what is the same for every reader, which say for whom they are: others get a sentence.
FOR_SOME = ("/posts/{post_id:int}/objection", "/posts/{post_id:int}/edit")
PATTERNS = [(route.path, re.compile(route.path_regex)) for route in routes() if isinstance(route, Route)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = load_sample(tmp_path_factory.mktemp("links"), BASE)
    yield made
    store.forget(made)


def client_of(sites: Sites, site: Site, person: str) -> TestClient:
    client = TestClient(make_app(sites), base_url=BASE, follow_redirects=False)
    if person:
        token, now = new_token(), clock.now()
        with Session(sites.engines(site)[1]) as db, db.begin():
            person_id = db.exec(select(Person.id).where(Person.email == f"{person}@mihon.example")).one()
            db.add(
                SignInSession(
                    token_hash=token_hash(token), person_id=person_id, created_at=now, last_seen_at=now,
                    expires_at=now + timedelta(days=1), second_factor_at=now,
                )
            )  # fmt: skip
        client.cookies.set(sessions.cookie_name(site, "session"), token)
    return client


def kind(path: str) -> str:
    return next((pattern for pattern, regex in PATTERNS if regex.match(path)), path)


def links(page: str, text: str) -> Iterator[str]:
    """Addresses of this site that the page leads to by itself: links and forms that read."""
    tree = html.fromstring(text)
    found = [*tree.xpath("//a/@href"), *tree.xpath("//link/@href"), *tree.xpath("//form[not(@method='post')]/@action")]
    for address in found:
        whole = urldefrag(urljoin(page, str(address)))[0]
        if whole.startswith(BASE):
            yield whole


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("person", PEOPLE)
def test_no_link_leads_nowhere(site: Site, person: str) -> None:
    sites = Sites(site.folder.parent.parent)
    client = client_of(sites, site, person)
    waiting, known, opened = deque([BASE + "/"]), {BASE + "/": ""}, Counter[str]()
    wrong = []
    while waiting:
        address = waiting.popleft()
        this = kind(urlsplit(address).path)
        opened[this] += 1
        if opened[this] > MOST_OF_A_KIND:
            continue
        answer = client.get(address)
        if answer.status_code >= 400 and not (answer.status_code == 403 and this in FOR_SOME):
            wrong.append((answer.status_code, address, known[address]))
        following = [urljoin(address, answer.headers["location"])] if "location" in answer.headers else []
        if answer.headers.get("content-type", "").startswith("text/html"):
            following += links(address, answer.text)
        for one in following:
            if one not in known and one.startswith(BASE):
                known[one] = address
                waiting.append(one)
    sites.close()
    assert len(opened) > 30
    assert wrong == [], "\n".join(map(str, wrong))
