"""Which reader gets a file, and what happens to files that are nothing we know."""

import ast
import gzip
import random
from pathlib import Path

import pytest

from civic.library import readers
from civic.library.readers import FAILURE_CODES, UNREAD_CODES, ReadFailed, Unread, format_of, read
from civic.library.readers.document import ReadDocument, ReadUnit, printable
from civic.library.readers.failures import ReadFailed as SameFailure
from tests.library.readers import samples


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("misnamed.txt", samples.pdf([["本文です。"]]), "pdf"),
        ("misnamed.txt", samples.law(samples.article("1", "第一条", "文。")).encode(), "law_xml"),
        ("misnamed.txt", b"\xef\xbb\xbf" + samples.law(samples.article("1", "第一条", "文。")).encode(), "law_xml"),
        ("page", samples.one_frame("◯議長（見本太郎君）　開会します。").encode("cp932"), "council_html"),
        ("set", samples.jsonl(samples.record()), "corpus_jsonl"),
        ("set.bin", gzip.compress(samples.jsonl(samples.record())), "corpus_jsonl"),
        ("other.html", b"<!DOCTYPE html><html><body>menu</body></html>", "any_page"),
        ("手引き.txt", "　本文です。\n".encode("euc_jp"), "plain_text"),
        ("手引き", "\ufeff本文です。\n".encode("utf-16-le"), "plain_text"),
    ],
)
def test_content_decides_before_the_name(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    assert format_of(put(tmp_path, name, data)) == expected


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b"  \n\n \n"),
        ("noise.txt", bytes(range(256)) * 16),
        ("answer.json", b'{"answer": []}'),
        ("packed.gz", gzip.compress(b"not a set")),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("other.xml", b"<?xml version='1.0'?><svg></svg>"),
    ],
)
def test_unknown_content_is_refused_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(ReadFailed) as failed:
        list(read(put(tmp_path, name, data)))
    assert failed.value.code == "unknown_format"
    assert failed.value.detail["name"]


def test_random_bytes_never_raise_anything_but_a_failure(tmp_path: Path) -> None:
    noise = random.Random(8)
    for head in (b"", b"<html>", b"<?xml ?>", b"{", b"%PDF-1.7\n", b"\x1f\x8b\x08\x00", b"\xff\xfe", b"\x1b$B"):
        for _ in range(5):
            path = put(tmp_path, "noise.txt", head + noise.randbytes(2000))
            with pytest.raises(ReadFailed) as failed:
                list(read(path))
            assert failed.value.code in FAILURE_CODES


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd.txt", "passwd"),
        ("C:\\書類\\令和８年度 予算.txt", "令和８年度 予算"),
        ("a\x00b\nc.txt", "ab c"),
        (".txt", ".txt"),
        ("///", "document"),
        ("か\u3099くしゅう.txt", "がくしゅう"),
        ("長" * 500, "長" * 200),
    ],
)
def test_a_name_is_shown_and_never_followed(tmp_path: Path, name: str, title: str) -> None:
    path = put(tmp_path, "upload", "　本文です。\n")
    (document,) = read(path, name=name)
    assert (document.title, document.key) == (title, title)


def test_a_missing_file_and_a_folder_are_told_alike(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(ReadFailed) as failed:
            list(read(path))
        assert failed.value.code == "not_found"


def test_the_kind_is_one_of_the_known_ones(tmp_path: Path) -> None:
    path = put(tmp_path, "plan.txt", "　本文です。\n")
    assert next(read(path, kind="plan")).kind == "plan"
    with pytest.raises(ValueError, match="unknown kind"):
        next(read(path, kind="poem"))  # type: ignore[arg-type]


def test_the_worst_unit_gives_the_quality_of_the_document() -> None:
    units = (ReadUnit(1, "1", "良い"), ReadUnit(2, "2", "", quality="D"), ReadUnit(3, "3", "並", quality="B"))
    document = ReadDocument("k", "other", "題", units, notes=(Unread("2", "picture_only"),))
    assert document.quality == "D"
    assert ReadDocument("k", "other", "題", ()).quality == "A"


def test_printable_keeps_words_and_drops_what_no_database_holds() -> None:
    assert printable("一\x00行\r\n二\ud800行\r三\t\x1b行\ufeff") == "一行\n二行\n三\t行"


def test_every_reason_in_the_sources_is_explained_and_every_explained_one_is_used() -> None:
    used: set[object] = set()
    for source in Path(readers.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in ("Unread", "_BadLine")
            ):
                reason = call.args[1:2] if call.func.id == "Unread" else call.args[:1]
                used |= {part.value for each in reason for part in ast.walk(each) if isinstance(part, ast.Constant)}
    assert used - {None} == set(UNREAD_CODES)


def test_a_failure_has_a_known_code() -> None:
    assert SameFailure is ReadFailed
    assert all(sentence.endswith((".", ").")) for sentence in FAILURE_CODES.values())
    with pytest.raises(ValueError, match="unknown failure code"):
        ReadFailed("whatever")
