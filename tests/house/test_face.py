"""The shell, the shared parts and the error pages: rendered as pages render them, with hostile values."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment
from lxml import html as lxml_html

from civic import i18n
from civic.config import ROOT
from civic.web.show import environment

HOSTILE = "<script>alert(1)</script>'\"&"
FACE = [
    ROOT / "templates/base.html",
    *(ROOT / "templates/_ui").glob("*.html"),
    *(ROOT / "templates/errors").glob("*.html"),
]
ERRORS = ["403", "404", "409", "413", "422", "429", "500", "503"]


@pytest.fixture
def env() -> Environment:
    """The house's environment, with addresses that need no route table."""
    made = environment().overlay(auto_reload=False)
    made.globals = {**made.globals, "url": lambda name, **params: "/" + name.replace(".", "/")}
    return made


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    token = i18n.language.set(request.param)
    yield request.param
    i18n.language.reset(token)


def context(viewer: Any = None, csrf: str = "", **changes: Any) -> dict[str, Any]:
    facts = SimpleNamespace(incident="", election="")
    visit = SimpleNamespace(
        viewer=viewer, csrf=csrf, lang=i18n.language.get(), display="", flash=[], path="/rooms", here="/rooms?page=2",
        unread_notices=3, facts=facts, is_htmx=False, is_given_back=False,
    )  # fmt: skip
    vars(visit).update(changes)
    site = SimpleNamespace(
        name=HOSTILE, slug="mihon", is_kiosk=changes.get("is_kiosk", False), base_url="", idle_seconds=300
    )
    return {"visit": visit, "site": site, "viewer": viewer, "can": lambda action, thing=None: bool(viewer)}


PERSON = SimpleNamespace(display_name=HOSTILE)


def page(env: Environment, template: str = "base.html", **values: Any) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(env.get_template(template).render(**values))


def macro(env: Environment, file: str, call: str, **values: Any) -> lxml_html.HtmlElement:
    text = env.from_string(f'{{% import "_ui/{file}" as ui %}}<div>{{{{ ui.{call} }}}}</div>').render(**values)
    return lxml_html.fromstring(text)


def test_an_anonymous_page_holds_no_token_and_no_posting_form(env: Environment, language: str) -> None:
    shown = page(env, **context())
    assert shown.get("lang") == language
    assert not shown.xpath("//form[@method='post']")
    assert not shown.xpath("//body/@*[starts-with(name(), 'hx-headers')]")
    assert shown.xpath("//a[@href='/accounts/sign_in']")


def test_a_signed_in_page_carries_the_token_once_per_road(env: Environment, language: str) -> None:
    shown = page(env, **context(PERSON, csrf="it's\"<t>"))
    assert shown.body.get("hx-headers:inherited") == '{"X-CSRF": "it\\u0027s\\"\\u003ct\\u003e"}'
    assert shown.xpath("//form[@action='/accounts/sign_out']//input[@name='csrf']/@value") == ["it's\"<t>"]
    assert shown.xpath("//a[@href='/review/desk']")
    assert "3" in shown.xpath("string(//a[@href='/notifications/notices'])")


def test_names_stay_text(env: Environment, language: str) -> None:
    shown = page(
        env,
        **context(
            PERSON, csrf="t", flash=[("error", HOSTILE)], facts=SimpleNamespace(incident=HOSTILE, election=HOSTILE)
        ),
    )
    assert [s.get("src") is not None for s in shown.xpath("//script")] == [True, True, True]
    assert shown.text_content().count(HOSTILE) >= 6


def test_live_regions_stand_empty_before_any_swap(env: Environment) -> None:
    shown = page(env, **context())
    assert shown.get_element_by_id("live").get("role") == "status"
    assert shown.get_element_by_id("alert").get("role") == "alert"
    assert not shown.get_element_by_id("live").text_content().strip()
    assert [node.tag for node in shown.xpath("//header|//main|//footer")] == ["header", "main", "footer"]
    assert shown.xpath("//a[@class='skip']/@href") == ["#main"]


def test_modes_are_attributes_of_html_and_need_no_script(env: Environment) -> None:
    shown = page(env, **context(display="contrast large"))
    assert shown.get("data-display") == "contrast large"
    assert shown.get("data-kiosk") is None
    assert page(env, **context(is_kiosk=True)).get("data-kiosk") is not None


@pytest.mark.parametrize("status", ERRORS)
def test_every_error_page_speaks_in_the_readers_language(env: Environment, language: str, status: str) -> None:
    shown = page(env, f"errors/{status}.html", lang=language, what=HOSTILE, **context())
    heading = shown.xpath("string(//h1)")
    assert shown.get("lang") == language
    assert bool(re.search(r"[ぁ-ん]", heading)) == (language == "ja")
    assert shown.xpath("string(//title)").startswith(heading)


@pytest.mark.parametrize("status", ["500", "503"])
def test_the_servers_own_errors_need_nothing_but_a_language(env: Environment, status: str) -> None:
    assert page(env, f"errors/{status}.html", lang="en").xpath("string(//h1)").isascii()
    assert page(env, f"errors/{status}.html").get("lang") == "ja"


@pytest.mark.parametrize("status", ERRORS[:6])
def test_htmx_gets_an_error_beside_the_page_not_over_it(env: Environment, status: str) -> None:
    text = env.get_template(f"errors/{status}.html").render(what="待つ", **context(is_htmx=True))
    part = lxml_html.fragment_fromstring(text)
    assert part.tag == "hx-partial"
    assert part.get("hx-target") == "#alert"
    assert "待つ" in part.text_content()


FIELDS = {
    "text_field": "text_field('a', label, value, hint=hint, error=error, required=true)",
    "textarea_field": "textarea_field('a', label, value, hint=hint, error=error, required=true, max_chars=2000)",
    "select_field": "select_field('a', label, [(value, label)], value, hint=hint, error=error, required=true)",
    "date_field": "date_field('a', label, value, hint=hint, error=error, required=true)",
}


@pytest.mark.parametrize("call", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("error", ["短すぎます", ["短すぎます"]], ids=["sentence", "list"])
def test_label_hint_and_error_are_tied_to_the_control(env: Environment, call: str, error: Any) -> None:
    shown = macro(env, "field.html", call, label="本文", hint="一言で", error=error, value=HOSTILE)
    control = shown.get_element_by_id("f-a")
    assert control.get("aria-invalid") == "true"
    assert control.get("required") is not None
    described = [shown.get_element_by_id(name).text_content() for name in control.get("aria-describedby").split()]
    assert described == ["一言で", "短すぎます"]
    label = shown.xpath("//label[@for='f-a']")[0].text_content()
    assert label == "本文必須"
    kept = control.value if control.tag != "input" else control.get("value")
    assert kept.strip("\n") == HOSTILE


def test_a_quiet_field_promises_nothing(env: Environment) -> None:
    control = macro(env, "field.html", "text_field('a', 'b')").get_element_by_id("f-a")
    assert control.get("aria-describedby") is None
    assert control.get("aria-invalid") is None
    assert control.get("required") is None


def test_a_text_that_begins_with_a_line_break_keeps_it(env: Environment) -> None:
    """HTML swallows the first line break inside textarea; the macro writes one of its own."""
    call = "textarea_field('a', 'b', value)"
    text = env.from_string(f'{{% import "_ui/field.html" as ui %}}{{{{ ui.{call} }}}}').render(value="\n一行あけて")
    assert ">\n\n一行あけて</textarea>" in text


def test_a_password_is_never_given_back(env: Environment) -> None:
    shown = macro(env, "field.html", "text_field('p', 'b', 'secret', type='password')")
    assert shown.get_element_by_id("f-p").get("value") is None


def test_choices_keep_what_was_ticked_whatever_its_type(env: Environment) -> None:
    shown = macro(
        env, "field.html", "checkboxes('t', 'x', [(1, 'a'), (2, 'b', 'h'), (3, 'c')], ['1', 3], error=['選ぶ'])"
    )
    assert shown.xpath("//input[@checked]/@value") == ["1", "3"]
    assert len(set(shown.xpath("//input/@id"))) == 3
    assert shown.get_element_by_id("f-t").get("value") == "1"
    assert shown.xpath("//fieldset/@aria-describedby") == ["f-t-error"]
    picked = macro(env, "field.html", "radios('t', 'x', [(1, 'a'), (2, 'b')], 2)")
    assert picked.xpath("//input[@checked]/@value") == ["2"]


def test_the_error_summary_leads_to_the_fields(env: Environment) -> None:
    errors: Mapping[str, list[str]] = {"body": ["本文を書いてください。", HOSTILE], "": ["全体のこと。"]}
    shown = macro(env, "error_summary.html", "error_summary(errors, scope='r7-')", errors=errors)
    assert shown.xpath("//a/@href") == ["#f-r7-body", "#f-r7-body"]
    assert [item.text_content() for item in shown.xpath("//li")] == ["本文を書いてください。", HOSTILE, "全体のこと。"]
    assert "2か所" in shown.xpath("string(//h2)")
    assert not macro(env, "error_summary.html", "error_summary({})").xpath("//*[@role]")
    assert macro(env, "error_summary.html", "error_summary({}, '規則です')").xpath("string(//h2)") == "規則です"


def test_confirmation_is_a_plain_form_with_a_way_back(env: Environment) -> None:
    source = '{% from "_ui/confirm.html" import confirm %}{% call confirm("t", "x", "/act", "tok", "する", "/back", true) %}<input name="reason">{% endcall %}'
    shown = lxml_html.fromstring(env.from_string(source).render())
    assert (shown.tag, shown.get("method"), shown.get("action")) == ("form", "post", "/act")
    assert shown.xpath("//input/@name") == ["csrf", "reason"]
    assert shown.xpath("//a/@href") == ["/back"]
    assert macro(env, "confirm.html", "confirm('t', 'x', '/act', '', 'する', '/back')").xpath("//input") == []


def test_the_pager_shows_only_the_ways_there_are(env: Environment) -> None:
    assert macro(env, "pager.html", "pager('', '/rooms?after=7', '1〜20')").xpath("//a/@rel") == ["next"]
    assert not macro(env, "pager.html", "pager()").xpath("//nav")


@pytest.mark.parametrize("path", FACE, ids=lambda path: path.name)
def test_every_sentence_has_its_english(path: Path) -> None:
    text = path.read_text("utf-8")
    sentences = re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\)""", text) + re.findall(
        r'ngettext\("([^"]+)", "([^"]+)"', text
    )
    missing = [s for pair in sentences for s in pair if s and s not in i18n.english()]
    assert not missing


def test_no_template_asks_for_what_the_policy_forbids() -> None:
    """Inline styles, handlers, scripts without a file and data: addresses would be dropped by the browser.
    Data for search engines is no script: nothing runs it (tests/browser/test_described.py asks a browser)."""
    forbidden = re.compile(
        r"\sstyle=|\son[a-z]+=|hx-on|javascript:|[\"'(]data:|<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)|<style",
        re.IGNORECASE,
    )
    pages = [p for p in (ROOT / "templates").rglob("*.html") if "mail" not in p.parts]
    found = {str(p.relative_to(ROOT)): m[0] for p in pages if (m := forbidden.search(p.read_text("utf-8")))}
    assert not found


def test_icons_asked_for_by_name_exist() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text("utf-8")))
    asked = {
        n for p in (ROOT / "templates").rglob("*.html") for n in re.findall(r'icon\("([\w-]+)"\)', p.read_text("utf-8"))
    }
    assert asked <= drawn
