"""Programs that the demo starts, and that it surely stops again: by process id, in reverse order, politely first."""

import os
import signal
import subprocess
import time

STOP_SECONDS_MAX = 15


class DemoError(Exception):
    """Something did not happen that had to; the message is for the person who typed `make demo`."""


class Program:
    """A running program whose output goes to a file of its own."""

    def __init__(self, name, command, output, cwd):
        self.name = name
        self.output = output
        with open(output, "ab") as file:
            # A session of its own: Control-C reaches only the demo, which then stops everything in order.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=cwd, start_new_session=True
            )

    @property
    def pid(self):
        return self._process.pid

    def exit_code(self):
        return self._process.poll()

    def stop(self):
        """SIGTERM, and SIGKILL when it does not end in time. Returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return self._process.returncode

    def last_words(self, lines=15):
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return "".join(f"    {line}" for line in file.readlines()[-lines:])


class Company:
    """All programs of one demo."""

    def __init__(self, directory, cwd):
        self._directory = directory
        self._cwd = cwd
        self._pids = os.path.join(directory, "pids")
        self._programs = []
        os.makedirs(directory, exist_ok=True)

    def start(self, name, command):
        program = Program(name, command, os.path.join(self._directory, f"{name}.txt"), self._cwd)
        self._programs.append(program)
        with open(self._pids, "w", encoding="utf-8") as file:
            file.writelines(f"{one.pid}\n" for one in self._programs)
        return program

    def stop(self, program):
        self._programs.remove(program)
        return program.stop()

    def stop_all(self):
        while self._programs:
            self._programs.pop().stop()
        if os.path.exists(self._pids):
            os.remove(self._pids)

    def check_alive(self):
        for program in self._programs:
            code = program.exit_code()
            if code is not None:
                raise DemoError(f"{program.name} ended (exit code {code}); its last words:\n{program.last_words()}")

    def wait_for(self, what, condition, seconds, every=0.1):
        """Waits until `condition()` is true, and returns what it returned; nothing is assumed to take a certain time."""
        deadline = time.monotonic() + seconds
        while True:
            result = condition()
            if result:
                return result
            self.check_alive()
            if time.monotonic() > deadline:
                raise DemoError(f"waited {seconds} s in vain until {what}; see {self._directory}/")
            time.sleep(every)
