"""Both engines answer to the same tests."""

import pytest

from civic.index.store import ENGINES


@pytest.fixture(scope="module", params=sorted(ENGINES))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
