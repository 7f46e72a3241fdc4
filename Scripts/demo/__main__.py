"""`make demo`: the whole of Atalaya on this machine, against a real Prometheus and Alertmanager, and held to what was sent.

A service without metrics of its own writes a log. The sidecar derives metrics from it, serves them, and ships every line to a
receiver; Prometheus scrapes by the rendered configuration. In the middle the log is rotated and the receiver restarted. At the end
one table says what came out, and the exit code is 0 only if all of it is right. KEEP=1 leaves everything running.
DEMO_SIDECAR_IMAGE names an image of the sidecar to run by podman instead of the program.
"""

import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from peers import Prometheus, fetch, fetch_json, lines_written, records_received
from processes import Company, DemoError
from verdicts import Table, bucket_of, compare_counts, compare_records, nearest_rank

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLACE = os.path.join(ROOT, ".demo")
EXAMPLE = os.path.join("Examples", "orchestrator")
STACK = os.path.join(EXAMPLE, "atalaya.yml")

# As the profile "demo" of the stack has them.
SERVICE = "127.0.0.1:8000"
SIDECAR = "127.0.0.1:19464"
PROMETHEUS = "127.0.0.1:19090"
ALERTMANAGER = "127.0.0.1:19093"
RECEIVER = "127.0.0.1:24224"
LOG = os.path.join(PLACE, "log", "orchestrator.log")
RECEIVED = os.path.join(PLACE, "received")
RENDERED = os.path.join(PLACE, "stack")

SIDECAR_IMAGE = os.environ.get("DEMO_SIDECAR_IMAGE")
CONTAINER = "atalaya-demo-sidecar"
TRAFFIC_SECONDS = float(os.environ.get("DEMO_SECONDS", "30"))
TRAFFIC_RATE = float(os.environ.get("DEMO_RATE", "60"))
STARTED = time.monotonic()


def say(message):
    print(f"[{time.monotonic() - STARTED:5.1f} s] {message}", flush=True)


class Demo:
    def __init__(self, binaries):
        self.tool = os.path.join(binaries, "atalaya")
        self.sidecar = os.path.join(binaries, "atalaya-sidecar")
        self.company = Company(os.path.join(PLACE, "output"), cwd=ROOT)
        self.prometheus = Prometheus(PROMETHEUS)
        self.table = Table()

    # Step by step

    def run(self):
        self.start_service()
        self.render_stack()
        self.start_monitoring()
        self.receiver = self.start_receiver()
        self.start_sidecar()
        self.drive_traffic()
        self.settle()
        self.judge()

    def start_service(self):
        say(f"the service: {EXAMPLE}/orchestrator.py on {SERVICE}, logging to {os.path.relpath(LOG, ROOT)}")
        port = SERVICE.rsplit(":", 1)[1]
        script = os.path.join(EXAMPLE, "orchestrator.py")
        self.company.start("orchestrator", [sys.executable, script, "--port", port, "--log", LOG])
        self.company.wait_for("the service is healthy", lambda: fetch(f"http://{SERVICE}/health"), 10)

    def render_stack(self):
        say(f"the stack: atalaya generate, from {STACK} with its profile demo")
        generate = [self.tool, "generate", "--stack", STACK, "--profile", "demo", "--output", RENDERED]
        self.command(*generate)
        self.command(*generate, "--check")
        self.command("promtool", "check", "config", os.path.join(RENDERED, "monitoring", "prometheus.yml"))
        self.command("amtool", "check-config", os.path.join(RENDERED, "monitoring", "alertmanager.yml"))

    def start_monitoring(self):
        say(f"Prometheus on {PROMETHEUS} and Alertmanager on {ALERTMANAGER}, on the rendered files")
        data = os.path.join(PLACE, "data")
        self.company.start(
            "alertmanager",
            ["prometheus-alertmanager"]
            + [f"--config.file={RENDERED}/monitoring/alertmanager.yml", f"--storage.path={data}/alertmanager"]
            + [f"--web.listen-address={ALERTMANAGER}", "--cluster.listen-address="],
        )
        self.company.start(
            "prometheus",
            ["prometheus", f"--config.file={RENDERED}/monitoring/prometheus.yml", f"--storage.tsdb.path={data}/prometheus"]
            # The first alert may come before Alertmanager is known; it is sent again after this time, and not after a minute.
            + [f"--web.listen-address={PROMETHEUS}", "--rules.alert.resend-delay=2s"],
        )
        for name, address in (("Alertmanager", ALERTMANAGER), ("Prometheus", PROMETHEUS)):
            self.company.wait_for(f"{name} is ready", lambda: fetch(f"http://{address}/-/ready") is not None, 60)

    def start_receiver(self, remark="the receiver"):
        fluentd = shutil.which("fluentd")
        if fluentd:
            command = [fluentd, "--config", os.path.join(RENDERED, "logging", "fluentd.yml")]
        else:
            command = [self.tool, "receive", "--listen", RECEIVER, "--output", RECEIVED]
        say(f"{remark}: {'fluentd' if fluentd else 'atalaya receive'} on {RECEIVER}")
        program = self.company.start("receiver", command)
        self.company.wait_for("the receiver accepts connections", lambda: accepts(RECEIVER), 30)
        return program

    def start_sidecar(self):
        say(f"the sidecar on {SIDECAR}" + (f", in a container of {SIDECAR_IMAGE}" if SIDECAR_IMAGE else ""))
        program = in_container(SIDECAR_IMAGE) if SIDECAR_IMAGE else [self.sidecar]
        settings = os.path.join(".demo", "stack", "monitoring", "sidecar.json")
        began = time.monotonic()
        self.company.start("sidecar", [*program, "--config", settings])
        self.company.wait_for("the sidecar is healthy", lambda: fetch(f"http://{SIDECAR}/-/healthy"), 10, every=0.005)
        self.sidecar_start = time.monotonic() - began
        self.company.wait_for("the sidecar is ready", lambda: fetch(f"http://{SIDECAR}/-/ready"), 10)
        self.company.wait_for("Prometheus has scraped every target", self.all_targets_up, 60, every=0.5)

    def drive_traffic(self):
        say(f"traffic: {TRAFFIC_RATE:g} requests a second for {TRAFFIC_SECONDS:g} s")
        counts = os.path.join(PLACE, "sent.json")
        driver = os.path.join(EXAMPLE, "traffic.py")
        options = ["--url", f"http://{SERVICE}", "--seconds", TRAFFIC_SECONDS, "--rate", TRAFFIC_RATE, "--output", counts]
        began = time.monotonic()
        traffic = subprocess.Popen([sys.executable, driver, *map(str, options)], cwd=ROOT, start_new_session=True)
        try:
            self.at(began, 0.35)
            say("  the log is rotated")
            if fetch(f"http://{SERVICE}/admin/rotate-log", method="POST") is None:
                raise DemoError("the service did not rotate its log")
            self.at(began, 0.55)
            say("  the receiver is stopped")
            self.company.stop(self.receiver)
            self.at(began, 0.65)
            self.receiver = self.start_receiver("  the receiver is started again")
            self.company.wait_for("all traffic is sent", lambda: traffic.poll() is not None, TRAFFIC_SECONDS + 30)
        finally:
            if traffic.poll() is None:
                traffic.terminate()
                traffic.wait()
        if traffic.returncode != 0:
            raise DemoError(f"traffic.py ended with exit code {traffic.returncode}")
        with open(counts, encoding="utf-8") as file:
            self.sent = json.load(file)

    def at(self, began, share):
        """Waits until this share of the traffic's time is over, and sees that nothing has died."""
        moment = began + share * TRAFFIC_SECONDS
        self.company.wait_for("the traffic is on", lambda: time.monotonic() >= moment, TRAFFIC_SECONDS + 5)

    def settle(self):
        say("waiting until every line has been acknowledged and Prometheus has counted every request")
        self.written, self.written_bytes = lines_written(LOG)
        last = max(self.written)
        try:
            self.company.wait_for(f"line {last} has been received", lambda: self.received_up_to(last), 30, every=0.5)
            self.company.wait_for("Prometheus has counted every request", lambda: self.counted() == self.sent_counts(), 30, every=0.5)
            acknowledged = "atalaya_log_records_acknowledged_total"
            self.company.wait_for("every line is acknowledged", lambda: self.sum_of(acknowledged) >= last, 30, every=0.5)
        except DemoError as problem:
            say(f"  {problem}")  # the table will say what is missing

    # What is asked

    def all_targets_up(self):
        targets = self.prometheus.targets()
        return targets and all(one["health"] == "up" for one in targets)

    def received_up_to(self, last):
        self.received = [one for one in records_received(RECEIVED) if one["seq"] <= last]
        return len({one["seq"] for one in self.received}) >= len(self.written)

    def sent_counts(self):
        return {(one["method"], one["route"], str(one["status"])): one["count"] for one in self.sent["requests"]}

    def routes(self):
        # The probe and the rotation also make requests; the driver knows only its own.
        return "|".join(sorted({one["route"].replace("{", "[{]").replace("}", "[}]") for one in self.sent["requests"]}))

    def counted(self):
        expression = f'sum by (method, route, status) (http_requests_total{{route=~"{self.routes()}"}})'
        found = self.prometheus.query(expression)
        return {(labels.get("method"), labels.get("route"), labels.get("status")): value for labels, value in found}

    # The verdicts

    def judge(self):
        say("asking Prometheus and Alertmanager")
        self.judge_targets()
        self.judge_requests()
        self.judge_latency()
        self.judge_alerts()
        self.judge_lines()
        self.judge_bytes()
        self.judge_disturbances()
        if SIDECAR_IMAGE:
            question = ["podman", "exec", CONTAINER, "/usr/bin/atalaya-sidecar", "--check-health"]
            answer = subprocess.run(question, cwd=ROOT, capture_output=True, check=False).returncode
            self.table.add("health check in the container", f"exit code {answer}", "0", answer == 0)
        # Podman's own start is no promise of ours.
        subject, limit = ("container", "reported") if SIDECAR_IMAGE else ("sidecar", "100 ms (reported)")
        self.table.add(f"{subject} start to /-/healthy", f"{self.sidecar_start * 1000:.0f} ms", limit, None)

    def judge_targets(self):
        targets = self.prometheus.targets()
        up = sum(one["health"] == "up" for one in targets)
        self.table.add("targets up", up, f"{len(targets)} configured", up == len(targets) and up > 0)
        for one in targets:
            if one["health"] != "up":
                say(f"  {one['scrapeUrl']}: {one['lastError']}")

    def judge_requests(self):
        sent, counted = self.sent_counts(), self.counted()
        differences = compare_counts(sent, counted)
        for line in differences:
            say(f"  {line}")
        total = sum(sent.values())
        unanswered = sum(self.sent["unanswered"].values())
        self.table.add("requests counted", f"{sum(counted.values()):g}", f"{total} sent", not differences and total > 0)
        self.table.add("requests without an answer", unanswered, "0", unanswered == 0)
        series = f"{len(counted)} series"
        self.table.add("  by method, route and status", series, f"{len(sent)} combinations", set(counted) == set(sent))

    def judge_latency(self):
        selector = f'http_request_duration_seconds_bucket{{route=~"{self.routes()}"}}'
        routes = {one["route"] for one in self.sent["requests"]}
        logged = [r["duration_seconds"] for r in self.written.values() if r["event"] == "request" and r["route"] in routes]
        bounds = [float(labels["le"]) for labels, _ in self.prometheus.query(f"sum by (le) ({selector})")]
        for name, quantile in (("p50", 0.5), ("p99", 0.99)):
            value = self.prometheus.value(f"histogram_quantile({quantile}, sum by (le) ({selector}))")
            lower, upper = bucket_of(nearest_rank(logged, quantile), bounds)
            holds = value is not None and lower <= value <= upper
            against = f"{nearest_rank(logged, quantile) * 1000:.1f} ms logged, bucket {lower * 1000:g} to {upper * 1000:g} ms"
            self.table.add(f"latency {name}", "none" if value is None else f"{value * 1000:.1f} ms", against, holds)

    def judge_alerts(self):
        rules = self.prometheus.alerting_rules()
        written = 0
        directory = os.path.join(RENDERED, "monitoring", "rules")
        for name in sorted(os.listdir(directory)):
            with open(os.path.join(directory, name), encoding="utf-8") as file:
                written += sum(line.strip().startswith(("- alert:", "alert:")) for line in file)
        healthy = sum(rule["health"] == "ok" for rule in rules)
        self.table.add("alerts loaded and evaluated", healthy, f"{written} rendered", healthy == written and written > 0)
        for rule in rules:
            if rule["health"] != "ok":
                say(f"  {rule['name']}: {rule.get('lastError', rule['health'])}")
        # An alert that has just begun to fire needs a moment to get there.
        try:
            self.company.wait_for("Alertmanager has every firing alert", self.alerts_have_arrived, 15, every=0.5)
        except DemoError as problem:
            say(f"  {problem}")
        say(f"  firing: {', '.join(sorted(self.firing)) or 'nothing'}")
        holds = "Watchdog" in self.firing and self.firing <= self.arrived
        arrived = f"{len(self.firing & self.arrived)} at Alertmanager, Watchdog among them"
        self.table.add("alerts firing", len(self.firing), arrived, holds)

    def alerts_have_arrived(self):
        known = fetch_json(f"http://{ALERTMANAGER}/api/v2/alerts") or []
        self.arrived = {one["labels"]["alertname"] for one in known}
        self.firing = {rule["name"] for rule in self.prometheus.alerting_rules() if rule["state"] == "firing"}
        return "Watchdog" in self.firing and self.firing <= self.arrived

    def judge_lines(self):
        lost, duplicates, invented = compare_records(self.written, self.received)
        written = len(self.written)
        acknowledged = self.sum_of("atalaya_log_records_acknowledged_total")
        dropped = self.sum_of("atalaya_log_records_dropped_total")
        misread = self.sum_of("atalaya_log_parse_errors_total")
        unaccounted = self.sum_of("atalaya_log_records_unaccounted")
        self.table.add("lines written", written, f"numbered 1 to {max(self.written)}", written == max(self.written))
        self.table.add("lines acknowledged", f"{acknowledged:g}", f"at least {written}", acknowledged >= written)
        self.table.add("lines received", written - lost, f"{written} written", lost == 0)
        self.table.add("  lost / invented", f"{lost} / {invented}", "0 / 0", lost == 0 and invented == 0)
        self.table.add("  received more than once", duplicates, "counted: delivery is at least once", None)
        ledger = f"{dropped:g} / {misread:g} / {unaccounted:g}"
        self.table.add("  dropped / misread / unaccounted", ledger, "0 / 0 / 0", dropped == misread == unaccounted == 0)

    def judge_disturbances(self):
        connected = self.sum_of('atalaya_forward_connections_total{result="connected"}')
        rotated = len(glob.glob(f"{glob.escape(LOG)}.*"))
        self.table.add("log rotated", f"{rotated} old files", "at least 1", rotated >= 1)
        self.table.add("receiver restarted", f"{connected:g} connections", "at least 2", connected >= 2)
        healthy = self.prometheus.value('atalaya_probe_success{service="orchestrator"}')
        self.table.add("health check of the service", f"{healthy:g}" if healthy is not None else "none", "1", healthy == 1)

    def judge_bytes(self):
        raw = self.sum_of('atalaya_forward_bytes_total{stage="raw"}')
        wire = self.sum_of('atalaya_forward_bytes_total{stage="wire"}')
        self.table.add("bytes of lines shipped", f"{raw:.0f}", f"at least {self.written_bytes} in the log", raw >= self.written_bytes)
        share = f"{wire / raw:.0%} of them" if raw else "nothing"
        self.table.add("bytes on the wire", f"{wire:.0f}", f"fewer: {share}", 0 < wire < raw)

    def sum_of(self, metric):
        return self.prometheus.value(f"sum({metric})") or 0.0

    def command(self, *command):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise DemoError(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stdout}{done.stderr}")


def in_container(image):
    """The command before the arguments of the sidecar. It reads the log and its settings, and writes to its own volume only."""
    # Limits of its own: where the machine's may not be raised, podman would try to.
    limits = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]
    # The demo asks the health check itself; podman's timer needs systemd.
    options = ["--rm", "--replace", "--name", CONTAINER, "--network", "host", "--read-only", "--no-healthcheck", *limits]
    # The paths of the stack are relative to the directory of the project, and the image's own is its root.
    mounts = ["--volume", f"{PLACE}/log:/.demo/log:ro", "--volume", f"{PLACE}/stack:/.demo/stack:ro"]
    return ["podman", "run", *options, *mounts, "--env", f"ATALAYA_LISTEN={SIDECAR}", image]


def accepts(address):
    host, port = address.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        return True
    except OSError:
        return False


def prepare():
    """An empty .demo/, free ports, and where the binaries are."""
    for name, address in (
        ("the service", SERVICE),
        ("the sidecar", SIDECAR),
        ("Prometheus", PROMETHEUS),
        ("Alertmanager", ALERTMANAGER),
        ("the receiver", RECEIVER),
    ):
        if accepts(address):
            kept = " (a demo kept with KEEP=1? kill $(cat .demo/output/pids))" if os.path.exists(f"{PLACE}/output/pids") else ""
            raise DemoError(f"{address}, which {name} needs, is in use{kept}")
    shutil.rmtree(PLACE, ignore_errors=True)
    for directory in (os.path.dirname(LOG), RECEIVED, os.path.join(PLACE, "data")):
        os.makedirs(directory)
    binaries = os.environ.get("ATALAYA_BINARIES")
    if not binaries:
        show = ["swift", "build", "--configuration", "release", "--show-bin-path"]
        binaries = subprocess.run(show, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    return binaries


def main():
    def on_signal(number, _):
        raise DemoError(f"stopped by {signal.Signals(number).name}")

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)

    demo = None
    keep = os.environ.get("KEEP", "") not in ("", "0")
    try:
        demo = Demo(prepare())
        demo.run()
        print(f"\n{demo.table.render()}\n", flush=True)
        good = demo.table.all_hold()
        if keep:
            print(f"still running: service http://{SERVICE}/deployments  sidecar http://{SIDECAR}/  Prometheus http://{PROMETHEUS}/  ")
            print(f"               Alertmanager http://{ALERTMANAGER}/  received lines in {os.path.relpath(RECEIVED, ROOT)}/")
            print("stop it with:  kill $(cat .demo/output/pids)")
        print("the demo holds" if good else "the demo does NOT hold; the programs' output is in .demo/output/")
        return 0 if good else 1
    except DemoError as problem:
        keep = False
        print(f"demo: error: {problem}", file=sys.stderr)
        return 1
    finally:
        if demo is not None and not keep:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Control-C must not leave programs behind
            demo.company.stop_all()


if __name__ == "__main__":
    sys.exit(main())
