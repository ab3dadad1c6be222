"""What is to be mended is named by the labels of the page."""

from civic.i18n import speaking
from civic.web.summary import named
from tests.world import World

LIST = '<div class="error-summary"><ul><li><a href="#f-title" data-field="title">入力してください。</a></li></ul></div>'


def test_the_entry_begins_with_the_label_of_its_field() -> None:
    field = '<form action="/a"><label for="f-title">題名<span class="field__need">必須</span></label><input id="f-title" name="title"></form>'
    assert '<a href="#f-title">題名：入力してください。</a>' in named(LIST + field, "/a")
    with speaking("en"):
        assert ">題名: " in named(LIST + field, "/a")


def test_a_group_of_choices_is_named_by_its_legend() -> None:
    field = (
        '<fieldset class="field"><legend>種類</legend><label class="choice">'
        '<input type="radio" id="f-title" name="title" value="1"><span>意見</span></label></fieldset>'
    )
    assert "種類：入力してください。" in named(LIST + field, "/a")


def test_the_form_that_was_sent_goes_before_another_with_a_field_of_that_name() -> None:
    forms = "".join(
        f'<form action="{to}?page=2"><label for="{id}">{label}</label><input id="{id}" name="title"></form>'
        for to, id, label in (("/a", "f-title", "題名"), ("/b", "f-b-title", "新しい題名"))
    )
    assert '<a href="#f-b-title">新しい題名：' in named(LIST + forms, "/b")


def test_an_entry_without_its_field_is_no_link() -> None:
    hidden = '<form action="/a"><input type="hidden" id="f-title" name="title"></form>'
    assert "<li>入力してください。</li>" in named(LIST + hidden, "/a")


def test_what_stands_in_a_label_stays_text() -> None:
    field = '<label for="f-title">&lt;b&gt;太字&lt;/b&gt; &amp; 題名</label><input id="f-title" name="title">'
    assert "&lt;b&gt;太字&lt;/b&gt; &amp; 題名：入力してください。" in named(LIST + field, "/a")


def test_the_title_of_a_page_given_back_says_so_first(world: World) -> None:
    page = world.browser("resident").post("/registry/recommend", {"once": "once-0001"})
    assert page.status_code == 422
    assert "<title>入力を確かめてください：" in page.text
    assert 'role="alert" tabindex="-1" autofocus' in page.text
    assert "確かめて、印を付けてください。" in page.text
