#!/usr/bin/env python3
"""The reference service: a stand-in for the orchestrator of a deployment platform.

It has an HTTP API, a health check and a log of JSON lines, and no metrics of its own: those are what Atalaya derives from the log.
Python 3 standard library only.

  POST /deployments                 {"service": "shop", "version": "1.4.2", "strategy": "rolling|blue-green|canary"} -> 201
  GET  /deployments                 newest first; ?status=in_progress|succeeded|rolled_back|failed, ?limit=50
  GET  /deployments/{id}
  POST /deployments/{id}/advance    completes the next phase (a background worker does so too)
  GET  /health                      200 while it serves, 503 while it stops
  POST /admin/rotate-log            rotates the log by renaming it, as SIGHUP does
"""

import argparse
import errno
import json
import os
import re
import signal
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from deployments import Platform, Refused, Temper
from jsonlog import RotatingLog

BODY_BYTES_MAX = 64 * 1024
CONNECTIONS_MAX = 256
IDLE_SECONDS_MAX = 30
STOP_SECONDS_MAX = 5

ROUTES = [
    ("GET", re.compile(r"/health"), "/health", "health"),
    ("GET", re.compile(r"/deployments"), "/deployments", "list_deployments"),
    ("POST", re.compile(r"/deployments"), "/deployments", "create_deployment"),
    ("GET", re.compile(r"/deployments/([^/]+)"), "/deployments/{id}", "show_deployment"),
    ("POST", re.compile(r"/deployments/([^/]+)/advance"), "/deployments/{id}/advance", "advance_deployment"),
    ("POST", re.compile(r"/admin/rotate-log"), "/admin/rotate-log", "rotate_log"),
]


class Handler(BaseHTTPRequestHandler):
    """One connection. A request is logged before its answer is sent: who has the answer finds the line in the log."""

    protocol_version = "HTTP/1.1"
    server_version = "orchestrator/1.0"
    timeout = IDLE_SECONDS_MAX
    # Head and body of an answer leave in two writes; without this the second waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True

    def handle_one_request(self):
        super().handle_one_request()
        if self.server.orchestrator.stopping.is_set():
            self.close_connection = True

    def do_GET(self):
        self.dispatch("GET")

    def do_POST(self):
        self.dispatch("POST")

    def dispatch(self, method):
        orchestrator = self.server.orchestrator
        with orchestrator.request_under_way():
            started = time.monotonic()
            url = urlsplit(self.path)
            route, status, answer = "unmatched", 500, {"error": "internal error"}
            try:
                body = self.read_body()
                path_known = False
                for route_method, pattern, template, name in ROUTES:
                    match = pattern.fullmatch(url.path)
                    path_known = path_known or match is not None
                    if match and route_method == method:
                        route = template
                        orchestrator.behave(method, route)
                        status, answer = getattr(orchestrator, name)(*match.groups(), query=parse_qs(url.query), body=body)
                        break
                else:
                    raise Refused(405 if path_known else 404, "no such resource")
            except Refused as refusal:
                status, answer = refusal.status, {"error": str(refusal)}
            except Exception as problem:  # noqa: BLE001 - one request must not take the service down
                status, answer = 500, {"error": f"{type(problem).__name__}: {problem}"}
            self.answer(method, route, status, answer, started)

    def read_body(self):
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Refused(411, "send a Content-Length")
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= BODY_BYTES_MAX:
            self.close_connection = True
            raise Refused(413 if length > 0 else 400, f"a body has 0 to {BODY_BYTES_MAX} bytes")
        return self.rfile.read(length)

    def answer(self, method, route, status, answer, started):
        duration = time.monotonic() - started
        request_id = str(uuid.uuid4())
        level = "error" if status >= 500 else "warning" if status >= 400 else "info"
        self.server.orchestrator.log.write(
            "request",
            level,
            answer.get("error", f"{method} {route}") if isinstance(answer, dict) else f"{method} {route}",
            method=method,
            route=route,
            status=status,
            duration_seconds=round(duration, 6),
            request_id=request_id,
        )
        body = (json.dumps(answer) + "\n").encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Request-Id", request_id)
            if self.close_connection or self.server.orchestrator.stopping.is_set():
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send_error(self, code, message=None, explain=None):
        # What the base class refuses by itself: an unreadable request line, a method without a do_… here.
        self.close_connection = True
        with self.server.orchestrator.request_under_way():
            method = self.command if self.command in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS") else "other"
            self.answer(method, "unmatched", int(code), {"error": message or "bad request"}, time.monotonic())

    def log_message(self, format, *arguments):
        pass  # the JSON log has it


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, orchestrator):
        self.orchestrator = orchestrator
        self._room = threading.BoundedSemaphore(CONNECTIONS_MAX)
        super().__init__(address, Handler)

    def process_request(self, request, client_address):
        self._room.acquire()  # a further connection waits in the kernel's queue
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request, client_address):
        problem = sys.exc_info()[1]
        if not isinstance(problem, (ConnectionError, TimeoutError)):
            print(f"orchestrator: {type(problem).__name__}: {problem}", file=sys.stderr)


class Orchestrator:
    """The operations behind the routes; each returns (status, answer) or raises Refused."""

    def __init__(self, log, seed):
        self.log = log
        self.stopping = threading.Event()
        self._platform = Platform(seed, log.write)
        self._temper = Temper(seed)
        self._started = time.monotonic()
        self._idle = threading.Condition()
        self._requests = 0

    def behave(self, method, route):
        """Takes as long as such a request takes here, and fails as often."""
        seconds, failure = self._temper.next(method, route)
        time.sleep(seconds)
        if failure:
            raise Refused(*failure)

    def health(self, query, body):
        state = "stopping" if self.stopping.is_set() else "ok"
        uptime = round(time.monotonic() - self._started, 3)
        answer = {"status": state, "uptime_seconds": uptime, "deployments_in_progress": self._platform.in_progress()}
        return (503 if self.stopping.is_set() else 200), answer

    def list_deployments(self, query, body):
        try:
            limit = min(500, max(1, int(query.get("limit", ["50"])[0])))
        except ValueError:
            raise Refused(400, '"limit" must be a number') from None
        return 200, {"deployments": self._platform.list(query.get("status", [None])[0], limit)}

    def create_deployment(self, query, body):
        try:
            request = json.loads(body)
        except (ValueError, RecursionError):
            raise Refused(400, "the body must be a JSON object") from None
        return 201, self._platform.create(request, time.monotonic())

    def show_deployment(self, identifier, query, body):
        return 200, self._platform.view(identifier)

    def advance_deployment(self, identifier, query, body):
        return 200, self._platform.advance(identifier, time.monotonic())

    def rotate_log(self, query, body):
        return 200, {"rotated_to": self.log.rotate()}

    def advance_in_background(self, seconds):
        while not self.stopping.wait(seconds):
            self._platform.advance_oldest(time.monotonic(), share=0.25)

    def request_under_way(self):
        return _UnderWay(self)

    def wait_until_idle(self, seconds):
        with self._idle:
            return self._idle.wait_for(lambda: self._requests == 0, timeout=seconds)


class _UnderWay:
    """Counts a request from its first byte to its answer, so that a stop can wait for it."""

    def __init__(self, orchestrator):
        self._orchestrator = orchestrator

    def __enter__(self):
        with self._orchestrator._idle:
            self._orchestrator._requests += 1

    def __exit__(self, *_):
        with self._orchestrator._idle:
            self._orchestrator._requests -= 1
            self._orchestrator._idle.notify_all()


def arguments():
    environment = os.environ.get
    parser = argparse.ArgumentParser(
        prog="orchestrator.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Each flag has a variable in the environment: --log-bytes-max is ORCHESTRATOR_LOG_BYTES_MAX. Flags win.",
    )

    def flag(name, fallback, kind, help):
        variable = "ORCHESTRATOR_" + name.upper().replace("-", "_")
        # argparse converts a string default with `type`, so a bad value in the environment is refused like a bad flag.
        parser.add_argument(f"--{name}", default=environment(variable, fallback), type=kind, help=f"{help} (default {fallback})")

    flag("host", "127.0.0.1", str, "address to listen on")
    flag("port", "8000", int, "port to listen on")
    flag("log", "orchestrator.log", str, "the log file; its directory is made")
    flag("log-bytes-max", str(10 * 1024 * 1024), int, "size at which the log is rotated")
    flag("log-files-max", "5", int, "rotated files kept")
    flag("seed", "1", int, "decides latencies, errors and the fate of each deployment")
    flag("advance-seconds", "1", float, "pause of the background worker that advances deployments")
    options = parser.parse_args()
    if not 0 <= options.port <= 65535:
        parser.error("--port must be 0 to 65535")
    if options.log_bytes_max < 1024 or options.log_files_max < 1:
        parser.error("--log-bytes-max must be at least 1024 and --log-files-max at least 1")
    if options.advance_seconds <= 0:
        parser.error("--advance-seconds must be more than 0")
    return options


def fail(message):
    print(f"orchestrator: error: {message}", file=sys.stderr)
    sys.exit(1)


def main():
    options = arguments()
    try:
        os.makedirs(os.path.dirname(os.path.abspath(options.log)), exist_ok=True)
        log = RotatingLog(options.log, options.log_bytes_max, options.log_files_max)
    except OSError as problem:
        fail(f"cannot write the log {options.log}: {problem.strerror}")

    orchestrator = Orchestrator(log, options.seed)
    try:
        server = Server((options.host, options.port), orchestrator)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            fail(f"port {options.port} on {options.host} is in use: stop what listens there, or choose another with --port")
        fail(f"cannot listen on {options.host}:{options.port}: {problem.strerror or problem}")

    # Signals only leave a note; the main thread, which holds no lock while it waits, does the work.
    wake, rotate = threading.Event(), threading.Event()

    def on_stop(*_):
        orchestrator.stopping.set()
        wake.set()

    def on_hangup(*_):
        rotate.set()
        wake.set()

    signal.signal(signal.SIGTERM, on_stop)
    signal.signal(signal.SIGINT, on_stop)
    signal.signal(signal.SIGHUP, on_hangup)

    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    threading.Thread(target=orchestrator.advance_in_background, args=(options.advance_seconds,), daemon=True).start()
    host, port = server.server_address[:2]
    log.write("service_started", "info", f"listening on {host}:{port}")
    print(f"orchestrator: listening on http://{host}:{port}, logging to {log.path}", flush=True)

    while not orchestrator.stopping.is_set():
        wake.wait()
        wake.clear()
        if rotate.is_set():
            rotate.clear()
            log.rotate()

    server.shutdown()
    server.socket.close()
    if not orchestrator.wait_until_idle(STOP_SECONDS_MAX):
        print(f"orchestrator: requests were still under way after {STOP_SECONDS_MAX} s", file=sys.stderr)
    log.write("service_stopped", "info", "stopped")
    log.close()


if __name__ == "__main__":
    main()
