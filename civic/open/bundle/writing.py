"""Writes the bundle: one ZIP with a page per part of a document, lists, the index, and a checksum for every file."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from civic.config import ROOT
from civic.open.bundle.index import Index, script
from civic.open.datasets import Opened
from civic.open.reads import documents, results
from civic.open.reads.asking import City
from civic.open.records import DocumentRecord, FaqRecord, UnitRecord
from civic.responses.queries.faq import MOST
from civic.text.variants import HIRAGANA_TO_KATAKANA, UNIFIED
from civic.web.show import render

# Units on one page, and in one file of texts that the search reads.
PART = 200
MANIFEST = "SHA256SUMS"
FACTS = "bundle.json"


@dataclass(slots=True)
class Counts:
    documents: int = 0
    units: int = 0
    files: int = 0


@dataclass(slots=True)
class Parcel:
    """The ZIP being written, with what stands in it already."""

    zip: zipfile.ZipFile
    sums: list[str] = field(default_factory=list)

    def put(self, name: str, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        self.zip.writestr(name, data)
        self.sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")


def write_bundle(opened: Opened, city: City, licence: str, path: Path, told: Callable[[Counts], None]) -> Counts:
    """Written beside and renamed when whole: one that was stopped leaves nothing, and running again replaces it."""
    beside = path.with_name(path.name + ".part")
    counts = Counts()
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
            parcel, index = Parcel(made), Index()
            listed, parts = _documents(opened, city, parcel, index, counts, told)
            with opened() as db:
                faqs = results.faqs(db, city, "", MOST).records
            _lists(parcel, city, listed, licence, counts, faqs)
            for name, text in index.files():
                parcel.put(name, text)
            parcel.put("index/parts.js", script("index/parts", parts))
            _outfit(parcel)
            counts.files = len(parcel.sums) + 1
            made.writestr(MANIFEST, "".join(parcel.sums))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _documents(
    opened: Opened, city: City, parcel: Parcel, index: Index, counts: Counts, told: Callable[[Counts], None]
) -> tuple[list[tuple[int, DocumentRecord]], list[list[Any]]]:
    listed: list[tuple[int, DocumentRecord]] = []
    parts: list[list[Any]] = []
    for number, document in enumerate(_all_documents(opened, city), start=1):
        listed.append((number, document))
        total = max(1, -(-document.units // PART))
        for part, units in enumerate(_parts_of(opened, city, document), start=1):
            parts.append([counts.units, number, part, document.title, document.corpus, str(document.date or "")])
            _part(parcel, city, number, document, part, total, units)
            for unit in units:
                index.put(counts.units, " ".join((document.title, unit.label, unit.caption, unit.speaker, unit.text)))
                counts.units += 1
        counts.documents += 1
        told(counts)
    return listed, parts


def _all_documents(opened: Opened, city: City) -> Iterator[DocumentRecord]:
    after = ""
    while True:
        with opened() as db:
            found = documents.page(db, city, after, 100)
        yield from found.records
        if not (after := found.after):
            return


def _parts_of(opened: Opened, city: City, document: DocumentRecord) -> Iterator[Sequence[UnitRecord]]:
    """The version the list named, even when another is published meanwhile."""
    after = ""
    while True:
        with opened() as db:
            version = documents.version_at(db, document.id, document.version, None)
            if version is None:
                return
            found = documents.units(db, city, after, PART, version=version)
        yield found.records
        if not (after := found.after):
            return


def _part(
    parcel: Parcel, city: City, number: int, document: DocumentRecord, part: int, total: int,
    units: Sequence[UnitRecord],
) -> None:  # fmt: skip
    html = render(
        "open/bundle/part.html", city=city, document=document, number=number, part=part, total=total, units=units
    )
    parcel.put(f"d/{number}-{part}.html", html)
    texts = [[u.unit_path, " ".join(filter(None, (u.label, u.caption))) or u.speaker, u.text] for u in units]
    parcel.put(f"text/{number}-{part}.js", script(f"text/{number}-{part}", texts))


def _lists(
    parcel: Parcel, city: City, listed: Sequence[tuple[int, DocumentRecord]], licence: str, counts: Counts,
    faqs: Sequence[FaqRecord],
) -> None:  # fmt: skip
    kinds: dict[str, list[tuple[int, DocumentRecord]]] = {}
    for one in sorted(listed, key=lambda pair: (str(pair[1].date or ""), pair[0]), reverse=True):
        kinds.setdefault(one[1].corpus, []).append(one)
    sizes = {kind: len(found) for kind, found in sorted(kinds.items())}
    start = {"city": city, "kinds": sizes, "counts": counts, "licence": licence, "faqs": faqs}
    parcel.put("index.html", render("open/bundle/index.html", **start))
    if faqs:
        parcel.put("faq.html", render("open/bundle/faq.html", city=city, faqs=faqs))
    parcel.put("search.html", render("open/bundle/search.html", city=city))
    for kind, found in kinds.items():
        parcel.put(f"list-{kind}.html", render("open/bundle/list.html", city=city, kind=kind, found=found))
    facts = {
        "city": city.name, "city_code": city.code, "source": city.base, "made_at": city.now.isoformat(),
        "documents": counts.documents, "units": counts.units, "licence": licence,
    }  # fmt: skip
    parcel.put(FACTS, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


def _outfit(parcel: Parcel) -> None:
    """Style, the searching script and the folding tables it needs."""
    for name in ("civic.css", "vendor/design-tokens/tokens.css"):
        parcel.put(name.rpartition("/")[2], (ROOT / "static" / name).read_bytes())
    parcel.put("search.js", (ROOT / "static" / "bundle.js").read_bytes())
    parcel.put("fold.js", script("fold", [_table(UNIFIED), _table(HIRAGANA_TO_KATAKANA)]))


def _table(codes: Mapping[int, int | str | None]) -> dict[str, str]:
    """As `str.translate` reads it, for JavaScript."""
    return {chr(code): chr(to) if isinstance(to, int) else to or "" for code, to in codes.items()}


def check_bundle(path: Path) -> list[str]:
    """Names of files that are missing, changed or not listed. Raises BadZipFile when it is no bundle at all."""
    with zipfile.ZipFile(path) as made:
        names = set(made.namelist())
        if MANIFEST not in names:
            raise zipfile.BadZipFile(MANIFEST)
        lines = [line.partition("  ") for line in made.read(MANIFEST).decode().splitlines()]
        wanted = {name: digest for digest, _blank, name in lines}
        wrong = sorted((names - set(wanted) - {MANIFEST}) | (set(wanted) - names))
        for name in sorted(set(wanted) & names):
            try:
                is_same = hashlib.sha256(made.read(name)).hexdigest() == wanted[name]
            except zipfile.BadZipFile:
                is_same = False
            if not is_same:
                wrong.append(name)
    return wrong
