"""Writes the changelog of a Debian package, of CHANGELOG.md: an entry a release, newest first, and one for what is to come.

    changelog.py CHANGELOG.md DEBIAN_VERSION NUMBER MAINTAINER SECONDS

DEBIAN_VERSION is that of the newest entry, NUMBER the release it is or will be, SECONDS since 1970 its date where the file has none.
"""

import datetime
import email.utils
import pathlib
import re
import sys
import textwrap

HEADING = re.compile(r"^## \[([^]]+)\](?: - (\S+))?$")


def entries(text):
    """(name, date or None, [(kind, [change])]) of each section."""
    found = []
    for line in text.splitlines():
        heading = HEADING.match(line)
        if heading:
            found.append((heading[1], heading[2], []))
        elif not found:
            continue
        elif line.startswith("### "):
            found[-1][2].append((line[4:], []))
        elif line.startswith("- "):
            found[-1][2][-1][1].append(line[2:])
        elif line.startswith("  ") and found[-1][2]:
            found[-1][2][-1][1][-1] += " " + line.strip()
    return found


def words(text):
    """A sentence without Markdown."""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace("**", "")


def written(version, distribution, parts, maintainer, date):
    lines = [f"bnexplorer ({version}) {distribution}; urgency=medium", ""]
    for kind, changes in parts:
        lines += [f"  [ {kind} ]"]
        for change in changes:
            lines += textwrap.wrap(words(change), 78, initial_indent="  * ", subsequent_indent="    ", break_on_hyphens=False)
        lines += [""]
    lines += [f" -- {maintainer}  {email.utils.format_datetime(date)}", ""]
    return "\n".join(lines)


def main():
    path, debian, number, maintainer, seconds = sys.argv[1:]
    now = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    for name, day, parts in entries(pathlib.Path(path).read_text()):
        if not any(changes for _, changes in parts):
            continue
        is_newest = name in ("Unreleased", number)
        # What is not released has a version only where no later release is packed.
        if name == "Unreleased" and "~" not in debian:
            continue
        date = now
        if day:
            date = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
        distribution = "UNRELEASED" if name == "Unreleased" else "unstable"
        print(written(debian if is_newest else f"{name}-1", distribution, parts, maintainer, date))


main()
