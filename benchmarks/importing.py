"""Posting while a large file comes in: how long a writer waits for an answer, idle and during a whole import.

    python -m benchmarks.importing corpus/minutes/minutes-shinagawa-r08.jsonl.gz

The web server and `civic library import … --approved-by …` are two processes on one city. One post every third of a
second, each by another resident; times are wall, from sending to the redirect, so read them beside each other."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import city
from benchmarks.posting import form
from benchmarks.serving import Server, free_port, uvicorn
from civic.accounts.tokens import token_hash
from civic.web import sessions

IDLE, PAUSE = 60, 0.3
MOST_POSTS = 240  # nobody writes more than one: a burst would be stopped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        site, (room,) = city.build(home, (20,))
        env = {"CIVIC_HOME": str(home), "CIVIC_ENV": "production"}
        writers = []
        for number in range(city.WRITERS):
            token = city.writer_token(number)
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            headers["Cookie"] = f"civic-session={token}"
            writers.append((headers, sessions.csrf_token(site, token_hash(token))))
        with uvicorn("civic.app:make_app", env, free_port()) as server:
            told("idle", [post(server, room, writers[n], n) for n in range(IDLE)])
            people = {name: f"{name}@mihon.example" for name in ("drafter", "approver")}
            command = [
                sys.executable, "-c", "from civic.cli import app; app()", "library", "import", str(file),
                "--by", people["drafter"], "--approved-by", people["approver"],
            ]  # fmt: skip
            began = time.monotonic()
            coming = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
            took, number = [], IDLE
            while coming.poll() is None:
                if number < MOST_POSTS:
                    took.append(post(server, room, writers[number % city.WRITERS], number))
                    number += 1
                else:
                    time.sleep(PAUSE)
            assert coming.returncode == 0
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            told(f"during an import of {time.monotonic() - began:.0f} s", took)
            print(f"peak memory of the import {peak:.0f} MB")


def post(server: Server, room: int, writer: tuple[dict[str, str], str], number: int) -> float:
    headers, csrf = writer
    time.sleep(PAUSE)
    began = time.monotonic()
    status, _answer, said = server.ask("POST", f"/rooms/{room}/posts", headers, form(number, csrf))
    assert status == 303, (status, said[-500:].decode())
    return (time.monotonic() - began) * 1000


def told(when: str, took: list[float]) -> None:
    took.sort()
    print(
        f"posting, {when}: {len(took)} posts, median {took[len(took) // 2]:.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms, "
        f"worst {took[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
