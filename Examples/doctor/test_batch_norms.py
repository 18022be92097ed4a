"""A pytest file to lay beside a model: every batch norm of it is a test, which fails with what bnexplorer doctor finds.

    MODEL=model.safetensors CAPTURED=run.npz pytest test_batch_norms.py

MODEL       the model file
CAPTURED    what bn_capture.py recorded while it ran; may be left out
BASELINE    findings that are known, as doctor --write-baseline writes them; may be left out
BNEXPLORER  the program, where it is not in the path
"""

import json
import os
import subprocess

import pytest

MODEL = os.environ.get("MODEL", "model.safetensors")
PROGRAM = os.environ.get("BNEXPLORER", "bnexplorer")


def run(*arguments):
    """The objects that the program prints, one a line; what it cannot read fails with its own words."""
    process = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, check=False)
    # 1 is a finding, or no batch norm, which the last object tells.
    if process.returncode not in (0, 1):
        pytest.fail(process.stderr.strip(), pytrace=False)
    return [json.loads(line) for line in process.stdout.splitlines()]


def options():
    pairs = [("--captured", os.environ.get("CAPTURED")), ("--baseline", os.environ.get("BASELINE"))]
    return [word for name, value in pairs if value for word in (name, value)]


@pytest.fixture(scope="session")
def findings():
    *found, summary = run("doctor", MODEL, *options())
    assert summary["layers"] > 0, f"{MODEL} has no batch norm"
    return [finding for finding in found if finding["severity"] != "INFO"]


def layers():
    try:
        lines = subprocess.run([PROGRAM, "layers", MODEL, "--json"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line["name"] for line in map(json.loads, lines.splitlines()) if line.get("kind") == "batch_norm"]


@pytest.mark.parametrize("layer", layers())
def test_layer(layer, findings):
    found = [f"{f['severity']} {f['code']}: {f['why']}. Try: {f['advice']}." for f in findings if f["layer"] == layer]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_model(findings):
    """There is something to examine at all, whatever its layers are called."""
    assert isinstance(findings, list)
