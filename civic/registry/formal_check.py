"""形式審査: what a program can check of an application before a person reads it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from civic.errors import Refused
from civic.registry.forms import ApplyEntry
from civic.registry.models import EntryKind, Visibility
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Finding, judge

MY_NUMBER = "personal_data.my_number"
# The applicant's own, in fields made for it: no rule forbids opening these.
OWN = frozenset({"name", "representative", "contact_mail", "contact_phone", "address", "birth_year"})


def check(form: ApplyEntry, rules: Mapping[str, object] | None, min_age: int, today: date) -> None:
    """Raises Refused with what to mend: age, a 個人番号 anywhere (it may not be kept), public words against the rules."""
    if form.kind is EntryKind.PERSON and today.year - int(form.birth_year) < min_age:
        raise Refused("registry.too_young", age=min_age)
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
