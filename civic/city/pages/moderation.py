"""Doors of the rules engine: the city's facts as one JSON file, and a place to try the rules on a text."""

import json
from typing import Any

from starlette.responses import JSONResponse, Response

from civic.city import actions, forms, queries
from civic.city.fact_lines import problems_of
from civic.errors import Invalid
from civic.i18n import sentence
from civic.permissions import require
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from civic.web.page import page, route
from civic.web.visit import Visit
from moderation.facts import Author, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Finding, judge, sentence_code

MOST_LETTERS = 100_000
# As somebody who has written before, in an open room.
AROUND = Surroundings(Author(posts_before=100), RoomPolicy())


@page()
def moderation(visit: Visit) -> Response:
    require(visit.viewer, "setting.change")
    facts = queries.setting(visit.db, "city.facts")
    return visit.render(
        "city/moderation.html",
        facts=json.dumps(facts, ensure_ascii=False, indent=1),
        tried=None,
        findings=[],
        articles={},
    )


@page()
def city_file(visit: Visit) -> Response:
    """The file that `civic moderation check --city` reads."""
    require(visit.viewer, "setting.change")
    headers = {"Content-Disposition": 'attachment; filename="city.json"', "Cache-Control": "no-store"}
    return JSONResponse(queries.setting(visit.db, "city.facts"), headers=headers)


@page(method="POST", again=moderation, body_limit=4 * MOST_LETTERS)
def change_city_file(visit: Visit) -> Response:
    require(visit.viewer, "setting.change")
    typed = forms.typed_fields(visit.form)
    changed = actions.change_setting(visit.db, visit.viewer, "city.facts", _facts(typed), visit.now)
    visit.say(sentence("city.setting_changed" if changed else "city.setting_same"))
    return visit.go("city.moderation")


def _facts(typed: dict[str, str]) -> dict[str, Any]:
    """The facts in the text area. The names in a room are read from the room, so a file's own are not kept."""
    text = typed.get("facts", "")
    try:
        facts = json.loads(text) if len(text) <= MOST_LETTERS else None
    except json.JSONDecodeError as error:
        raise Invalid(
            {"facts": [("city.fact_no_json", {"line": error.lineno, "column": error.colno})]}, typed
        ) from None
    except RecursionError:
        facts = None
    if not isinstance(facts, dict):
        raise Invalid({"facts": [("city.fact_no_object", {})]}, typed)
    facts = {key: value for key, value in facts.items() if key != "handles_in_room" and value}
    problems = [one for wrong in problems_of(facts).values() for one in wrong]
    if problems:
        raise Invalid({"facts": problems}, typed)
    return facts


@page(method="POST", again=moderation, body_limit=4 * MOST_LETTERS)
def try_rules(visit: Visit) -> Response:
    """What the rules in force say of a text; nothing is kept of it."""
    require(visit.viewer, "setting.change")
    text = forms.typed_fields(visit.form).get("text", "").strip()
    if not text or len(text) > MOST_LETTERS:
        raise Invalid({"text": [("city.nothing_to_try", {})]}, {"text": text[:MOST_LETTERS]})
    facts = queries.setting(visit.db, "city.facts")
    rules = queries.rules_in_force(visit.db, visit.now)
    policy = Policy.parse(rules.data if rules else default_policy_data(), city=facts or None, fold=normalise_text)
    result = judge(draft_of(text), policy, AROUND, visit.now)
    return visit.render(
        "city/moderation.html",
        facts=json.dumps(facts, ensure_ascii=False, indent=1),
        tried=(text, result.verdict),
        findings=[_shown(one, text) for one in result.findings],
        articles={no: article.plain_text for no, article in policy.articles.items()},
    )


def _shown(finding: Finding, text: str) -> dict[str, Any]:
    """A finding for the page; a 個人番号 is not repeated (番号法 20条)."""
    is_secret = finding.code in ("personal_data.my_number", "personal_data.card")
    excerpt = "" if is_secret else text[finding.start : finding.end]
    return {
        "code": finding.code, "article": finding.article, "excerpt": excerpt, "sentence": sentence_code(finding.code),
    }  # fmt: skip


routes = [
    route("/staff/moderation", moderation),
    route("/staff/moderation/city.json", city_file),
    route("/staff/moderation/city", change_city_file),
    route("/staff/moderation/try", try_rules),
]
