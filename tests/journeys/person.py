"""A person at a browser: opens pages, fills in the forms that stand on them, and sends them."""

from dataclasses import dataclass
from typing import Any

import lxml.html

from tests.world import Browser


@dataclass
class Person:
    """Every form is read from its page, hidden fields and all: a form that does not work cannot be sent."""

    browser: Browser

    def sees(self, path: str) -> str:
        """The words of a page that must be there, redirects followed."""
        answer = self.browser.get(path)
        while answer.status_code == 303:
            answer = self.browser.get(answer.headers["location"].partition("#")[0])
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return str(answer.text)

    def link(self, path: str, text: str) -> str:
        """Where the link with that text leads."""
        page = lxml.html.fromstring(self.sees(path))
        found = [a.get("href") for a in page.iter("a") if text in (a.text_content() or "")]
        assert found, f"{path} has no link {text}"
        return str(found[0])

    def sends(self, path: str, action: str, **typed: Any) -> Any:
        """The answer to the form on `path` whose action ends so, with what was typed."""
        page = lxml.html.fromstring(self.sees(path))
        forms = [form for form in page.forms if str(form.action).endswith(action)]
        assert forms, f"{path} has no form for {action}"
        fields: dict[str, Any] = {}
        for name, value in forms[0].form_values():
            fields.setdefault(name, []).append(value)
        for chosen in forms[0].xpath(".//input[@type='radio' and @value='' and @checked]"):
            fields[chosen.get("name")] = ""  # the parser says "on" of a choice whose value is empty; a browser does not
        return self.browser.post(str(forms[0].action), fields | typed)
