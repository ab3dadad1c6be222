"""The reading child: same documents as reading here, and nothing a file or a crash does reaches the parent."""

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from civic.library.readers import ReadFailed, child, read
from civic.library.readers.child import Limits, read_in_child
from civic.library.readers.wire import document_line, failure_line, message
from tests.library.readers import samples


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def failure(path: Path, limits: Limits = child.DEFAULT_LIMITS) -> ReadFailed:
    with pytest.raises(ReadFailed) as failed:
        list(read_in_child(path, limits=limits))
    return failed.value


def play(monkeypatch: pytest.MonkeyPatch, program: str) -> list[subprocess.Popen[bytes]]:
    """Lets another program answer in the child's place, and returns the processes it becomes."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*_: object) -> subprocess.Popen[bytes]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", program],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return started[-1]

    monkeypatch.setattr(child, "_start", start)
    return started


FILES: dict[str, bytes | str] = {
    "条例.xml": samples.law(
        samples.article("1", "第一条", "文。", "次の文。"), attributes='EnforcementDate="2024/04/01"'
    ),
    "会議録.html": samples.panels(
        ("◯委員長", "◯委員長　開会します。"), ("◯例示花子委員", "◯例示花子委員　質問します。")
    ),
    "議案.pdf": samples.pdf([["議 案 第 １ ５ 号"], None]),
    "集.jsonl": samples.jsonl(samples.record(), "bad", samples.record(id="b", number="7", kind="budget")),
    "提言.txt": "第１ はじめに\n本文です。\n".encode("cp932"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_child_reads_what_reading_here_gives(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, FILES[name])
    assert list(read_in_child(path)) == list(read(path))


def test_name_and_kind_travel_and_are_only_data(tmp_path: Path) -> None:
    path = put(tmp_path, "-m upload $(touch x); '\"", "本文です。\n")
    (document,) = read_in_child(path, kind="plan", name='../../"; rm -rf "提言.txt')
    assert (document.kind, document.title) == ("plan", '"; rm -rf "提言')


def test_failures_come_back_with_their_detail(tmp_path: Path) -> None:
    failed = failure(put(tmp_path, "x.txt", b"PK\x03\x04"))
    assert (failed.code, failed.detail) == ("truncated", {"where": "zip"})
    assert failure(tmp_path / "none").code == "not_found"
    assert failure(tmp_path).code == "not_found"
    assert failure(put(tmp_path, "y.txt", "本文" * 100), Limits(file_bytes=50)).code == "too_large"


def test_documents_before_a_failure_are_handed_over(tmp_path: Path) -> None:
    deep = '{"id": "x", "kind": "group", "name": ' + "[" * 200_000
    path = put(tmp_path, "x.jsonl", samples.jsonl(samples.record(), deep, samples.record(id="b")))
    assert [document.key for document in read_in_child(path)] == ["mihon-1", "b"]


def test_bombs_are_stopped_in_the_child(tmp_path: Path) -> None:
    zeros = gzip.compress(bytes(70_000_000), compresslevel=1)
    bomb = put(tmp_path, "bomb.gz", gzip.compress(samples.jsonl(samples.record())) + zeros * 8)
    assert failure(bomb).code == "too_large"
    laughs = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY x0 "ha">{laughs}]><Law>&x11;</Law>'
    assert failure(put(tmp_path, "laugh.xml", xml)).code == "entities"


def test_too_much_memory_ends_the_child_only(tmp_path: Path) -> None:
    if not os.path.exists("/proc/self/limits"):
        pytest.skip("this system does not enforce RLIMIT_AS")
    rows = samples.item("1", "一", "施設") * 200_000
    path = put(tmp_path, "large.xml", samples.law(samples.article("1", "第一条", "文。|" + rows)))
    assert failure(path, Limits(memory_bytes=200 * child.MEGABYTE)).code in ("memory_limit", "reader_died")


def test_too_much_processor_time_ends_the_child(tmp_path: Path) -> None:
    line = samples.jsonl(samples.record(passages=[{"seq": n, "text": "発言です。" * 20} for n in range(2000)]))
    path = put(tmp_path, "long.gz", gzip.compress(line) * 400)
    failed = failure(path, Limits(cpu_seconds=1))
    assert (failed.code, failed.detail) == ("time_limit", {"seconds": 1})


def test_a_silent_child_is_killed_after_the_waiting_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = play(monkeypatch, "import time; time.sleep(60)")
    before = time.monotonic()
    assert failure(put(tmp_path, "x.txt", "本文"), Limits(waiting_seconds=0.3)).code == "time_limit"
    assert time.monotonic() - before < 5
    assert started[0].returncode == -9


def test_time_the_caller_takes_is_not_the_child_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(float(second) for second in range(0, 100_000, 50))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    path = put(tmp_path, "x.jsonl", samples.jsonl(samples.record()))
    assert len(list(read_in_child(path, limits=Limits(waiting_seconds=1000.0)))) == 1


@pytest.mark.parametrize(
    ("program", "code", "detail"),
    [
        ("import os; os.abort()", "reader_died", {"status": -6}),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "reader_died", {"status": -11}),
        ("raise SystemExit(3)", "reader_died", {"status": 3}),
        ("print('hello')", "reader_died", {"status": "unintelligible"}),
        ("print('[' * 100000)", "reader_died", {"status": "unintelligible"}),
        ('print(\'{"document": {"kind": "minutes"}}\')', "reader_died", {"status": "unintelligible"}),
        ('print(\'{"failed": "bogus", "detail": {}}\')', "reader_died", {"status": "unintelligible"}),
        ("print('x' * 3_000_000)", "too_large", {"limit": 2_000_000, "what": "output"}),
        ("print('x\\n' * 10)", "reader_died", {"status": "unintelligible"}),
    ],
)
def test_whatever_the_child_does_the_parent_gets_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str, detail: dict[str, str | int]
) -> None:
    play(monkeypatch, program)
    failed = failure(put(tmp_path, "x.txt", "本文"), Limits(line_bytes=1_000_000, output_bytes=2_000_000))
    assert (failed.code, failed.detail) == (code, detail)


def test_leaving_early_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = document_line(next(read(put(tmp_path, "x.jsonl", samples.jsonl(samples.record())))))
    started = play(
        monkeypatch, f"import sys, time; sys.stdout.buffer.write({line!r}); sys.stdout.flush(); time.sleep(60)"
    )
    documents = read_in_child(tmp_path / "x.jsonl")
    assert next(documents).key == "mihon-1"
    assert started[0].poll() is None
    documents.close()  # type: ignore[attr-defined]
    assert started[0].returncode == -9


def test_the_child_inherits_neither_secrets_nor_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_SECRET", "ひみつ")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "evil.py"))
    environments = []
    original = subprocess.Popen

    def watch(*arguments: object, **options: object) -> object:
        environments.append(options["env"])
        assert options["close_fds"]
        return original(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watch)
    assert len(list(read_in_child(put(tmp_path, "x.txt", "本文です。\n")))) == 1
    assert environments == [{"PATH": os.defpath, "LC_ALL": "C.UTF-8"}]


def test_the_child_starts_fast(tmp_path: Path) -> None:
    path = put(tmp_path, "x.txt", "本文です。\n")
    list(read_in_child(path))
    times = []
    for _ in range(3):
        before = time.monotonic()
        list(read_in_child(path))
        times.append(time.monotonic() - before)
    assert min(times) < 1.0


def test_messages_come_back_as_they_were_sent(tmp_path: Path) -> None:
    for document in read(put(tmp_path, "集.jsonl", FILES["集.jsonl"])):
        assert message(document_line(document)) == document
    failed = message(failure_line(ReadFailed("too_large", limit=5, what="bytes")))
    assert isinstance(failed, ReadFailed)
    assert (failed.code, failed.detail) == ("too_large", {"limit": 5, "what": "bytes"})


@pytest.mark.parametrize(
    "change",
    [
        ('"seq"', "units", [["1", "A", None, {}, *[""] * 9]]),
        ("quality", "units", [[1, "Z", None, {}, *[""] * 9]]),
        ("short", "units", [[1, "A", None, {}, ""]]),
        ("numbers", "units", [[1, "A", None, {"円": 10**30}, *[""] * 9]]),
        ("kind", "kind", "poem"),
        ("date", "date", "yesterday"),
        ("title", "title", 5),
        ("notes", "notes", [[1, 2, 3]]),
    ],
    ids=lambda change: change[0],
)
def test_documents_of_the_wrong_shape_are_not_believed(tmp_path: Path, change: tuple[str, str, object]) -> None:
    line = json.loads(document_line(next(read(put(tmp_path, "x.jsonl", samples.jsonl(samples.record()))))))
    line["document"][change[1]] = change[2]
    with pytest.raises(ReadFailed) as failed:
        message(json.dumps(line).encode())
    assert failed.value.detail == {"status": "unintelligible"}
