"""Makes Fixtures.txt: files written by NumPy, Python's csv, gzip and zipfile modules and the safetensors package,
with what they hold. Run it with Python 3.11 or later, numpy and safetensors; it writes the same bytes every time.

    python3 make_fixtures.py > Fixtures.txt
"""

import csv
import gzip
import io
import json
import random
import struct
import zipfile
from fractions import Fraction

import numpy as np
from safetensors.numpy import save as save_safetensors

random.seed(20171113)
cases = []  # (name, file, shape, float32 and float64 values in row-major order)
files = []  # (name, file)


def case(name, data, array):
    array = np.asarray(array)
    with np.errstate(over="ignore"):
        row_major = np.ascontiguousarray(array)
        cases.append((name, data, array.shape, row_major.astype("<f4").tobytes(), row_major.astype("<f8").tobytes()))


def npy(array, version=None, allow_pickle=False):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version, allow_pickle=allow_pickle)
    return out.getvalue()


# .npy: every element type in both byte orders, with its extremes.
for letter in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
    kind = np.dtype(letter)
    if kind.kind == "f":
        info = np.finfo(kind)
        values = [0.0, -0.0, 1 / 3, -2.5, info.max, info.smallest_subnormal, np.inf, -np.inf]
    else:
        info = np.iinfo(kind)
        values = [info.min, info.max, 0, 1, 100, info.max // 3]
    for order in "<>":
        array = np.array(values).astype(kind.newbyteorder(order)) if kind.kind == "f" else np.array(
            values, dtype=kind.newbyteorder(order))
        case(f"{array.dtype.str}", npy(array), array)
case("|b1", npy(np.array([[True, False, True]])), np.array([[True, False, True]]))
# Whole numbers that lie between two floats, some of them halfway.
ties = np.array([2**24 + 1, 2**24 + 3, 2**53 + 1, -(2**62) - 2**38, 2**63 - 1], dtype="<i8")
case("i8 between floats", npy(ties), ties)
ties = np.array([1 + 2**-24, 1 + 3 * 2**-24, 1 + 2**-24 + 2**-50, 1e300, -1e300, 1e-46, 7.1e-46], dtype="<f8")
case("f8 between floats", npy(ties), ties)
for shape in [(2, 3), (2, 3, 4), (4, 1, 3), (5,)]:
    array = np.asfortranarray(np.arange(np.prod(shape), dtype="f4").reshape(shape))
    case(f"Fortran order {shape}", npy(array), array)
small = np.arange(6, dtype="<f4").reshape(2, 3)
case("version 2", npy(small, version=(2, 0)), small)
case("version 3", npy(small, version=(3, 0)), small)
case("a single number", npy(np.float32(2.5)), np.float32(2.5))
case("no examples", npy(np.zeros((0, 3), "f4")), np.zeros((0, 3), "f4"))
files.append(("object.npy", npy(np.array([{}, None], dtype=object), allow_pickle=True)))
files.append(("structured.npy", npy(np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))))
files.append(("complex.npy", npy(np.zeros(2, dtype="<c8"))))
files.append(("text.npy", npy(np.array(["ab", "c"]))))
files.append(("small32.npy", npy(small)))
files.append(("vector64.npy", npy(np.array([0.1, -0.0, np.inf]))))


def idx(array, code):
    big = array.astype(array.dtype.newbyteorder(">"))
    return bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + big.tobytes()


for code, letter in [(8, "u1"), (9, "i1"), (11, "i2"), (12, "i4"), (13, "f4"), (14, "f8")]:
    array = (np.arange(12).reshape(3, 2, 2) * 21 - (0 if letter == "u1" else 100)).astype(letter)
    case(f"IDX {letter}", idx(array, code), array)


def table(rows, **dialect):
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue().encode()


numbers = [[1.5, -2, 3e-7], [0.1, 1e10, 0.30000001192092896]]
expected = np.array(numbers)
case("CSV comma CRLF", table(numbers), expected)
case("CSV all quoted", table(numbers, quoting=csv.QUOTE_ALL), expected)
case("CSV tabs", table(numbers, dialect="excel-tab"), expected)
case("CSV semicolons LF", table(numbers, delimiter=";", lineterminator="\n"), expected)
case("CSV byte order mark", b"\xef\xbb\xbf" + table(numbers), expected)
case("CSV carriage returns", table(numbers, lineterminator="\r"), expected)
case("CSV header", table([["a", 'b "x", y', "c\nd"]] + numbers), expected)
out = io.BytesIO()
np.savetxt(out, expected, delimiter=",")
case("CSV of numpy.savetxt", out.getvalue(), expected)
out = io.BytesIO()
np.savetxt(out, np.array([[np.nan, np.inf], [-np.inf, 1]]), delimiter=",", fmt="%g")
files.append(("nonfinite.csv", out.getvalue()))

plain = table(numbers)
packed = gzip.compress(plain, mtime=0)
case("gzip of CSV", packed, expected)
case("gzip of two members", gzip.compress(plain[:9], mtime=0) + gzip.compress(plain[9:], mtime=0), expected)
case("gzip padded with zeros", packed + bytes(512), expected)
case("gzip of .npy", gzip.compress(npy(small), mtime=0), small)
case("gzip of IDX", gzip.compress(idx(array, 14), mtime=0), array)
out = io.BytesIO()
with gzip.GzipFile("numbers.csv", "wb", fileobj=out, mtime=0) as member:
    member.write(plain)
case("gzip with a file name", out.getvalue(), expected)
files.append(("ragged.csv.gz", gzip.compress(plain + b"7,8\n", mtime=0)))
files.append(("twice.csv.gz", gzip.compress(packed, mtime=0)))
files.append(("bomb.csv.gz", gzip.compress(bytes(1 << 20), mtime=0)))

named = {"bn/beta": np.array([0.5, -1], "<f4"), "bn/gamma": np.array([[1.0, 2.0]], "<f4")}
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    for name, values in named.items():
        info = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o100644 << 16
        archive.writestr(info, npy(values))
files.append(("named.npz", out.getvalue()))
files.append(("named.safetensors", save_safetensors(named)))
doubles = [0.1, -0.0, 1.0, 1e-5, 1e22, 5e-324, 1.7976931348623157e308, 1 / 3, 123456789.125]
files.append(("doubles.json", json.dumps(doubles, separators=(",", ":")).encode()))
strings = ['quote " backslash \\ slash /', "line\nreturn\rtab\t", "\x00\x01\x1f", "gr\u00fc\u00df \u6f22 \U0001f600"]
files.append(("strings.json", json.dumps(strings, separators=(",", ":"), ensure_ascii=False).encode()))


def nearest(text, bits, precision, bias):
    """The bits of the binary number nearest to a decimal one, ties to even, worked out with whole numbers only."""
    sign = 1 << (bits - 1) if text.startswith("-") else 0
    value = abs(Fraction(text))
    if value == 0:
        return sign
    least = 2 - bias - precision
    exponent = max(least, value.numerator.bit_length() - value.denominator.bit_length() - precision - 1)
    while value / Fraction(2) ** exponent >= 2**precision:
        exponent += 1
    mantissa = round(value / Fraction(2) ** exponent)  # Fraction rounds halves to even.
    if mantissa == 2**precision:
        mantissa, exponent = mantissa // 2, exponent + 1
    if mantissa < 2 ** (precision - 1):
        return sign | mantissa
    if exponent - least + 1 >= 2 * bias + 1:
        return sign | (2 * bias + 1) << (precision - 1)
    return sign | (exponent - least + 1) << (precision - 1) | (mantissa - 2 ** (precision - 1))


def nearest_float64(text):
    return nearest(text, 64, 53, 1023)


def exact(value):
    """A fraction with a power of two below the line, in decimal."""
    tens = 0
    while value.denominator != 1:
        value, tens = value * 10, tens + 1
    return f"{value.numerator}e-{tens}"


texts = "0 -0 1 +1 .5 5. 00012.50 1e0 1E+2 1e-2 3.4028235e38 3.4028236e38 1e39 -1e400 1e-45 7e-46 7.1e-46 1e-400 " \
    "1.17549435e-38 1.1754942e-38 16777217 16777219 9007199791611905 0.1 0.30000001192092896 123456789012345678901234 " \
    "8388608.5 8388609.5 33554431 33554433 1e10 1e22 1e23 4294967295 18446744073709551615".split()
for _ in range(60):
    bits = random.getrandbits(31) % 0x7F7FFFFF
    low, high = (Fraction(float(np.uint32(b).view("f4"))) for b in (bits, bits + 1))
    middle = (low + high) / 2
    texts += [exact(middle), exact(middle * (1 - Fraction(1, 10**30))), exact(middle * (1 + Fraction(1, 10**30)))][
        random.randrange(3):][:1]
for _ in range(60):
    texts.append(f"{random.choice('-+ ').strip()}{random.uniform(0, 10):.{random.randrange(25)}f}e{random.randint(-48, 40)}")
for _ in range(40):
    texts.append(repr(float(np.float32(random.gauss(0, 1)))))
    texts.append(f"{random.gauss(0, 1):.18e}")
# Numbers of up to 19 digits near the middle between two doubles, where they say which is the nearest.
for _ in range(120):
    digits, tens = random.randrange(1, 20), random.randint(-26, 24)
    middle = Fraction(random.getrandbits(random.randrange(54, 62)) | 1 << 53)
    exponent = middle.numerator.bit_length() - 54
    middle = (middle.numerator >> exponent | 1) << exponent
    texts += [f"{middle + random.randrange(-1, 2)}", f"{random.getrandbits(63) % 10**digits}e{tens}",
              f"{middle / 10.0 ** random.randrange(20):.18e}"]
texts += "9007199254740993 9007199254740992.5 4503599627370496.5 4503599627370497.5 18014398509481987e-1 " \
    "1.7976931348623157e308 1.7976931348623159e308 4.9406564584124654e-324 2.4703282292062328e-324 " \
    "2.2250738585072011e-308 9999999999999999999 9223372036854775807e-22 9999999999999999999e22 1500000000".split()


print("# Made by make_fixtures.py, read by Fixtures.swift. Fields are separated by tabs, bytes are in hexadecimal.")
for name, data, shape, singles, doubles in cases:
    print("array", name, "x".join(map(str, shape)), data.hex(), singles.hex(), doubles.hex(), sep="\t")
for name, data in files:
    print("file", name, data.hex(), sep="\t")
for text in texts:
    print("decimal", text, f"{nearest_float64(text):016x}", sep="\t")
