"""形式審査: what a program can check of an application before a person reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from civic.errors import Refused
from civic.forms import half_width
from civic.registry.forms import ApplyEntry
from civic.registry.models import EntryKind, Visibility
from civic.text.drafts import draft_of
from civic.text.eras import parse_era_date
from civic.text.normalise import normalise_text
from moderation.facts import Author, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Finding, judge

MY_NUMBER = "personal_data.my_number"
# The applicant's own, in fields made for it: no rule forbids opening these.
OWN = frozenset({"name", "representative", "contact_mail", "contact_phone", "address", "birth_year"})


@dataclass(frozen=True, slots=True)
class Conditions:
    """Who may be registered, as the city has set it; 0 and False ask nothing."""

    min_age: int = 0
    needs_tie: bool = False
    min_members: int = 0
    min_years: int = 0


def _need_eligible(form: ApplyEntry, conditions: Conditions, today: date) -> None:
    if form.kind is EntryKind.PERSON:
        if today.year - int(form.birth_year) < conditions.min_age:
            raise Refused("registry.too_young", age=conditions.min_age)
        if conditions.needs_tie and not form.tie:
            raise Refused("registry.needs_tie")
    if form.kind is EntryKind.GROUP:
        if conditions.min_members and (_number(form.members) or 0) < conditions.min_members:
            raise Refused("registry.too_few_members", members=conditions.min_members)
        if conditions.min_years and (_years(form.founded_on, today) or 0) < conditions.min_years:
            raise Refused("registry.too_new", years=conditions.min_years)


def _number(text: str) -> int | None:
    found = re.search(r"\d{1,6}", half_width(text).replace(",", ""))
    return int(found.group()) if found else None


def _years(text: str, today: date) -> int | None:
    """Whole years since `2013-09`, `2013年9月15日`, `令和3年4月1日` or `2013`; the first day where none is said."""
    era = parse_era_date(text)
    found = re.search(r"((?:19|20)\d{2})(?:\D{1,2}(\d{1,2}))?(?:\D{1,2}(\d{1,2}))?", half_width(text))
    if era is None and found is None:
        return None
    year, month, day = (
        (era.year, era.month, era.day) if era else tuple(int(part or 1) for part in found.groups())  # type: ignore[union-attr]
    )
    return today.year - year - ((today.month, today.day) < (month, day))


def check(form: ApplyEntry, rules: Mapping[str, object] | None, conditions: Conditions, today: date) -> None:
    """Raises Refused with what to mend: the city's conditions, a 個人番号 anywhere (it may not be kept), public words
    against the rules."""
    _need_eligible(form, conditions, today)
    policy = Policy.parse(rules or default_policy_data(), fold=normalise_text)
    public, private = texts(form)
    moment = datetime.combine(today, time(), UTC)
    if any(f.code == MY_NUMBER for text in (public, private) for f in _findings(text, policy, moment)):
        raise Refused("registry.my_number")
    against = next((f for f in _findings(public, policy, moment) if f.action == "refuse"), None)
    if against is not None:
        raise Refused("registry.against_the_rules", article=against.article)


def texts(form: ApplyEntry) -> tuple[str, str]:
    """(words for everybody, which the rules are asked about; names, contacts and everything that is not public)."""
    details = form.details()
    is_said = {name: visibility is Visibility.PUBLIC and name not in OWN for name, _value, visibility in details}
    open_ = [value for name, value, _visibility in details if is_said[name]]
    own = [value for name, value, _visibility in details if not is_said[name]]
    columns = [
        form.display_name, form.kana, form.skills, form.introduction, form.areas, form.days, form.languages,
        form.accessibility,
    ]  # fmt: skip
    return "\n".join([*columns, *open_]), "\n".join(own)


def _findings(text: str, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    around = Surroundings(author=Author(posts_before=1000), room=RoomPolicy())
    return judge(draft_of(text), policy, around, now).findings


def weigh(text: str, rules: Mapping[str, object] | None, now: datetime) -> bool:
    """Words one resident writes to another here, by the rules of the rooms: Refused, or whether somebody reads first."""
    policy = Policy.parse(rules or default_policy_data(), fold=normalise_text)
    findings = _findings(text, policy, now)
    if any(f.code == MY_NUMBER for f in findings):
        raise Refused("registry.my_number")
    against = next((f for f in findings if f.action == "refuse"), None)
    if against is not None:
        raise Refused("registry.against_the_rules", article=against.article)
    return any(f.action == "hold" for f in findings)
