"""Servers as processes of their own, asked over one kept connection, and the CPU time they used (Linux: /proc)."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in path.read_text().split()] if path.exists() else []
    return [pid, *(grandchild for child in found for grandchild in _children(child))]


def cpu_seconds(pid: int) -> float:
    """User and system time of the process and all its children, in seconds."""
    total = 0.0
    for one in _children(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICKS
    return total


@dataclass
class Server:
    """A command that serves on `port`; ask it with `get` and `post`."""

    command: list[str]
    env: Mapping[str, str]
    port: int

    def __enter__(self) -> "Server":
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.env}, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                self.connection.connect()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"did not start: {' '.join(self.command)}")

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        self.connection.request(method, path, body=body, headers={"Host": "localhost", **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)


def uvicorn(app: str, env: Mapping[str, str], port: int) -> Server:
    """One process with httptools and uvloop, as in production; no access log for either side."""
    command = [
        sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port), "--http", "httptools", "--loop",
        "uvloop", "--no-access-log", "--no-server-header", "--log-level", "warning",
    ]  # fmt: skip
    return Server(command, env, port)
