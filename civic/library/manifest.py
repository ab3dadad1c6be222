"""The list that comes with a delivery of documents: signed by whoever delivers, checked before any file is opened."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from civic.errors import Refused
from civic.library.models import DocumentKind

# 10,000 files of a delivery make a manifest of about 4 MB.
MANIFEST_BYTES = 16 * 1024 * 1024
MOST_FILES = 20_000
# Ed25519 by its own name: "EdDSA" says too little (RFC 9864).
ALGORITHMS = ["Ed25519", "ES256"]


class RedactedWords(BaseModel):
    """Words the deliverer wants taken out before anybody reads the document."""

    model_config = ConfigDict(extra="forbid")
    words: Annotated[str, Field(min_length=2, max_length=2000)]
    ground: Annotated[str, Field(max_length=30)] = "personal_data"


class ManifestFile(BaseModel):
    """One file of the delivery and what the deliverer says of it; what is empty the file itself must say."""

    model_config = ConfigDict(extra="forbid")
    path: Annotated[str, Field(min_length=1, max_length=300)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1, le=2**40)]
    doc_id: Annotated[str, Field(max_length=120)] = ""
    title: Annotated[str, Field(max_length=400)] = ""
    date: dt.date | None = None
    kind: DocumentKind | None = None
    version: Annotated[str, Field(max_length=60)] = ""
    supersedes: Annotated[str, Field(max_length=120)] = ""
    effective_from: dt.date | None = None
    public_from: dt.date | None = None
    redactions: Annotated[list[RedactedWords], Field(max_length=1000)] = []

    @field_validator("path")
    @classmethod
    def inside(cls, path: str) -> str:
        """A file of the delivery, never one beside it."""
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\x00" in path:
            raise ValueError("path leaves the delivery")
        return path


class Manifest(BaseModel):
    """One delivery."""

    model_config = ConfigDict(extra="forbid")
    tenant: Annotated[str, Field(max_length=60)]
    corpus: Annotated[str, Field(max_length=60)] = ""
    delivered_by: Annotated[str, Field(min_length=1, max_length=100)]
    delivered_on: dt.date | None = None
    files: Annotated[list[ManifestFile], Field(min_length=1, max_length=MOST_FILES)]


def read_manifest(path: Path, keys: str, tenant: str) -> Manifest:
    """Verify and read a compact JWS. Raises Refused: no key, bad signature, not a manifest, another city's."""
    if path.stat().st_size > MANIFEST_BYTES:
        raise Refused("library.manifest_too_large")
    try:
        trusted = KeySet.import_key_set(_key_set(keys))
    except (JoseError, ValueError, TypeError, KeyError):
        raise Refused("library.manifest_keys") from None
    if not trusted.keys:
        raise Refused("library.manifest_keys")
    try:
        signed = jws.deserialize_compact(path.read_bytes().strip(), trusted, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError):
        raise Refused("library.manifest_signature") from None
    try:
        manifest = Manifest.model_validate_json(signed.payload)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        raise Refused("library.manifest_shape", where=".".join(map(str, first["loc"]))) from None
    if manifest.tenant != tenant:
        raise Refused("library.manifest_tenant", tenant=manifest.tenant)
    return manifest


def _key_set(keys: str) -> KeySetSerialization:
    """The setting holds a JWK set, or is empty."""
    read: KeySetSerialization = json.loads(keys) if keys.strip() else {"keys": []}
    return read


def repeated(files: Sequence[ManifestFile]) -> list[str]:
    """Paths that stand in the list twice."""
    seen: set[str] = set()
    return [one.path for one in files if one.path in seen or seen.add(one.path)]  # type: ignore[func-returns-value]
