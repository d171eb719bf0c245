"""Loads a real service: 32 clients that upload and read for a minute, and what it did to them.

    python -m tests.bench.load [SECONDS] [CLIENTS]

Prints answers, how long they took, memory before and after, how long `/healthz` took meanwhile, and
the processor time of the server, of its workers and of the clients: what else a machine does makes
answers late, and these not.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.corpus import REPORTS
from tests.served import Served, served

SECONDS = 60
CLIENTS = 32
# One request in so many is an upload.
UPLOADS = 8
SAMPLE = REPORTS["000"].read_bytes()
_NO_LIMITS = {
    "GOUJI_REQUESTS_PER_MINUTE": "1000000000",
    "GOUJI_UPLOADS_PER_MINUTE": "1000000000",
    "GOUJI_ANSWER_SECONDS": "60",
}
_BOUNDARY = b"gouji"
_SAMPLED = 50


class Load:
    """What the clients saw."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.until = time.monotonic() + seconds
        self.took: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[int, int] = defaultdict(int)
        self.reports: list[str] = []
        self.sizes: list[int] = []
        self.numbers: Iterator[int] = itertools.count()

    async def client(self, number: int) -> None:
        """Ask for one thing after another until time is over."""
        chance = random.Random(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while time.monotonic() < self.until:
            upload = not self.reports or chance.randrange(UPLOADS) == 0
            name, request = self._upload() if upload else self._read(chance)
            status, body = await self._ask(name, request, reader, writer)
            if upload and status == 201:
                self.reports.append(body[:200].split(b'"id":"')[1][:64].decode())
        writer.close()

    async def health(self, service: Served) -> None:
        """Ask ten times a second whether the service is well, and now and then how large it is."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while time.monotonic() < self.until:
            await self._ask("healthz", _get("/healthz"), reader, writer)
            if len(self.took["healthz"]) % _SAMPLED == 1:
                self.sizes.append(memory(service)["server"])
            await asyncio.sleep(0.1)
        writer.close()

    def _upload(self) -> tuple[str, bytes]:
        # Every file is another one: the same would be found, not read.
        data = SAMPLE + b"\n%d" % next(self.numbers)
        body = (
            b'--%b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n%b'
            b"\r\n--%b--\r\n" % (_BOUNDARY, data, _BOUNDARY)
        )
        head = (
            b"POST /api/reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
            b"Content-Type: multipart/form-data; boundary=%b\r\n\r\n" % (len(body), _BOUNDARY)
        )
        return "upload", head + body

    def _read(self, chance: random.Random) -> tuple[str, bytes]:
        report = chance.choice(self.reports[-50:])
        name, path = chance.choice(
            (
                ("list", "/api/reports?size=20"),
                ("across", "/api/findings?severity=error&size=20"),
                ("document", f"/api/reports/{report}"),
                ("findings", f"/api/reports/{report}/findings"),
                ("page", f"/reports/{report}"),
            )
        )
        return name, _get(path)

    async def _ask(
        self,
        name: str,
        request: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> tuple[int, bytes]:
        began = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.took[name].append(time.perf_counter() - began)
        status = int(head.split(b" ", 2)[1])
        self.statuses[status] += 1
        return status, body

    def tell(self, seconds: float) -> None:
        """Print how it went."""
        print(f"server, MB, over time  {self.sizes}")
        print(f"answers  {dict(sorted(self.statuses.items()))}")
        for name, took in sorted(self.took.items()):
            ranked = sorted(took)
            print(
                f"{name:<10}{len(took):>6}  {len(took) / seconds:7.1f}/s"
                f"  median {statistics.median(took) * 1000:7.1f} ms"
                f"  p95 {ranked[int(len(ranked) * 0.95)] * 1000:7.1f} ms"
                f"  worst {ranked[-1] * 1000:7.1f} ms"
            )


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def memory(service: Served) -> dict[str, int]:
    """Return the resident memory of the server and of its workers, in MB."""
    pids = {"server": service.process.pid}
    pids |= {f"worker {number}": pid for number, pid in enumerate(service.children(), start=1)}
    sizes = {}
    for name, pid in pids.items():
        status = Path(f"/proc/{pid}/status").read_text()
        sizes[name] = int(status.split("VmRSS:")[1].split()[0]) // 1000
    return sizes


def processor_seconds(service: Served) -> dict[str, float]:
    """Return the processor time that the server, its workers and this process have had."""
    return {
        "server": _had(service.process.pid),
        "workers": sum(map(_had, service.children())),
        "clients": time.process_time(),
    }


def _had(pid: int) -> float:
    """Return the processor time of a process and of the children that it waited for."""
    # The name, in parentheses, may hold blanks; the times are fields 14 to 17 of the line.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


async def _run(load: Load, clients: int, service: Served) -> None:
    await asyncio.gather(load.health(service), *(load.client(number) for number in range(clients)))


def main(seconds: float = SECONDS, clients: int = CLIENTS) -> None:
    """Warm the service up, then load it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "x.db", environment=_NO_LIMITS) as service,
    ):
        asyncio.run(_run(Load(service.port, min(seconds, 10)), clients, service))
        print(f"memory before, MB  {memory(service)}")
        load = Load(service.port, seconds)
        before = processor_seconds(service)
        asyncio.run(_run(load, clients, service))
        after = processor_seconds(service)
        print(f"memory after, MB   {memory(service)}")
        load.tell(seconds)
        used = {name: round(after[name] - before[name], 1) for name in before}
        print(f"processor, seconds {used} of {seconds * (os.cpu_count() or 1)}")
        faults = service.log.read_text(encoding="utf-8").count('"fault"')
        print(f"faults in the log  {faults}; database {service.db.stat().st_size // 10**6} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
