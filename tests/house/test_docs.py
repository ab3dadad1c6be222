"""Documents say what the code says: settings, commands, permissions; and nothing of the machine they were made on."""

import re

import pytest

from civic.city.queries import DEFAULTS
from civic.config import NAMES
from tests.house.documents import PAGES
from tests.house.source import ROOT


@pytest.mark.parametrize("file", PAGES)
def test_pages_made_from_the_code_are_up_to_date(file: str) -> None:
    said = (ROOT / "docs" / file).read_text("utf-8")
    assert said == PAGES[file](), "run: python -m tests.house.documents"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    said = set(re.findall(r"^\| `([A-Za-z_.]+)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert said == set(NAMES) | {"HOST"} | set(DEFAULTS)


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            if not (path.parent / link).exists():
                broken.append(f"{path.name}: {link}")
    assert broken == []
