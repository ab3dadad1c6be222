"""The list of what is to be mended names each field by the label that stands on the page itself (WCAG 3.3.1)."""

import re
from typing import Any

from lxml import html
from markupsafe import Markup, escape

from civic import i18n

# As templates/_ui/error_summary.html writes an entry: the address of the field, its name and the sentence.
ENTRY = re.compile(r'<a href="#([^"]*)" data-field="([^"]*)">(.*?)</a>(?=</li>)', re.DOTALL)
# What stands inside a label and is not its name: 「必須」, and what explains a choice.
ASIDE = ".//*[contains(@class, 'field__need') or contains(@class, 'choice__hint')]"
CONTROL = "self::input[not(@type='hidden')] or self::textarea or self::select"


def named(page: str, path: str) -> str:
    """The page or fragment with 「題名：入力してください。」 in its list. `path` is where the form was sent: a field of that form
    goes before one of the same name elsewhere. An entry whose field is not on the page is no link."""
    if not ENTRY.search(page):
        return page
    tree: Any = html.fromstring(page)  # lxml's own types are unions of all an expression may give
    for aside in tree.xpath(ASIDE):
        aside.drop_tree()
    sent = [form for form in tree.xpath("//form[@action]") if form.get("action").partition("?")[0] == path]

    def entry(found: re.Match[str]) -> str:
        sentence = Markup(found[3])  # noqa: S704  (escaped by the template it is taken from)
        field = _field(tree, sent, found[1], found[2])
        if field is None:
            return str(sentence)
        label = _label(tree, field)
        text = escape(i18n.gettext("{label}：{sentence}")).format(label=label, sentence=sentence) if label else sentence
        return f'<a href="#{field.get("id")}">{text}</a>'

    return ENTRY.sub(entry, page)


def _field(tree: Any, sent: list[Any], target: str, name: str) -> Any:
    for form in sent:
        if fields := form.xpath(f".//*[@id][@name=$name][{CONTROL}]", name=name):
            return fields[0]
    fields = tree.xpath(f"//*[@id=$target][{CONTROL}]", target=target)
    return fields[0] if fields else None


def _label(tree: Any, field: Any) -> str:
    """Of a group of choices its legend, of rows that are ticked the word given with them, else the field's own label."""
    if own := field.get("data-label"):
        return str(own)
    places = field.xpath("ancestor::fieldset[contains(@class, 'field')][1]/legend")
    places = places or tree.xpath("//label[@for=$id]", id=field.get("id")) or field.xpath("ancestor::label[1]")
    return " ".join(places[0].text_content().split()) if places else ""
