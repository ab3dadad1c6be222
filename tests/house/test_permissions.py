"""Every permission that is asked stands in the table, and every one in the table is asked somewhere."""

import re

import pytest

from civic import permissions
from civic.errors import Forbidden, SecondFactorNeeded, SignInNeeded
from civic.permissions import TABLE, Actor, Grant, Role, can, require
from tests.house.source import modules, string_arguments, templates


def asked() -> set[str]:
    found = set()
    for tree in modules().values():
        found |= set(string_arguments(tree, {"require", "can"}, 1))
    for path in templates():
        found |= set(re.findall(r"""\bcan\(\s*["']([a-z_.]+)["']""", path.read_text("utf-8")))
    return {action for action in found if "." in action}


def test_table_and_code_name_the_same_permissions() -> None:
    assert asked() - set(TABLE) == set()
    assert set(TABLE) - asked() == set()


def test_an_unknown_permission_raises() -> None:
    with pytest.raises(KeyError):
        can(None, "no.such")


def test_a_stranger_is_led_to_sign_in_a_person_is_refused() -> None:
    with pytest.raises(SignInNeeded):
        require(None, "desk.see")
    with pytest.raises(Forbidden) as caught:
        require(Actor(1, "a"), "desk.see")
    assert caught.value.code == "permission.desk.see"


def test_a_role_gives_no_right_before_the_one_time_code() -> None:
    grants = frozenset({Grant(Role.MODERATOR)})
    waiting = Actor(1, "a", is_second_factor_done=False, waiting_grants=grants)
    assert not can(waiting, "desk.see")
    with pytest.raises(SecondFactorNeeded):
        require(waiting, "desk.see")
    assert can(Actor(1, "a", grants=grants), "desk.see")


def test_every_refusal_of_a_permission_has_its_sentence() -> None:
    from civic import i18n

    assert [a for a in TABLE if f"permission.{a}" not in i18n.codes()] == []


def test_one_permission_in_two_tables_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(permissions.rooms.TABLE, "desk.see", lambda _viewer, _thing: True)
    with pytest.raises(ValueError, match=r"desk\.see"):
        permissions._merged()
