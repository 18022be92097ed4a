"""scripts/test-models without the build: check.py PROGRAM CACHE [ID...]; one line for each model, then how many were what.

What truth.json says was read by other software than ours. Momentum is there as the file's framework means it, null is what
no file says, and `epsilon_assumed` and `momentum_assumed` are what the authors' code uses.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from compare import compare, compare_ranges
from fetch import NotThere, place, unpack

# The formats that have no reader yet, by the beginning of `format` in truth.json: none at the moment. A file of one may be
# refused if the refusal is clear; once it is read, it is compared as every other.
UNREAD = ()

# Seconds after which a run has failed. The largest file takes less than three in a debug build.
PATIENCE = 120


def run(program, path, *options):
    return subprocess.run(
        [program, "layers", path, "--json", *options], capture_output=True, text=True, timeout=PATIENCE
    )


def is_clear_refusal(done, path):
    """Status 65, nothing on standard output, and one line that begins with the program and names the file."""
    return (
        done.returncode == 65
        and not done.stdout
        and done.stderr.count("\n") == 1
        and done.stderr.startswith(f"bnexplorer: {path}")
    )


def look(program, record, path):
    """What came of one file or folder: a word for it, and what is to be said."""
    done = run(program, path, "--values")
    if record["format"].startswith(UNREAD) and is_clear_refusal(done, path):
        return "refused", ["not read yet: refused clearly"]
    if done.returncode != 0:
        return "FAILED", [f"exit status {done.returncode}: {done.stderr.strip()[:300]}"]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    differences = compare(lines, record)
    brief = [json.loads(line) for line in run(program, path).stdout.splitlines()]
    compare_ranges(brief[:-1], lines[:-1], differences.append)
    if differences:
        return "FAILED", differences
    found = [line["kind"] for line in lines[:-1]]
    counts = f"{record['bn_layers']} batch norms of {record['channels_total']} channels"
    if "folded" in found:
        counts += f", {found.count('folded')} folded"
    return "ok", [f"{lines[-1]['format']}: {counts}"]


def check(program, record, cache):
    """Looks at every name under which a person would open the model. One that fails speaks for all."""
    try:
        unpack(record, cache)
    except NotThere as reason:
        return "MISSING", [str(reason)]
    results = []
    for name in record["open"]:
        path = place(record, cache, name)
        word, texts = look(program, record, path)
        if word == "FAILED":
            return word, [f"{os.path.relpath(path)}: {text}" for text in texts]
        results.append((word, texts))
    if len({word for word, _ in results}) > 1:
        return "FAILED", [f"read under one name and refused under another: {', '.join(record['open'])}"]
    return results[0]


def main(program, cache, *wanted):
    records = json.loads(Path(__file__).with_name("truth.json").read_text())
    unknown = set(wanted) - {record["id"] for record in records}
    if unknown:
        print(f"No such model: {', '.join(sorted(unknown))}; see Tests/Models/truth.json", file=sys.stderr)
        return 64
    words = []
    for record in records:
        if wanted and record["id"] not in wanted:
            continue
        word, texts = check(program, record, Path(cache))
        print(f"{word:8}{record['id']:46}{texts[0]}", flush=True)
        for text in texts[1:12]:
            print(f"{'':54}{text}", flush=True)
        if len(texts) > 12:
            print(f"{'':54}and {len(texts) - 12} more")
        words.append(word)
    count = words.count
    print(
        f"{len(words)} models: {count('ok')} as they should be, {count('refused')} not read yet and refused clearly, "
        f"{count('FAILED')} different, {count('MISSING')} could not be had"
    )
    if count("FAILED"):
        return 1
    return 69 if count("MISSING") else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
