"""What the orchestrator knows: deployments, the strategies that carry them out, and their fate.

Nothing here reads a clock, a socket or a file. Randomness comes from a seed and a number ("the 17th deployment"), never from
the order in which threads happen to run, so that one seed always gives the same platform.
"""

import random
import threading
from collections import OrderedDict

# A strategy is its phases, in order, and how likely each phase is to go wrong. A canary exists to notice trouble, so it fails
# more often than a rolling update and always rolls back; a blue-green switch is rarely wrong, but slow.
STRATEGIES = {
    "rolling": {
        "phases": ["batch 1 of 4", "batch 2 of 4", "batch 3 of 4", "batch 4 of 4"],
        "failure": 0.03,
        "rolls_back": 0.7,
    },
    "blue-green": {
        "phases": ["provision green", "warm up green", "switch traffic", "retire blue"],
        "failure": 0.02,
        "rolls_back": 0.9,
    },
    "canary": {
        "phases": ["1% of traffic", "5% of traffic", "25% of traffic", "50% of traffic", "100% of traffic"],
        "failure": 0.05,
        "rolls_back": 1.0,
    },
}

ACTIVE_MAX = 400  # deployments under way at once; one more is refused with 503
KEPT_MAX = 5000  # deployments remembered; the oldest finished ones go first


class Refused(Exception):
    """A request the platform turns down; `status` is the HTTP status that says so."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Deployment:
    """One deployment on its way through the phases of its strategy."""

    def __init__(self, number, service, version, strategy, seed, started):
        plan = STRATEGIES[strategy]
        fate = random.Random(f"{seed}:deployment:{number}")
        self.id = f"d-{number:06d}"
        self.service = service
        self.version = version
        self.strategy = strategy
        self.phases = plan["phases"]
        self.phase = 0  # phases completed
        self.status = "in_progress"
        self.started = started
        self.duration = None
        # Decided now, so that the seed alone decides: which phase fails (if any), and whether it can be rolled back.
        self.fails_at = next((n for n in range(len(self.phases)) if fate.random() < plan["failure"]), None)
        self.outcome_of_failure = "rolled_back" if fate.random() < plan["rolls_back"] else "failed"

    def view(self):
        """What the API shows of it."""
        shown = {
            "id": self.id,
            "service": self.service,
            "version": self.version,
            "strategy": self.strategy,
            "status": self.status,
            "phase": self.phases[min(self.phase, len(self.phases) - 1)],
            "phases_completed": self.phase,
            "phases": len(self.phases),
        }
        if self.duration is not None:
            shown["duration_seconds"] = round(self.duration, 6)
        return shown


class Platform:
    """All deployments. Every method may be called from any thread; `now` is seconds on any clock that only goes forward.

    What happened is told to `record(event, level, message, **fields)`, in order.
    """

    def __init__(self, seed, record):
        self._seed = seed
        self._record = record
        self._lock = threading.Lock()
        self._deployments = OrderedDict()
        self._active = OrderedDict()
        self._created = 0

    def create(self, request, now):
        if not isinstance(request, dict):
            raise Refused(400, "the body must be a JSON object")
        service = request.get("service")
        version = request.get("version")
        strategy = request.get("strategy", "rolling")
        if not isinstance(service, str) or not 1 <= len(service) <= 63:
            raise Refused(400, '"service" must be a string of 1 to 63 characters')
        if not isinstance(version, str) or not 1 <= len(version) <= 63:
            raise Refused(400, '"version" must be a string of 1 to 63 characters')
        if not isinstance(strategy, str) or strategy not in STRATEGIES:
            raise Refused(400, f'"strategy" must be one of {", ".join(STRATEGIES)}')
        with self._lock:
            if len(self._active) >= ACTIVE_MAX:
                raise Refused(503, f"{ACTIVE_MAX} deployments are under way already")
            self._created += 1
            deployment = Deployment(self._created, service, version, strategy, self._seed, now)
            self._deployments[deployment.id] = deployment
            self._active[deployment.id] = deployment
            self._forget_old()
            self._tell("deployment_started", "info", f"{service} {version} started ({strategy})", deployment)
            return deployment.view()

    def view(self, identifier):
        with self._lock:
            return self._find(identifier).view()

    def list(self, status=None, limit=50):
        with self._lock:
            newest_first = reversed(self._deployments.values())
            chosen = (one for one in newest_first if status is None or one.status == status)
            return [one.view() for one, _ in zip(chosen, range(limit))]

    def advance(self, identifier, now):
        """Completes the next phase, or fails in it."""
        with self._lock:
            deployment = self._find(identifier)
            if deployment.status != "in_progress":
                raise Refused(409, f"{identifier} has finished already: {deployment.status}")
            self._step(deployment, now)
            return deployment.view()

    def advance_oldest(self, now, share):
        """The background worker: takes a share of the deployments under way (8 at least) one phase further, in turn."""
        with self._lock:
            count = max(8, int(len(self._active) * share))
            for deployment in list(self._active.values())[:count]:
                self._step(deployment, now)
                if deployment.id in self._active:
                    self._active.move_to_end(deployment.id)

    def in_progress(self):
        with self._lock:
            return len(self._active)

    # The lock is held below this line.

    def _find(self, identifier):
        if identifier not in self._deployments:
            raise Refused(404, f"no deployment {identifier[:80]}")
        return self._deployments[identifier]

    def _step(self, deployment, now):
        name = f"{deployment.service} {deployment.version}"
        phase = deployment.phases[deployment.phase]
        if deployment.phase == deployment.fails_at:
            self._finish(deployment, deployment.outcome_of_failure, now)
            if deployment.status == "rolled_back":
                self._tell("rollback", "warning", f"{name} rolled back: {phase} did not become healthy", deployment)
            return
        deployment.phase += 1
        self._tell("deployment_advanced", "info", f"{name}: {phase} completed", deployment)
        if deployment.phase == len(deployment.phases):
            self._finish(deployment, "succeeded", now)

    def _finish(self, deployment, outcome, now):
        deployment.status = outcome
        deployment.duration = now - deployment.started
        del self._active[deployment.id]
        level = {"succeeded": "info", "rolled_back": "warning", "failed": "error"}[outcome]
        message = f"{deployment.service} {deployment.version} finished: {outcome}"
        self._tell("deployment_finished", level, message, deployment)

    def _forget_old(self):
        while len(self._deployments) > KEPT_MAX:
            oldest = next(one for one in self._deployments.values() if one.status != "in_progress")
            del self._deployments[oldest.id]

    def _tell(self, event, level, message, deployment):
        fields = {"deployment_id": deployment.id, "service": deployment.service, "strategy": deployment.strategy}
        if event in ("deployment_finished", "rollback"):
            fields["outcome"] = deployment.status
            fields["duration_seconds"] = round(deployment.duration, 6)
        self._record(event, level, message, **fields)


class Temper:
    """How long the n-th request of a route takes, and whether it fails: varied as in life, and the same for one seed.

    Latencies are log-normal with a long tail; load comes in waves over the request numbers, and every thousand requests
    there is a short incident in which more of them fail.
    """

    # route key: (median seconds, spread of the logarithm, share of requests that fail)
    HABITS = {
        ("GET", "/health"): (0.0008, 0.3, 0.0),
        ("GET", "/deployments"): (0.008, 0.5, 0.004),
        ("GET", "/deployments/{id}"): (0.004, 0.5, 0.004),
        ("POST", "/deployments"): (0.030, 0.6, 0.015),
        ("POST", "/deployments/{id}/advance"): (0.018, 0.6, 0.010),
    }
    LATENCY_MAX = 2.0  # seconds
    FAILURES = [(500, "the store did not answer"), (503, "no capacity in the cluster"), (504, "the cluster did not answer in time")]

    def __init__(self, seed):
        self._seed = seed
        self._lock = threading.Lock()
        self._counts = {}

    def next(self, method, route):
        """(seconds to take, None or (status, message) of a failure)."""
        habit = self.HABITS.get((method, route))
        if habit is None:
            return 0.0, None
        with self._lock:
            number = self._counts.get((method, route), 0)
            self._counts[(method, route)] = number + 1
        median, spread, failing = habit
        dice = random.Random(f"{self._seed}:{method} {route}:{number}")
        wave = 1.0 + 0.6 * ((number % 240) / 240)
        seconds = median * wave * dice.lognormvariate(0.0, spread)
        if dice.random() < 0.01:
            seconds *= 12  # a cold cache, a lost packet
        incident = 600 <= number % 1000 < 640
        failure = dice.choice(self.FAILURES) if dice.random() < failing * (10 if incident else 1) else None
        return min(seconds, self.LATENCY_MAX), failure
