"""A JSON-lines log file that is rotated by renaming: by size, or when asked.

Every line carries "seq", which grows by one from line to line and goes on after a restart, so that whoever receives the lines can
tell whether one is missing, doubled or invented.
"""

import json
import os
import threading
from datetime import datetime, timezone


class RotatingLog:
    """Lines go to `path`; a rotation renames it to `path.1`, the former `path.1` to `path.2`, and so on up to `files_max`.

    A line is one write to a file opened for appending: it is in the file whole, or not at all.
    """

    def __init__(self, path, bytes_max, files_max):
        self.path = os.path.abspath(path)
        self._bytes_max = bytes_max
        self._files_max = files_max
        self._lock = threading.Lock()
        self._seq = self._last_seq_on_disk()
        self._open()

    def write(self, event, level, message, **fields):
        """Appends one line and returns its number."""
        with self._lock:
            self._seq += 1
            moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            entry = {"ts": moment, "level": level, "event": event, "message": message, **fields, "seq": self._seq}
            line = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")
            if self._size > 0 and self._size + len(line) > self._bytes_max:
                self._rotate()
            while line:
                written = os.write(self._descriptor, line)
                self._size += written
                line = line[written:]
            return self._seq

    def rotate(self):
        """Renames the file now; the next line starts a new one. Returns the name the old lines are under."""
        with self._lock:
            self._rotate()
            return f"{self.path}.1"

    def lines_written(self):
        with self._lock:
            return self._seq

    def close(self):
        with self._lock:
            os.close(self._descriptor)

    # The lock is held below this line (or nobody else has the object yet).

    def _open(self):
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._size = os.fstat(self._descriptor).st_size

    def _rotate(self):
        os.close(self._descriptor)
        for number in range(self._files_max - 1, 0, -1):
            older = f"{self.path}.{number}"
            if os.path.exists(older):
                os.replace(older, f"{self.path}.{number + 1}")
        os.replace(self.path, f"{self.path}.1")
        self._open()

    def _last_seq_on_disk(self):
        for candidate in (self.path, f"{self.path}.1"):
            try:
                with open(candidate, "rb") as file:
                    file.seek(max(0, os.path.getsize(candidate) - 65536))
                    lines = file.read().splitlines()
                return int(json.loads(lines[-1])["seq"])
            except (OSError, IndexError, KeyError, TypeError, ValueError):
                continue  # no such file, an empty one, or not ours: start from the other, or from nothing
        return 0
