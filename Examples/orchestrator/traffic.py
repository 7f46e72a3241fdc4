#!/usr/bin/env python3
"""Drives traffic against the orchestrator at a fixed pace and writes down exactly what it sent.

The counts are by method, route and status, as the service's own log should have them, so that a metric derived from that log can
be compared with them to the last request. Python 3 standard library only.
"""

import argparse
import http.client
import json
import random
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

SERVICES = ["shop", "search", "billing", "profile", "mail"]
STRATEGIES = ["rolling", "rolling", "blue-green", "canary"]


class Driver:
    """`connections` threads share one schedule: request number n is due n/rate seconds after the start, whoever sends it."""

    def __init__(self, url, seconds, rate, connections, seed):
        parts = urlsplit(url)
        self._address = (parts.hostname, parts.port or 80)
        self._total = int(seconds * rate)
        self._rate = rate
        self._connections = connections
        self._seed = seed
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._known = []  # ids of deployments that were created
        self._counts = {}  # (method, route, status) -> requests answered
        self._latencies = []
        self._unanswered = {}  # reason -> requests whose answer never came: the service may have served them or not
        self._sent = 0

    def stop(self):
        self._stopped.set()

    def run(self):
        self._start = time.monotonic()
        threads = [threading.Thread(target=self._drive, args=(n,)) for n in range(self._connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self._report(time.monotonic() - self._start)

    def _drive(self, lane):
        connection = http.client.HTTPConnection(*self._address, timeout=15)
        for number in range(lane, self._total, self._connections):
            due = self._start + number / self._rate
            if self._stopped.wait(max(0.0, due - time.monotonic())):
                break
            method, route, path, body = self._choose(random.Random(f"{self._seed}:{number}"))
            started = time.monotonic()
            try:
                headers = {"Content-Type": "application/json"} if body else {}
                connection.request(method, path, body=body, headers=headers)
                response = connection.getresponse()
                answer = response.read()
            except (OSError, http.client.HTTPException) as problem:
                connection.close()  # the next request opens it again
                with self._lock:
                    self._sent += 1
                    reason = type(problem).__name__
                    self._unanswered[reason] = self._unanswered.get(reason, 0) + 1
                continue
            with self._lock:
                self._sent += 1
                self._latencies.append(time.monotonic() - started)
                key = (method, route, response.status)
                self._counts[key] = self._counts.get(key, 0) + 1
                if response.status == 201:
                    self._known.append(json.loads(answer)["id"])
                    del self._known[:-200]
        connection.close()

    def _choose(self, dice):
        """(method, route as the service names it, path, body)."""
        kind = dice.random()
        with self._lock:
            known = dice.choice(self._known) if self._known else None
        if kind < 0.20 or known is None:
            version = f"{dice.randint(1, 4)}.{dice.randint(0, 9)}.{dice.randint(0, 20)}"
            wish = {"service": dice.choice(SERVICES), "version": version, "strategy": dice.choice(STRATEGIES)}
            if dice.random() < 0.03:
                wish["strategy"] = "big-bang"  # refused with 400
            return "POST", "/deployments", "/deployments", json.dumps(wish)
        if kind < 0.40:
            return "GET", "/deployments", "/deployments?limit=20", None
        if kind < 0.55:
            return "POST", "/deployments/{id}/advance", f"/deployments/{known}/advance", None
        if kind < 0.58:
            return "GET", "/deployments/{id}", "/deployments/d-none", None  # 404
        return "GET", "/deployments/{id}", f"/deployments/{known}", None

    def _report(self, seconds):
        ordered = sorted(self._latencies)

        def quantile(q):
            return round(ordered[min(len(ordered) - 1, int(q * len(ordered)))], 6) if ordered else None

        return {
            "seconds": round(seconds, 3),
            "sent": self._sent,
            "answered": len(ordered),
            "unanswered": self._unanswered,
            "latency_seconds": {"p50": quantile(0.5), "p99": quantile(0.99)},
            "requests": [
                {"method": method, "route": route, "status": status, "count": count}
                for (method, route, status), count in sorted(self._counts.items())
            ],
        }


def main():
    parser = argparse.ArgumentParser(prog="traffic.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the orchestrator (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=30, help="how long to drive (default %(default)s)")
    parser.add_argument("--rate", type=float, default=40, help="requests a second over all connections (default %(default)s)")
    parser.add_argument("--connections", type=int, default=4, help="connections kept open (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="decides which requests are sent (default %(default)s)")
    parser.add_argument("--output", default="-", metavar="FILE", help="where the counts go as JSON (default: standard output)")
    options = parser.parse_args()
    if not (0 < options.seconds <= 3600 and 0 < options.rate <= 2000 and 1 <= options.connections <= 64):
        parser.error("--seconds must be 0 to 3600, --rate up to 2000, --connections 1 to 64")
    if not urlsplit(options.url).hostname:
        parser.error("--url must be like http://127.0.0.1:8000")

    driver = Driver(options.url, options.seconds, options.rate, options.connections, options.seed)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: driver.stop())
    report = driver.run()
    text = json.dumps(report, indent=2) + "\n"
    if options.output == "-":
        sys.stdout.write(text)
    else:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    if report["answered"] == 0:
        print(f"traffic: error: nothing answered at {options.url}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
