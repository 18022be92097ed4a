"""Writes the copyright file of the packages, in the form of Debian's machine-readable ones: ours, and of all that is compiled in.

    copyright.py ROOT SWIFT_LICENCE

The words of others are taken from where they are: the toolchain's licence, Debian's file about HDF5, the page about the data.
"""

import pathlib
import re
import sys

HDF5 = pathlib.Path("/usr/share/doc/libhdf5-dev/copyright")

HEAD = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: BNExplorer

Files: *
Copyright: The authors of BNExplorer
License: Apache-2.0

Files: Sources/BNExplorer/Data/digits8x8-*
Copyright: 1998 E. Alpaydin, C. Kaynak (Optical Recognition of Handwritten Digits, UCI Machine Learning Repository)
License: CC-BY-4.0

Files: Sources/BNExplorer/Data/crepe.safetensors
Copyright: 2020 Max Morrison
License: MIT

Files: Sources/BNExplorer/Data/fer.safetensors
Copyright: 2018 Justin Shenk
License: MIT

Files: swift-standard-library/*
Copyright: Apple Inc. and the Swift project authors
License: Apache-2.0 with Swift-exception
Comment: Swift's standard library is linked into both programs.

Files: swift-argument-parser/* swift-protobuf/* swift-system/*
Copyright: Apple Inc. and the Swift project authors
License: Apache-2.0 with Swift-exception
Comment: These packages are linked into bnexplorer.

Files: hdf5/*
Copyright: 1998-2006 The Board of Trustees of the University of Illinois
 2016 The Regents of the University of California
 2006-2018 The HDF Group
License: BSD-3-clause-HDF5
Comment: Debian's libhdf5_serial.a is linked into bnexplorer-hdf5.

License: Apache-2.0
 On Debian the text is in /usr/share/common-licenses/Apache-2.0.

License: CC-BY-4.0
 Attribution 4.0 International: https://creativecommons.org/licenses/by/4.0/legalcode
 .
 The images were sorted into others to learn from and to test with; nothing else was changed.
"""


def licence(name, text):
    """A paragraph of its own: every line behind a blank, an empty one as a dot."""
    lines = [" " + line.rstrip() if line.strip() else " ." for line in text.strip("\n").splitlines()]
    return f"\nLicense: {name}\n" + "\n".join(lines) + "\n"


def mit(root):
    page = (root / "Sources/BNExplorer/Data/README.md").read_text()
    return "\n".join(line[1:].strip() for line in page.splitlines() if line.startswith(">"))


def swift_exception(path):
    text = path.read_text()
    found = re.search(r"^## Runtime Library Exception.*?$(.*)", text, re.DOTALL | re.MULTILINE)
    if not found:
        sys.exit(f"{path} has no Runtime Library Exception: is it the licence of Swift's standard library?")
    return "Apache-2.0, see there, with this exception:\n\n" + found[1].strip("\n")


def hdf5(text):
    """The library's licence as Debian's file has it, a paragraph that begins with its first line of that name."""
    found = re.search(r"^License: BSD-3-clause\n((?: .*\n)+)", text, re.MULTILINE)
    if not found:
        sys.exit(f"{HDF5} has no licence called BSD-3-clause.")
    return "".join(line.rstrip() + "\n" for line in found[1].splitlines())


def main():
    root, swift = map(pathlib.Path, sys.argv[1:])
    sys.stdout.write(HEAD)
    sys.stdout.write(licence("MIT", mit(root)))
    sys.stdout.write(licence("Apache-2.0 with Swift-exception", swift_exception(swift)))
    sys.stdout.write("\nLicense: BSD-3-clause-HDF5\n" + hdf5(HDF5.read_text()))


main()
