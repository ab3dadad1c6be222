"""The differences of two rule sets: articles, acts, limits, numbers of words; nothing where nothing changed."""

from copy import deepcopy

from civic.city.rule_changes import rule_changes
from moderation.policy import default_policy_data


def test_nothing_changed() -> None:
    assert rule_changes(default_policy_data(), default_policy_data()).is_empty


def test_every_kind_of_change() -> None:
    old = default_policy_data()
    new = deepcopy(old)
    new["articles"][0]["plain_text"] += "よろしくお願いします。"
    new["articles"][1]["allowed_actions"] = ["hold", "mask"]
    new["articles"][2]["appealable"] = False
    gone = new["articles"].pop()
    new["articles"].append(gone | {"no": 99})
    new["thresholds"]["max_links"] = 9
    new["words"] = [*new["words"][2:], {"word": "新しい語", "action": "flag", "article": 4}]
    new["responses"]["links.program"]["probable"] = "warn"
    found = rule_changes(old, new)
    assert [(one.number, one.what) for one in found.articles] == [
        (1, "changed"), (2, "changed"), (3, "changed"), (gone["no"], "removed"), (99, "added"),
    ]  # fmt: skip
    first, second, third, *_ = found.articles
    assert first.plain_text[-1] == ("new", "よろしくお願いします。")
    assert (second.acts_added, second.acts_removed) == (("mask",), ("hide", "warn", "restore"))
    assert third.appealable is False
    assert found.limits == (("max_links", 5, 9),)
    assert (found.words_added, found.words_removed, found.is_checking_changed) == (1, 2, True)
