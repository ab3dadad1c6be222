"""The archive of a closed room as bytes: pages that open offline, JSON, passages, and a manifest of checksums."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from civic import clock, i18n
from civic.config import ROOT
from civic.responses.queries.record import RecordContent
from civic.sites import Site
from civic.web.show import render

PAGES = ("index", "posts", "answers", "passages")
MANIFEST = "SHA256SUMS.txt"
# An address of this site in a text leads nowhere offline.
_OWN = re.compile(r'href="(/[^"]*)"')


def packed(site: Site, content: RecordContent, archived_at: datetime) -> tuple[bytes, int]:
    """(ZIP, files in it). The same content gives the same bytes: names in order, one date, no name of a machine."""
    files = dict(sorted(_files(site, content).items()))
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    stamp = clock.tokyo(archived_at).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**files, MANIFEST: sums.encode()}.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, data)
    return out.getvalue(), len(files) + 1


def _files(site: Site, content: RecordContent) -> Mapping[str, bytes]:
    found = {f"data/{name}.json": _json(value) for name, value in asdict(content).items()}
    found["style.css"] = (ROOT / "static" / "record.css").read_bytes()
    token = i18n.language.set("ja")
    try:
        for name in PAGES:
            html = render(f"responses/record/{name}.html", record=content, site_name=site.name, address=site.base_url)
            found[f"{name}.html"] = _OWN.sub(lambda match: f'href="{site.address(match[1])}"', html).encode()
    finally:
        i18n.language.reset(token)
    return found


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
