"""Fixtures of the register's tests."""

from collections.abc import Iterator

import pytest

from civic.index import store


@pytest.fixture(autouse=True)
def _close_indexes() -> Iterator[None]:
    yield
    store.close_all()
