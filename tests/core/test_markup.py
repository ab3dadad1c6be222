"""What residents write becomes safe HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.markup import excerpt, plain_lines, plain_text, render, render_marked

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<svg onload=alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "<a href='java\tscript:alert(1)'>x</a>", "<iframe src=//evil.test>",
    "[x](//evil.test)", "[x](/\\evil.test)", "![x](http://evil.test/x.png)", "<style>*{display:none}</style>",
    '<p style="position:fixed">x</p>', "[a](http://x.test \"onclick=alert(1)\")", "<math><mi xlink:href=javascript:1>",
    "<form action=//evil.test><input name=p>", "<base href=//evil.test>", "<meta http-equiv=refresh content=0>",
    "<object data=x>", "<details open ontoggle=alert(1)>", "<template><script>1</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "`<script>alert(1)</script>`",
    "<a href=vbscript:x>x</a>", "<b onmouseover=alert(1)>x</b>", "<!--><script>alert(1)</script>-->",
    "http://x.test/\"onmouseover=alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_live_comes_through(text: str) -> None:
    html = render(text)
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^>]*)?)>", html)
    for name, attributes in tags:
        assert name in {"p", "a", "code", "pre", "br", "em", "strong"}
        assert set(re.findall(r"\s([a-z-]+)=", re.sub(r'"[^"]*"', '""', attributes))) <= {"href", "rel", "title"}
    assert not re.search(r'href="(?!https?://|mailto:|/(?![/\\]))', html)


@given(st.text(max_size=400))
def test_rendering_never_raises_and_is_stable_under_cleaning(text: str) -> None:
    html = render(text)
    assert "<script" not in html.lower()
    assert "\x00" not in html or "\x00" in text


def test_an_address_ends_before_the_japanese_that_follows() -> None:
    html = render("詳しくは https://mihon.example/plan?p=3をご覧ください。「https://mihon.example/x」も。")
    assert 'href="https://mihon.example/plan?p=3"' in html
    assert 'href="https://mihon.example/x"' in html
    assert 'rel="nofollow ugc noopener"' in html


def test_limited_markdown_works() -> None:
    html = render("**大切**\n二行目\n\n- 一\n- 二\n\n> 引用\n\n|a|b|\n|-|-|\n|1|2|")
    for part in ("<strong>大切</strong>", "<br>", "<li>一</li>", "<blockquote>", "<td>1</td>"):
        assert part in html
    assert "<h1>" not in render("# 見出し")


def test_excerpts_and_plain_text() -> None:
    assert excerpt("あ\n  い", 10) == "あ い"
    assert excerpt("あ" * 100, 10) == "あ" * 9 + "…"
    assert plain_text("<p>一&amp;二</p><p>三</p>") == "一&二 三"


LINES = st.text(
    st.sampled_from("あ漢カーａ５A9z、。「」（）！…〜・ ,.:%()!?-+*_#=>|`~[]<&\"'/\\\t\u3000\xa0\u2028\n\n1"),
    max_size=30,
)


@given(LINES)
def test_plain_words_take_a_short_way_to_the_same_html(text: str) -> None:
    assert render(text) == render_marked(text)


@given(st.lists(st.sampled_from(["公園に木がほしいです。", "3.5%です", "10:30 から", "A-B (案)", "1", "い ろ"]), max_size=8),
       st.sampled_from(["\n", "\n\n", "\n\n\n\n", "、"]))  # fmt: skip
def test_what_residents_write_keeps_its_lines_and_paragraphs(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert render(text) == render_marked(text)


@pytest.mark.parametrize(
    "text", ["1. 一つ", "1) 一つ", "- 一つ", "2023.", "見出し\n---", "見出し\n===", "い \nろ", "い\n 1. ろ"]
)
def test_lines_that_only_look_plain_are_still_read(text: str) -> None:
    assert render(text) == render_marked(text)


def test_plain_lines_keep_what_stands_under_what() -> None:
    html = render("一つ目です。\n\n- 木陰\n- ベンチ\n\n<b>は文字です。")
    assert plain_lines(html) == "一つ目です。\n木陰\nベンチ\n<b>は文字です。"
