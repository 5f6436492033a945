"""What the studio costs: bytes and processor time a frame, a leap, the recording, a dossier. Prints one JSON object.

python benchmarks/studio.py --people 1000000 --years 10
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import urllib.request
from typing import Any

import psutil
from websockets.sync.client import ClientConnection, connect

from credopolis.studio.wire import HEADER


def main() -> None:
    """Open a studio, live a society in it, and measure."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--people", type=int, default=1_000_000)
    wanted.add_argument("--years", type=int, default=10)
    asked = wanted.parse_args()
    command = [sys.executable, "-m", "credopolis.cli.main", "studio", "--no-open"]
    began = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        base = server.stdout.readline().split()[-1]
        found = {"open_s": time.perf_counter() - began, **measured(base, psutil.Process(server.pid), asked)}
    finally:
        server.terminate()
        server.wait()
    print(json.dumps({name: round(value, 4) for name, value in found.items()}, indent=2))


def measured(base: str, server: psutil.Process, asked: Any) -> dict[str, float]:
    """Figures of one society that is played from its first day to its last."""
    began = time.perf_counter()
    run = ask(base, "api/runs", {"scenario": "popular-account", "people": asked.people, "years": asked.years})
    found: dict[str, float] = {}
    address = f"{base.replace('http', 'ws', 1)}api/runs/{run['id']}/live"
    with connect(address, origin=base.rstrip("/"), max_size=None, compression=None) as line:  # type: ignore[arg-type]
        line.send(json.dumps({"play": 200}))
        sizes, ticks, first, used = 0, 0, 0.0, 0.0
        while ticks < run["frames"] - 1:
            message = line.recv()
            if isinstance(message, str):
                continue
            head = HEADER.unpack_from(message)
            if not first:
                first, used = time.perf_counter(), sum(server.cpu_times()[:2])
            else:
                sizes += len(message)
            ticks = head[5]
            line.send(json.dumps({"drawn": head[7]}))
        lasted = time.perf_counter() - first
        found |= {
            "first_frame_s": first - began, "ticks_a_second": ticks / lasted, "bytes_a_tick": sizes / ticks,
            "server_cpu_ms_a_tick": 1000 * (sum(server.cpu_times()[:2]) - used) / ticks,
        }  # fmt: skip
        found["leap_ms"] = max(leap(line, frame) for frame in (5, ticks // 2, 25, ticks - 1, ticks // 3))
    began = time.perf_counter()
    while "happenings" not in ask(base, f"api/runs/{run['id']}/lives/{asked.people // 2}"):
        time.sleep(0.02)
    found["dossier_s"] = time.perf_counter() - began
    began = time.perf_counter()
    ask(base, f"api/runs/{run['id']}/lives/{asked.people // 2}")
    found["dossier_again_s"] = time.perf_counter() - began
    found["warm_first_frame_s"] = first_frame(base, 100_000)
    found["recording_mb"] = ask(base, f"api/runs/{run['id']}")["bytes"] / 1e6
    return found


def first_frame(base: str, people: int) -> float:
    """Seconds from asking for a society to its first frame, when a process stands by."""
    time.sleep(15)
    began = time.perf_counter()
    run = ask(base, "api/runs", {"scenario": "popular-account", "people": people})
    address = f"{base.replace('http', 'ws', 1)}api/runs/{run['id']}/live"
    with connect(address, origin=base.rstrip("/"), max_size=None, compression=None) as line:  # type: ignore[arg-type]
        while isinstance(line.recv(), str):
            pass
    return time.perf_counter() - began


def leap(line: ClientConnection, frame: int) -> float:
    """Milliseconds from asking for a frame to having it."""
    began = time.perf_counter()
    line.send(json.dumps({"play": 0, "seek": frame}))
    while True:
        message = line.recv()
        if isinstance(message, bytes):
            head = HEADER.unpack_from(message)
            line.send(json.dumps({"drawn": head[7]}))
            if head[5] == frame:
                return 1000 * (time.perf_counter() - began)


def ask(base: str, path: str, body: object = None) -> Any:
    """An answer of the studio."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data)) as answer:
        return json.loads(answer.read())


if __name__ == "__main__":
    main()
