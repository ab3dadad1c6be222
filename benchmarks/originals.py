"""Every original file as it was published, through its reader: read or not, passages, quality, and what was not read.

python -m benchmarks.originals ../shared/corpus/originals [--json]
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from civic.library.readers import Kind, ReadFailed, format_of
from civic.library.readers.child import read_in_child

# What the folder says of a file; laws in XML say it themselves.
KINDS: dict[str, Kind] = {"minutes": "minutes", "ordinances": "ordinance", "budgets": "budget", "plans": "plan"}


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """One row for each file, in the order of their names."""
    for path in sorted(folder.glob("*/*.*")):
        kind = None if path.suffix == ".xml" else KINDS.get(path.parent.name)
        row: dict[str, Any] = {"file": f"{path.parent.name}/{path.name}", "format": "", "documents": 0, "units": 0}
        levels: Counter[str] = Counter()
        notes: Counter[str] = Counter()
        qualities: Counter[str] = Counter()
        started = time.monotonic()
        try:
            row["format"] = format_of(path)
            for document in read_in_child(path, kind):
                row["documents"] += 1
                levels.update(unit.level for unit in document.units)
                qualities.update(unit.quality for unit in document.units)
                notes.update(note.why for note in document.notes)
            row["failed"] = ""
        except ReadFailed as failure:
            row["failed"] = failure.code
        row |= {
            "units": levels.total(), "levels": dict(levels), "quality": dict(sorted(qualities.items())),
            "not_read": dict(notes), "seconds": round(time.monotonic() - started, 2),
        }  # fmt: skip
        yield row


def main() -> None:
    folder = Path(sys.argv[1])
    whole = list(rows(folder))
    if "--json" in sys.argv:
        for row in whole:
            print(json.dumps(row, ensure_ascii=False))
        return
    print(f"{'file':<62} {'format':<14} {'units':>6}  quality  not read")
    for row in whole:
        quality = " ".join(f"{name}{count}" for name, count in row["quality"].items())
        notes = ", ".join(f"{why} {count}" for why, count in row["not_read"].items())
        print(f"{row['file']:<62} {row['format']:<14} {row['units']:>6}  {quality}  {row['failed'] or notes}")
    failed = sum(bool(row["failed"]) for row in whole)
    print(f"{len(whole)} files, {failed} not read, {sum(row['units'] for row in whole):,} units")


if __name__ == "__main__":
    main()
