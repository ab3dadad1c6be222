"""A column that points at a person cannot be forgotten: it is somebody's own data, or a piece of the city's work."""

from sqlalchemy import Integer
from sqlmodel import SQLModel

from civic import i18n
from civic.app import routes
from civic.records.file_register import FILES
from civic.records.holdings import HOLDINGS, OFFICE, OUTSIDERS

assert len(routes()) > 100  # every wing's models are imported with the application
NAMES = ("person_id", "actor_id", "author_id", "reporter_id")


def pointing() -> set[tuple[str, str]]:
    found = set()
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if not isinstance(column.type, Integer):
                continue
            is_key = any(key.target_fullname == "person.id" for key in column.foreign_keys)
            if is_key or column.name in NAMES or column.name.endswith("_by"):
                found.add((table.name, column.name))
    return found


def test_every_column_that_points_at_a_person_is_declared() -> None:
    own = {(one.table, one.owner) for one in HOLDINGS if one.via is None}
    office = {(table, column) for table, columns in OFFICE.items() for column in columns}
    assert pointing() - own - office == set(), "add it to HOLDINGS or OFFICE in civic/records/holdings.py"


def test_nothing_is_declared_that_is_not_there() -> None:
    tables = SQLModel.metadata.tables
    for one in HOLDINGS:
        assert one.hidden <= set(tables[one.table].c.keys()), one.table
        if one.via is None:
            assert one.owner in tables[one.table].c, one.table
        else:
            assert one.via[0] in tables[one.table].c
            assert one.owner in tables[one.via[1]].c
    for table, columns in OFFICE.items():
        assert columns <= set(tables[table].c.keys()), table


def test_columns_about_somebody_else_are_hidden_from_the_download() -> None:
    for one in HOLDINGS:
        others = {column for table, column in pointing() if table == one.table} - {one.owner}
        assert others <= one.hidden, one.table


def test_every_holding_is_in_the_file_register_and_has_its_words() -> None:
    registered = {table for file in FILES for table in file.tables}
    assert {one.table for one in HOLDINGS} | OUTSIDERS == registered
    assert [one.table for one in HOLDINGS if f"records.table.{one.table}" not in i18n.codes()] == []


def test_whoever_can_be_reached_without_an_account_is_in_the_file_register() -> None:
    """A section's own contact, and an address that waits an hour to become an account, are no such file."""
    reach = {"address", "telephone", "email", "contact"}
    found = {table.name for table in SQLModel.metadata.tables.values() if reach & set(table.c.keys())}
    known = {one.table for one in HOLDINGS} | OUTSIDERS | {"document_collection", "pending_sign_up"}
    assert found <= known, "add it to OUTSIDERS in civic/records/holdings.py and to civic/records/file_register.py"
