"""A real server in a process of its own, for tests and loads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_STARTS_WITHIN = 60.0
_SCRIPT = "from service.cli import main; main()"


@dataclass(frozen=True)
class Served:
    """A running service: where it listens, its process, its database."""

    url: str
    process: subprocess.Popen[bytes]
    db: Path
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self, **headers: str) -> httpx.Client:
        """Return a client that talks to it."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def children(self) -> list[int]:
        """Return the ids of its worker processes."""
        return children(self.process.pid)


def children(pid: int) -> list[int]:
    """Return the ids of the children of a process, whichever of its threads started them."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(number) for path in lists for number in path.read_text().split()]


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def gouji(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words], capture_output=True, text=True, timeout=60
    )


@contextmanager
def served(
    db: Path, *options: str, environment: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[Served]:
    """Start the service on a database, and end it behind the block."""
    port = port or free_port()
    log = db.with_suffix(".log")
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _SCRIPT,
                "serve",
                "--db",
                str(db),
                "--port",
                str(port),
                *options,
            ],
            stderr=errors,
            env=os.environ | dict(environment or {}),
        )
    service = Served(f"http://127.0.0.1:{port}", process, db, log)
    try:
        _await(service)
        yield service
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _await(service: Served) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        if service.process.poll() is not None:
            raise RuntimeError(f"the service ended: {service.log.read_text()}")
        try:
            httpx.get(f"{service.url}/healthz", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the service does not start")
