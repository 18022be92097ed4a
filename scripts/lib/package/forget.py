"""Takes out of a program what depends on the folder that it was built in, in place:

    forget.py FILE

Swift's hash of what it compiled (.swift_modhash) takes in the compiler's options, and serves the next compile alone: zeros take its place.
The build ID, the linker's hash of the whole file, is made again of the file as it is then. Removing the sections would be
shorter, but strip and objcopy then drop the segment that protects relocations (GNU_RELRO), too.
"""

import hashlib
import pathlib
import struct
import sys


def sections(data):
    """{name: (offset, size)} of a 64-bit ELF file, as Linux has it on x86-64 and ARM."""
    if data[:6] != b"\x7fELF\x02\x01":
        sys.exit("No 64-bit little-endian ELF file.")
    (start,) = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    headers = [struct.unpack_from("<IIQQQQ", data, start + index * size) for index in range(count)]
    texts = headers[names][4]
    found = {}
    for name, _, _, _, offset, length in headers:
        begin = texts + name
        found[data[begin : data.index(0, begin)].decode()] = (offset, length)
    return found


def main():
    path = pathlib.Path(sys.argv[1])
    data = bytearray(path.read_bytes())
    found = sections(data)
    if ".swift_modhash" in found:
        offset, length = found[".swift_modhash"]
        data[offset : offset + length] = bytes(length)
    if ".note.gnu.build-id" in found:
        offset, length = found[".note.gnu.build-id"]
        # The hash stands behind the note's head: three numbers, and the owner, "GNU".
        begin, end = offset + 16, offset + length
        data[begin:end] = bytes(end - begin)
        data[begin:end] = hashlib.sha512(data).digest()[: end - begin]
    path.write_bytes(data)


main()
