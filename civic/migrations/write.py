"""For developers: `python -m civic.migrations.write "what changes"` writes the next migration from the models."""

import sys
import tempfile
from pathlib import Path

from civic import migrations, sites


def main(message: str) -> None:
    """The difference is taken from an empty database brought to the newest migration, never from a real city."""
    with tempfile.TemporaryDirectory() as home:
        site = sites.add(Path(home), "empty", "empty", "", "http://localhost")
        migrations.upgrade(site)
        migrations.new(site, message)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
