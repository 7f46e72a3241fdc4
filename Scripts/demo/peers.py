"""What the demo asks of others: HTTP, Prometheus' query API, the files of the log and of the receiver."""

import glob
import gzip
import json
import os
import urllib.error
import urllib.parse
import urllib.request


def fetch(url, method="GET", timeout=5):
    """The body of a successful answer, or None."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=timeout) as response:
            return response.read()
    except (OSError, urllib.error.URLError, ValueError):
        return None


def fetch_json(url):
    body = fetch(url)
    try:
        return None if body is None else json.loads(body)
    except ValueError:
        return None


class Prometheus:
    """The HTTP API of a Prometheus server."""

    def __init__(self, address):
        self.url = f"http://{address}"

    def api(self, path, **parameters):
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        answer = fetch_json(f"{self.url}/api/v1/{path}{query}")
        return answer["data"] if answer and answer.get("status") == "success" else None

    def query(self, expression):
        """[(labels, value)] of an instant query; [] when there is nothing or no answer."""
        data = self.api("query", query=expression)
        return [(one["metric"], float(one["value"][1])) for one in data["result"]] if data else []

    def value(self, expression):
        """The one value of an expression, or None."""
        result = self.query(expression)
        return result[0][1] if len(result) == 1 else None

    def targets(self):
        data = self.api("targets", state="active")
        return data["activeTargets"] if data else []

    def alerting_rules(self):
        data = self.api("rules", type="alert")
        return [rule for group in (data or {}).get("groups", []) for rule in group["rules"]]


def lines_written(log):
    """{seq: record} of everything in the log, rotated files included, and the size in bytes of the lines."""
    written, size = {}, 0
    for path in glob.glob(glob.escape(log) + "*"):
        with open(path, "rb") as file:
            for line in file.read().split(b"\n")[:-1]:  # what follows the last newline is a line being written
                record = json.loads(line)
                written[record["seq"]] = record
                size += len(line) + 1
    return written, size


def records_received(directory):
    """Every record that `atalaya receive` or fluentd has written down, in no particular order.

    Both write a line a record; fluentd puts time and tag before the JSON object, the receiver keeps them in it.
    """
    records = []
    for path in sorted(glob.glob(os.path.join(directory, "**"), recursive=True)):
        if not os.path.isfile(path):
            continue
        opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
        with opened as file:
            for line in file.read().split(b"\n")[:-1]:
                start = line.find(b"{")
                if start < 0:
                    continue
                try:
                    entry = json.loads(line[start:])
                except ValueError:
                    continue
                record = entry.get("record", entry)
                if "seq" in record:
                    records.append(record)
    return records
