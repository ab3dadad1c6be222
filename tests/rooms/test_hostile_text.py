"""Hostile text through the real form: what comes out is text, links and a few tags, nothing else."""

import re
from typing import Any

import pytest
from lxml import html as lxml_html
from sqlmodel import select

from civic.markup import PROTOCOLS, TAGS
from civic.rooms.models import Post
from tests import make
from tests.world import World

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>ここ</a>",
    "[ここ](javascript:alert(1))",
    "[ここ](JaVaScRiPt:alert(1))",
    "[ここ](data:text/html;base64,PHNjcmlwdD4=)",
    "[ここ](vbscript:msgbox(1))",
    "[ここ](//evil.example/x)",
    "[ここ](/\\evil.example)",
    '[ここ](https://e.example "x\\" onclick=alert(1) y=\\"")',
    '[ここ](https://e.example"onmouseover="alert(1))',
    "![絵](javascript:alert(1))",
    "![絵](https://e.example/x.png)",
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "<style>body{display:none}</style>",
    "<form action=/posts/1/withdraw method=post><button>押す</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<math><mtext></p><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>",
    "<<SCRIPT>alert(1);//<</SCRIPT>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<div hx-get='/sign-out' hx-trigger='load'>x</div>",
    "</article></div></main><h1>偽の見出し</h1>",
    "{{ 7*7 }} {% include '/etc/passwd' %}",
    "| <script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | d |",
    "\u202e<script>alert(1)</script>\u200b",
]
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}


def body_of(page: str, post_id: int) -> Any:
    article = lxml_html.fromstring(page).get_element_by_id(f"post-{post_id}")
    return article.find_class("post__body")[0]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_live_comes_through(world: World, payload: str) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    browser = world.browser("resident")
    form = {"once": "hostile-text-once", "title": payload[:100].replace("\n", " "), "body": payload, "acknowledge": "yes",
            "confirm_warning": "yes"}  # fmt: skip
    preview = browser.post(f"/rooms/{room_id}/posts", {**form, "step": "preview"})
    assert "<script>alert" not in preview.text
    shown = preview.text.split('id="preview"')[-1].split("</section>")[0]
    assert not re.search(r"<(img|iframe|form|style|details|svg|input)\b", shown)
    assert browser.post(f"/rooms/{room_id}/posts", form).status_code == 303
    with world.read() as db:
        post = db.exec(select(Post)).one()
    page = browser.get(f"/rooms/{room_id}").text
    assert page.count("<h1") == 1
    for element in body_of(page, post.id).iterdescendants():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
        address = element.get("href")
        if address is not None:
            is_inner = re.match(r"/[^/\\]", address) is not None
            assert is_inner or address.split(":")[0].casefold() in PROTOCOLS
            assert element.get("rel") == "nofollow ugc noopener"
    assert "<script>alert" not in page
    edit = browser.get(f"/posts/{post.id}/edit").text
    assert "<script>alert" not in edit


def test_names_and_rooms_are_escaped_too(world: World) -> None:
    bad = "<b onclick=x>悪い名</b>"
    with world.write() as db:
        room = make.room(db, title=bad, purpose=bad, decider=bad, background=bad, plain_text=bad, publish_place=bad,
                         no_documents_reason=bad)  # fmt: skip
        make.post(db, room, display_name=bad, title=bad)
    for path in ("/rooms", f"/rooms/{room.id}", "/threads/1", "/posts/1/actions"):
        assert "<b onclick" not in world.browser().get(path).text


@pytest.mark.parametrize(
    "body", ["絵文字😀🇯🇵👨‍👩‍👧", "が" + "\u3099" * 50, "\x00null", "a" * 3900, "[" * 3000, "\ufffd\ufeff\u2028"]
)
def test_odd_text_is_kept_or_refused_never_an_error(world: World, body: str) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    form = {"once": "odd-text-once", "title": "題", "body": body, "acknowledge": "yes"}
    assert world.browser("resident").post(f"/rooms/{room_id}/posts", form).status_code in (303, 422)
