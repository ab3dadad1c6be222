"""Files for the tests of the library: an invented town's minutes and ordinance, written to a folder."""

import json
from pathlib import Path
from typing import Any

from civic.library.actions import ImportReport, import_path
from civic.library.models import DocumentKind
from tests.library.readers.samples import article, law, record
from tests.world import World


def minutes(*keys: str, **changes: Any) -> str:
    """A normalised set with one sitting of two speeches per key."""
    return "".join(json.dumps(record(id=key, **changes), ensure_ascii=False) + "\n" for key in keys)


def written(folder: Path, text: str | bytes, name: str = "set.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ordinance(sentence: str = "広場は、町民の憩いの場とする。") -> str:
    return law(
        article("1", "第一条", sentence, caption="目的") + article("2", "第二条", "何人も、広場を汚してはならない。")
    )


def bring(world: World, path: Path, kind: DocumentKind | None = None, **more: Any) -> ImportReport:
    """Import as the drafter (person 8)."""
    return import_path(world.sites.engines(world.site), world.site, path, kind, more.pop("actor_id", 8), **more)
