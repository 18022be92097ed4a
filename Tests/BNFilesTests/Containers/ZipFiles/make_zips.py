"""Writes the archives of this folder with the zipfile module of Python 3.11, and changes some of them by hand.

encrypted.zip is written by Info-ZIP 3.0: zip -X -P secret encrypted.zip a.txt
"""

import io
import struct
import warnings
import zipfile

warnings.simplefilter("ignore")
BYTES = bytes(range(256)) * 16


def archive(members, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in members:
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)
    return buffer.getvalue()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("stored.zip", archive([("folder/", b""), ("folder/a", BYTES), ("empty", b""), ("n\u00e4me", b"umlaut")]))
write("deflated.zip", archive([("a", BYTES), ("b", b"hello")], zipfile.ZIP_DEFLATED))
write("bzip2.zip", archive([("a", BYTES)], zipfile.ZIP_BZIP2))
write("nothing.zip", archive([]))
write("twice.zip", archive([("a", b"1"), ("a", b"2")]))


class Unseekable(io.BytesIO):
    """A pipe: sizes and check sums stand behind the members (bit 3)."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


buffer = Unseekable()
with zipfile.ZipFile(buffer, "w") as file:
    file.writestr(zipfile.ZipInfo("a"), BYTES)
    file.writestr(zipfile.ZipInfo("b"), b"hello")
write("descriptors.zip", buffer.getvalue())

buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as file:
    with file.open(zipfile.ZipInfo("a"), "w", force_zip64=True) as member:
        member.write(BYTES)
write("zip64.zip", buffer.getvalue())


def changed(data, entry, offset, form, value):
    """Changes a field of an entry of the directory."""
    data, place = bytearray(data), -1
    for _ in range(entry + 1):
        place = data.index(b"PK\1\2", place + 1)
    struct.pack_into(form, data, place + offset, value)
    return bytes(data)


plain = archive([("a", BYTES), ("b", BYTES)])
# The second member's header is said to be the first's: both have the same bytes.
write("overlapping.zip", changed(plain, 1, 42, "<I", 0))
write("longer.zip", changed(changed(plain, 1, 20, "<I", 5000), 1, 24, "<I", 5000))
deflated = archive([("a", bytes(100_000))], zipfile.ZIP_DEFLATED)
write("bomb.zip", changed(deflated, 0, 24, "<I", 0x7FFF0000))
write("shorter.zip", changed(deflated, 0, 24, "<I", 90_000))
crc = bytearray(archive([("a", BYTES)], zipfile.ZIP_DEFLATED))
crc[crc.index(b"PK\1\2") + 16] ^= 1
write("checksum.zip", bytes(crc))
