"""Takes the seeds apart from files that stand beside the tests, and writes small ones by hand. Python 3.11 alone is enough.

    python3 Fuzz/Seeds/make_seeds.py [HELPER]

HELPER is bnexplorer-hdf5, whose answers are seeds too.
"""

import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT / "Fuzz/Seeds"
MODELS = ROOT / "Tests/BNFilesTests/Models"


def write(reader, name, content):
    folder = SEEDS / reader
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def keras_configs():
    for packed in (MODELS / "Keras/Files").glob("*.keras.gz"):
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(gzip.decompress(packed.read_bytes()))
            file.flush()
            with zipfile.ZipFile(file.name) as files:
                config = files.read("config.json")
        if len(config) < 8192:
            write("keras-config", packed.name.split(".")[0] + ".json", config)


def object_graphs():
    """The text in a data file whose first bytes are a length and a checksum: it is the last and longest thing in it."""
    for folder, name in [("objects", "ck"), ("twins", "ck"), ("known/tf2_object_ckpt", "bn")]:
        data = (MODELS / f"TensorFlow/Files/{folder}/{name}.data-00000-of-00001").read_bytes()
        for start in range(len(data) - 6):
            length = (data[start] & 0x7F) | data[start + 1] << 7
            if data[start] >= 0x80 and data[start + 1] < 0x80 and start + 6 + length == len(data):
                write("object-graph", folder.replace("/", "_"), data[start + 6 :])
                break


def npy(header, body=b"", version=1):
    text = header.encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text + body


def tables():
    write("npy", "f4.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", bytes(24)))
    write("npy", "f8_fortran.npy", npy("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 2, 1), }", bytes(32)))
    write("npy", "b1.npy", npy("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", b"\1\0\1", 2))
    write("python-literal", "header", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3L, -1), 'x': None, }")
    write("idx", "u1.idx", bytes([0, 0, 8, 2]) + struct.pack(">II", 2, 3) + bytes(range(6)))
    write("idx", "f8.idx", bytes([0, 0, 14, 1]) + struct.pack(">I", 2) + struct.pack(">dd", 1, -2))
    plain = "a,b,label\n1,2.5,x\n-3e2,nan,\"y \"\"z\"\"\"\n"
    write("csv", "comma.csv", plain)
    write("csv", "semicolon.csv", "\ufeffa;b\r\n1,5;2,25\r\n;1.000,5\r\n")
    write("csv", "blanks.csv", "# seen\n 1  2\t3\n4 5 6\n\n")
    write("gzip", "comma.csv.gz", gzip.compress(plain.encode(), mtime=0))
    write("gzip", "two.csv.gz", gzip.compress(b"1,2\n", mtime=0) + gzip.compress(b"3,4\n", mtime=0) + bytes(3))


def safetensors(entries, body, metadata=None):
    header = {"__metadata__": metadata} if metadata else {}
    header |= entries
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + body


def texts():
    vector = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    half = {"dtype": "BF16", "shape": [2, 1], "data_offsets": [8, 12]}
    small = {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [12, 16]}
    model = safetensors({"bn.weight": vector, "bn.bias": half, "q": small}, bytes(16), {"format": "pt"})
    write("safetensors", "three.safetensors", model)
    write("safetensors", "none.safetensors", safetensors({}, b"", {"format": "np"}))
    write("model", "three.safetensors", model)
    write("json", "all.json", '{"a":[1,-2.5e3,true,null,{"b":"\\u00e9\\n"}],"a":"", "c":{}}')
    array = {"name": "bn/gamma", "shape": [2], "dtype": "float32", "value": [1, 0.5]}
    other = {"name": "bn/beta", "shape": [1, 2], "dtype": "float16", "value": ["NaN", "-Infinity"]}
    exported = json.dumps({"bn/gamma": array, "bn/beta": other}, separators=(",", ":"))
    write("variables", "two.json", exported)
    write("model", "two.json", exported)


def answers(helper):
    for packed in (MODELS / "Keras/Files").glob("*.h5.gz"):
        with tempfile.NamedTemporaryFile() as file:
            file.write(gzip.decompress(packed.read_bytes()))
            size = file.tell()
            file.flush()
            start = 'exec "$0" objects 0 "$1" 3<"$2"'
            made = subprocess.run(["sh", "-c", start, helper, str(size), file.name], capture_output=True)
        if made.returncode == 0 and len(made.stdout) < 8192:
            write("hdf5-answer", packed.name.split(".")[0], made.stdout)


def main():
    keras_configs()
    object_graphs()
    tables()
    texts()
    if len(sys.argv) > 1:
        answers(sys.argv[1])


main()
