"""How much the HTTP service translates: 1, 8 and 32 clients at once, in batches and one request at a time.

Every client sends sentences of about 40 characters over its own connection to `hoyaku serve`, the next one as soon as
the answer to the last is there, no two alike. Beside it runs the same service with one lane and batches of one
segment: the same model served one request at a time. Both get the same sentences, in turn, so that a busy moment of the
machine falls on both alike; the best of `ROUNDS` is given. `python -m benchmarks.service MINUTES` afterwards lets 32
clients ask for so long and counts the errors.
"""

import asyncio
import csv
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from rich.console import Console
from rich.table import Table

from corpus.settings import PROJECT_ROOT

DOCUMENTS = PROJECT_ROOT / "corpus" / "data" / "documents"
LENGTHS = range(36, 45)  # characters
CLIENTS = (1, 8, 32)
SECONDS = 15  # of one measurement
ROUNDS = 2
STARTING_SECONDS = 300
MODES = ("one at a time", "in batches")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What some clients saw in a while: the seconds of each answer, and how many were none."""

    seconds: float
    latencies: list[float]
    errors: int

    @property
    def rate(self) -> float:
        """Sentences a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """The seconds within which that share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def main() -> int:
    """Prints the table; the exit status is 1 where a request failed."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    sentences = itertools.cycle(read_sentences())
    best: dict[tuple[str, int], Measurement] = {}
    errors = 0
    with tempfile.TemporaryDirectory() as folder, served(folder, True) as batched, served(folder, False) as single:
        addresses = {"one at a time": single, "in batches": batched}
        for address in addresses.values():
            asyncio.run(measure(address, 4, 3, sentences))  # what is loaded and compiled first is not measured
        for _, clients, (mode, address) in itertools.product(range(ROUNDS), CLIENTS, addresses.items()):
            found = asyncio.run(measure(address, clients, SECONDS, sentences))
            errors += found.errors
            if (mode, clients) not in best or found.rate > best[mode, clients].rate:
                best[mode, clients] = found
        show(best)
        if minutes:
            long = asyncio.run(measure(batched, max(CLIENTS), 60 * minutes, sentences))
            errors += long.errors
            print(f"{max(CLIENTS)} clients for {minutes:g} minutes: {long.rate:.1f} sentences a second, ", end="")
            print(f"P99 {long.quantile(0.99):.2f} s, {long.errors} errors.")
    print(f"{errors} errors in all.")
    return 1 if errors else 0


def read_sentences() -> list[str]:
    """The distinct Chinese segments of these lengths in the seed documents."""
    found: dict[str, None] = {}
    for path in sorted(DOCUMENTS.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if len(row["zh"]) in LENGTHS:
                    found[row["zh"]] = None
    return list(found)


@contextmanager
def served(folder: str, batching: bool) -> Iterator[str]:
    """The address of a service of its own process."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {**os.environ, "HOYAKU_DATA_DIR": folder, "HOYAKU_DATABASE_URL": "", "HOYAKU_BATCHING": str(batching)}
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def wait_until_ready(address: str) -> None:
    ends = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{address}/v1/ready", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"The service at {address} was not ready in {STARTING_SECONDS} seconds.")


async def measure(address: str, clients: int, seconds: float, sentences: Iterator[str]) -> Measurement:
    """What so many clients see in so many seconds."""
    latencies: list[float] = []
    failures = 0
    host, _, port = address.removeprefix("http://").partition(":")
    began = time.perf_counter()

    async def ask() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection(host, int(port))
        while time.perf_counter() - began < seconds:
            asked = time.perf_counter()
            if await translate(reader, writer, next(sentences)) == 200:
                latencies.append(time.perf_counter() - asked)
            else:
                failures += 1
        writer.close()

    await asyncio.gather(*(ask() for _ in range(clients)))
    return Measurement(time.perf_counter() - began, latencies, failures)


async def translate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sentence: str) -> int:
    """The status of the answer to one request, of which nothing is left unread.

    Written by hand, because an HTTP library takes as long for a request as the service for a sentence, and from the
    same cores.
    """
    body = json.dumps({"text": sentence, "direction": "zh-ja"}).encode()
    head = f"POST /v1/translate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").casefold().splitlines()
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split()[1])


def show(best: dict[tuple[str, int], Measurement]) -> None:
    """The table, and how much batches bring."""
    table = Table("clients", "served", "sentences/s", "P50 s", "P95 s", "P99 s", "times", title="40 characters, zh-ja")
    for clients in CLIENTS:
        base = best["one at a time", clients].rate
        for mode in MODES:
            found = best[mode, clients]
            quantiles = [f"{found.quantile(share):.3f}" for share in (0.5, 0.95, 0.99)]
            table.add_row(str(clients), mode, f"{found.rate:.1f}", *quantiles, f"{found.rate / base:.2f}")
        table.add_section()
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
