"""The table at the end: one line a question, what was seen, what it was held against, and whether it holds."""


class Table:
    def __init__(self):
        self.rows = []

    def add(self, question, seen, against, holds):
        """`holds` is True, False, or None for a figure that is only reported."""
        self.rows.append((question, str(seen), str(against), holds))

    def all_hold(self):
        return all(holds is not False for *_, holds in self.rows)

    def render(self):
        words = {True: "ok", False: "WRONG", None: ""}
        cells = [("question", "seen", "held against", "verdict")]
        cells += [(question, seen, against, words[holds]) for question, seen, against, holds in self.rows]
        widths = [max(len(row[column]) for row in cells) for column in range(4)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(lines)


def compare_counts(sent, counted):
    """How two {key: count} differ, as readable lines; [] when they are equal."""
    return [
        f"{' '.join(map(str, key))}: sent {sent.get(key, 0)}, counted {counted.get(key, 0):g}"
        for key in sorted(set(sent) | set(counted), key=str)
        if sent.get(key, 0) != counted.get(key, 0)
    ]


def nearest_rank(values, quantile):
    """The quantile as a histogram sees it: the value at rank quantile * n, counted from one."""
    ordered = sorted(values)
    rank = quantile * len(ordered)
    return ordered[max(0, int(rank) - (1 if rank == int(rank) else 0))]


def bucket_of(value, bounds):
    """(lower, upper) of the histogram bucket a value falls in."""
    lower = 0.0
    for upper in sorted(bounds):
        if value <= upper:
            return lower, upper
        lower = upper
    return lower, float("inf")


def compare_records(written, received):
    """(lost, duplicates, invented): sequence numbers missing, deliveries beyond the first, and records nobody wrote.

    A record is invented when its number was never written, or when a field differs from the line of that number. A forwarder
    may add fields and may move the time stamp out of the record.
    """
    seen, duplicates, invented = set(), 0, 0
    for record in received:
        number = record["seq"]
        if number not in written:
            invented += 1
            continue
        if number in seen:
            duplicates += 1
            continue
        seen.add(number)
        if any(key in record and record[key] != value for key, value in written[number].items()):
            invented += 1
        elif any(key not in record for key in written[number] if key != "ts"):
            invented += 1
    return len(set(written) - seen), duplicates, invented
