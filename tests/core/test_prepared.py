"""Statements compiled once: the same values in and out as through the session, in its transaction."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from civic.accounts.models import Person, PersonState
from civic.jobs import Job, JobState
from civic.prepared import ById, Prepared
from tests import cast
from tests.world import World

PERSON = Prepared(
    select(col(Person.handle), col(Person.state), col(Person.created_at), col(Person.suspended_until)).where(
        col(Person.id) == bindparam("person"), col(Person.state) == PersonState.ACTIVE
    )
)
ADD_JOB = Prepared(insert(Job).returning(col(Job.id)), [name for name in Job.model_fields if name != "id"])


def job(**changes: object) -> dict[str, object]:
    facts = {
        "name": "test.note", "key": "1", "args": {"語": ["一", 2]}, "lane": "long", "state": JobState.PARKED,
        "run_at": cast.NOW, "tries": 0, "leased_until": None, "last_error": "", "created_at": cast.NOW,
    }  # fmt: skip
    return facts | changes


def test_values_come_back_as_the_session_reads_them(world: World) -> None:
    with world.read() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        expected = (person.handle, person.state, person.created_at, person.suspended_until)
        assert PERSON.first(db, {"person": person.id}) == expected
        assert PERSON.rows(db, {"person": person.id}) == [expected]
        assert PERSON.first(db, {"person": -1}) is None


def test_values_are_stored_as_the_session_stores_them(world: World) -> None:
    tokyo = timezone(timedelta(hours=9))
    with world.write() as db:
        ((job_id,),) = ADD_JOB.rows(db, job(run_at=cast.NOW.astimezone(tokyo)))
    with world.read() as db:
        found = db.get_one(Job, job_id)
        assert (found.args, found.state, found.lane) == ({"語": ["一", 2]}, JobState.PARKED, "long")
        assert (found.run_at, found.leased_until) == (cast.NOW, None)


def test_they_share_the_transaction_of_their_session(world: World) -> None:
    with pytest.raises(RuntimeError), world.write() as db:
        ADD_JOB.run(db, job())
        raise RuntimeError
    with world.read() as db:
        assert db.get(Job, 1) is None


def test_a_session_that_begins_again_does_not_write_into_another_ones_transaction(world: World) -> None:
    writer = world.sites.engines(world.site)[1]
    with Session(writer) as db:
        ADD_JOB.run(db, job())
        db.commit()
        ADD_JOB.run(db, job())
        db.rollback()
        ADD_JOB.run(db, job())
        db.commit()
    with world.read() as db:
        assert db.connection().execute(text("SELECT count(*) FROM job")).scalar_one() == 2


def test_errors_are_those_of_the_session_and_do_not_repeat_what_was_written(world: World) -> None:
    add = Prepared(insert(Person), [name for name in Person.model_fields if name != "id"])
    plain = {name: field.default for name, field in Person.model_fields.items() if not field.is_required()}
    row = plain | {"handle": "ひみつの名", "handle_folded": "ヒミツノ名", "created_at": cast.NOW}
    with pytest.raises(IntegrityError) as caught, world.write() as db:
        add.run(db, row)
        add.run(db, row)
    assert "ヒミツ" not in str(caught.value)


def test_a_value_nobody_gave_is_an_error_before_the_database_is_asked(world: World) -> None:
    incomplete = job()
    del incomplete["run_at"]
    with pytest.raises(KeyError), world.write() as db:
        ADD_JOB.run(db, incomplete)


def test_a_value_without_a_type_is_an_error_of_the_statement(world: World) -> None:
    """The driver would write a moment in its own way, which sorts differently."""
    with pytest.raises(TypeError), world.read() as db:
        Prepared(select(bindparam("moment"))).rows(db, {"moment": cast.NOW})


def test_a_row_by_its_number_is_the_sessions_own(world: World) -> None:
    people = ById(Person)
    with world.read() as db, world.read() as other:
        assert people.get(db, -1) is None
        found = people.get(db, cast.IDS["resident"])
        assert found is not None
        assert found.model_dump() == other.get_one(Person, cast.IDS["resident"]).model_dump()
        assert db.get(Person, found.id) is found is people.get(db, found.id)
    with world.write() as db:
        changed = people.get(db, cast.IDS["resident"])
        assert changed is not None
        changed.district = "本町"
    with world.read() as db:
        assert db.get_one(Person, cast.IDS["resident"]).district == "本町"
