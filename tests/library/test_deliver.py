"""A signed delivery: the list is verified first, every file checked against it, nothing public without a second person."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from sqlmodel import select

from civic.errors import Refused
from civic.library.actions import bring_delivery
from civic.library.manifest import Manifest, read_manifest
from civic.library.models import Document, DocumentVersion, Unit, VersionState
from tests import cast
from tests.library.files import minutes, written
from tests.world import World

KEY = OKPKey.generate_key("Ed25519")
KEYS = json.dumps({"keys": [KEY.as_dict(private=False)]})


def listed(path: Path, **more: Any) -> dict[str, Any]:
    content = path.read_bytes()
    return {"path": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **more}


def signed(folder: Path, files: list[dict[str, Any]], key: OKPKey = KEY, **more: Any) -> Path:
    manifest = {"tenant": "mihon", "delivered_by": "みほん市議会事務局", "files": files, **more}
    token = jws.serialize_compact({"alg": "Ed25519"}, json.dumps(manifest).encode(), key, algorithms=["Ed25519"])
    return written(folder, token, "delivery.jws")


def deliver(world: World, manifest: Manifest, folder: Path, *, dry_run: bool = False) -> list[Any]:
    engines = world.sites.engines(world.site)
    return list(bring_delivery(engines, world.site, manifest, folder, cast.person("drafter"), dry_run=dry_run))


def test_a_delivery_comes_in_and_waits_for_another_person(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("m-1"))
    manifest = read_manifest(
        signed(tmp_path, [listed(path, title="第1回定例会（正式）", redactions=[{"words": "例示花子"}])]), KEYS, "mihon"
    )
    (one,) = deliver(world, manifest, tmp_path)
    assert not one.refused
    with world.read() as db:
        version = db.exec(select(DocumentVersion)).one()
        texts = [f"{unit.speaker} {unit.text}" for unit in db.exec(select(Unit))]
    assert (version.state, version.facts["title"]) == (VersionState.READY, "第1回定例会（正式）")
    assert version.is_redacted
    assert "例示花子" not in " ".join(texts)
    assert "〔非公開〕" in " ".join(texts)
    assert world.browser().get("/documents/m-1").status_code == 404


def test_a_dry_run_writes_nothing(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("m-1"))
    (one,) = deliver(world, read_manifest(signed(tmp_path, [listed(path)]), KEYS, "mihon"), tmp_path, dry_run=True)
    assert one.report.counts["documents_new"] == 1
    with world.read() as db:
        assert db.exec(select(Document)).all() == []


def test_a_changed_or_missing_file_is_not_opened(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("m-1"))
    files = [listed(path), {**listed(path), "path": "other.jsonl"}]
    manifest = read_manifest(signed(tmp_path, files), KEYS, "mihon")
    written(tmp_path, minutes("m-2"))
    assert [one.refused for one in deliver(world, manifest, tmp_path)] == [
        "library.file_changed",
        "library.file_missing",
    ]


def test_a_file_named_twice_refuses_the_whole_delivery(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("m-1"))
    manifest = read_manifest(signed(tmp_path, [listed(path), listed(path)]), KEYS, "mihon")
    with pytest.raises(Refused, match="manifest_twice"):
        deliver(world, manifest, tmp_path)


def refusal(path: Path, keys: str = KEYS, tenant: str = "mihon") -> str:
    with pytest.raises(Refused) as refused:
        read_manifest(path, keys, tenant)
    return refused.value.code


def test_a_list_nobody_known_signed_is_refused(tmp_path: Path) -> None:
    files = [listed(written(tmp_path, minutes("m-1")))]
    assert refusal(signed(tmp_path, files, OKPKey.generate_key("Ed25519"))) == "library.manifest_signature"
    assert refusal(signed(tmp_path, files), keys="") == "library.manifest_keys"
    assert refusal(signed(tmp_path, files), keys="{") == "library.manifest_keys"
    assert refusal(signed(tmp_path, files), tenant="other") == "library.manifest_tenant"
    assert refusal(written(tmp_path, "a.b.c", "delivery.jws")) == "library.manifest_signature"
    unsigned = written(tmp_path, "eyJhbGciOiJub25lIn0.e30.", "delivery.jws")
    assert refusal(unsigned) == "library.manifest_signature"


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../b", "", "a\\b", "a\x00"])
def test_a_list_cannot_reach_outside_of_the_delivery(tmp_path: Path, path: str) -> None:
    file = {**listed(written(tmp_path, minutes("m-1"))), "path": path}
    assert refusal(signed(tmp_path, [file])) == "library.manifest_shape"


def test_what_may_not_come_out_yet_is_not_published(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("m-1"))
    manifest = read_manifest(signed(tmp_path, [listed(path, public_from="2099-04-01")]), KEYS, "mihon")
    (one,) = deliver(world, manifest, tmp_path)
    answer = world.browser("approver").post(f"/staff/documents/versions/{one.report.version_ids[0]}/publish")
    assert answer.status_code == 422
    assert "2099年4月1日" in answer.text
    assert world.browser().get("/documents/m-1").status_code == 404


def test_what_a_delivery_takes_out_goes_from_the_older_versions_when_it_is_published(
    world: World, tmp_path: Path
) -> None:
    """Not before: what one person brought in changes nothing that is public."""
    texts = [{"seq": 1, "speaker": "議長", "text": "陳情者の例示花子さんから説明します。"}]
    first = written(tmp_path, minutes("m-1", passages=texts))
    (one,) = deliver(world, read_manifest(signed(tmp_path, [listed(first)]), KEYS, "mihon"), tmp_path)
    publish = "/staff/documents/versions/{}/publish"
    assert world.browser("approver").post(publish.format(one.report.version_ids[0])).status_code == 303
    texts[0]["text"] = "陳情者の例示花子さんから説明がありました。"
    second = written(tmp_path, minutes("m-1", passages=texts))
    taken = [{"words": "例示花子", "ground": "personal_data"}]
    (two,) = deliver(
        world, read_manifest(signed(tmp_path, [listed(second, redactions=taken)]), KEYS, "mihon"), tmp_path
    )
    assert "例示花子" in world.browser().get("/documents/m-1").text
    assert world.browser("approver").post(publish.format(two.report.version_ids[0])).status_code == 303
    for path in ("/documents/m-1", "/documents/m-1?v=1", "/documents/m-1/1?v=1", "/documents/m-1/compare"):
        page = world.browser().get(path)
        assert "例示花子" not in page.text, path
    assert "説明します" in world.browser().get("/documents/m-1?v=1").text


def test_the_same_file_again_with_words_to_take_out_is_not_the_same(world: World, tmp_path: Path) -> None:
    texts = [{"seq": 1, "speaker": "議長", "text": "陳情者の例示花子さんから説明します。"}]
    path = written(tmp_path, minutes("m-1", passages=texts))
    (one,) = deliver(world, read_manifest(signed(tmp_path, [listed(path)]), KEYS, "mihon"), tmp_path)
    publish = "/staff/documents/versions/{}/publish"
    assert world.browser("approver").post(publish.format(one.report.version_ids[0])).status_code == 303
    manifest = signed(tmp_path, [listed(path, redactions=[{"words": "例示花子", "ground": "personal_data"}])])
    (two,) = deliver(world, read_manifest(manifest, KEYS, "mihon"), tmp_path)
    assert two.report.counts["documents_changed"] == 1
    assert world.browser("approver").post(publish.format(two.report.version_ids[0])).status_code == 303
    for address in ("/documents/m-1", "/documents/m-1?v=1"):
        assert "例示花子" not in world.browser().get(address).text
    (three,) = deliver(world, read_manifest(manifest, KEYS, "mihon"), tmp_path)
    assert three.report.counts["documents_unchanged"] == 1
