"""Takes the seeds of a reader of members out of the archives beside the tests. Python 3.11 alone is enough.

    python3 Fuzz/Seeds/members.py READER FOLDER
"""

import pathlib
import sys
import zipfile

ARCHIVES = pathlib.Path(__file__).resolve().parents[2] / "Tests/BNFilesTests/Models/TorchFiles"

# The archives of each reader, and what its members end in.
SOURCES = {
    "torch-code": (".py", ["script_net.pt", "b_torch215_script.pt", "trace_training.pt", "b_torch10_script.pt"]),
    "torch-export": (".json", ["b_torch215_export.pt2", "export_decomposed.pt2"]),
}


def main(reader, folder):
    ending, names = SOURCES[reader]
    for archive in (ARCHIVES / name for name in names):
        with zipfile.ZipFile(archive) as files:
            for name in files.namelist():
                content = files.read(name)
                if name.endswith(ending) and 40 < len(content) < 16384:
                    own = archive.stem.replace(".", "_") + "_" + pathlib.Path(name).name
                    (pathlib.Path(folder) / own).write_bytes(content)


main(*sys.argv[1:])
