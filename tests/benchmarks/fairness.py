"""How long an honest client waits for light queries while greedy clients use the service."""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
from results import keep, measured_with, table
from traffic import met, quantile, start

from graph.build import build

SECONDS, PORT = 20, 7211
URL = f"http://127.0.0.1:{PORT}"
CASES = {
    "nobody else": ("", 0, None),
    "one client with long queries": ("long", 1, 100),
    "eight clients with long queries": ("long", 8, 250),
    "eight clients whose queries kill workers": ("killers", 8, 250),
}
"""Of each case the kind of the others, how many there are, and the milliseconds that the p99 may be.

Workers may take little memory, so that a query that wants more kills its worker within milliseconds.
"""


def main() -> None:
    """Run all measurements and store the table."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        rows = []
        for name, (kind, number, most) in CASES.items():
            command = [sys.executable, "-m", "service", "serve", "--in", folder, "--port", str(PORT)]
            with subprocess.Popen(
                command, stderr=subprocess.DEVNULL, env={**os.environ, "KAIFAQU_WORKER_MEGABYTES": "128"}
            ) as server:
                wait_until_prepared()
                others = [start(kind, URL, SECONDS + 2, f"10.0.0.{n}") for n in range(number)]
                time.sleep(1 if others else 0)
                seconds, statuses = met(start("honest", URL, SECONDS, "10.0.1.1"))
                told = sum((met(other)[1] for other in others), Counter())
                server.terminate()
            failed = sum(statuses.values()) - statuses[200]
            answers = ", ".join(f"{n} x {status or 'cut off'}" for status, n in sorted(told.items()))
            rows.append(
                [
                    name,
                    len(seconds),
                    *(f"{quantile(seconds, q):.1f}" for q in (0.5, 0.99, 1)),
                    most or "",
                    failed,
                    answers,
                ]
            )
            print(rows[-1])  # noqa: T201  for who measures
    head = ("beside", "light queries", "p50 ms", "p99 ms", "longest ms", "p99 floor", "failed", "what the others got")
    keep("Fairness", "\n\n".join([table(head, rows), measured_with("pyoxigraph", "uvicorn")]))


def wait_until_prepared() -> None:
    """Wait until the service answers every route, including the report of the checks."""
    while True:
        try:
            if httpx.get(f"{URL}/checks", timeout=60).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
