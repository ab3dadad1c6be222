"""What we took from others stands unmodified, with its licence, and nothing stands there unlisted."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
LISTED = json.loads((VENDOR / "VENDOR.json").read_text("utf-8"))


def test_every_listed_file_is_the_one_that_was_published() -> None:
    for row in LISTED:
        digest = hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest()
        assert digest == row["sha256"], f"{row['file']} differs from {row['name']} {row['version']}"


def test_nothing_stands_there_unlisted() -> None:
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found - {"VENDOR.json"} == {row["file"] for row in LISTED}


def test_every_package_has_its_licence_beside_it() -> None:
    for name in {row["name"] for row in LISTED}:
        files = {Path(row["file"]).name for row in LISTED if row["name"] == name}
        assert "LICENSE" in files, name
    assert all(row["licence"] in {"MIT", "0BSD"} for row in LISTED)
