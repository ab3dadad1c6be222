"""Facts for search engines stand in the page as data; a real browser neither runs nor refuses them."""

import json

import pytest

from tests.browser.test_pages import Open, browser, city, tab

__all__ = ["browser", "city", "tab"]

pytestmark = pytest.mark.skipif(
    "not __import__('tests.browser.test_pages', fromlist=['x']).CHROMIUM", reason="no Chromium"
)


@pytest.mark.parametrize("path", ["/documents/mihon-koen-jorei", "/documents/mihon-koen-jorei/A5-P1", "/open-data"])
def test_the_content_policy_lets_data_stand(tab: Open, path: str) -> None:
    """`tab` fails on any line in the console: a refused script would write one."""
    page = tab(width=320)
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.error(e.blockedURI))")
    page.goto(path)
    facts = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(facts or "")["@context"] == "https://schema.org"
