"""A zip archive of stored members, each at a multiple of 64 bytes as torch has them (PKWARE's APPNOTE.TXT 6.3.10)."""

import struct
import zlib
from functools import lru_cache

from . import pieces

MOST = 0xFFFFFFFF


@lru_cache(maxsize=None)
def checksum_of_zeros(count):
    value, block = 0, bytes(1 << 20)
    for _ in range(count >> 20):
        value = zlib.crc32(block, value)
    return zlib.crc32(bytes(count & (1 << 20) - 1), value)


class Archive:
    """Members below 4 GiB, in a file of any size."""

    def __init__(self):
        self.body, self.directory, self.offset, self.count = [], [], 0, 0

    def add(self, name, piece):
        name, size = name.encode(), pieces.size(piece)
        checksum = checksum_of_zeros(size) if isinstance(piece, pieces.Hole) else zlib.crc32(piece)
        common = struct.pack("<HHHHIII", 0x0800, 0, 0, 0x21, checksum, size, size)
        start = self.offset + 30 + len(name)
        # A field of its own, "FB", fills up to the next multiple.
        padding = -(start + 4) % 64
        extra = struct.pack("<HH", 0x4246, padding) + b"Z" * padding
        local = b"PK\3\4" + struct.pack("<H", 45) + common + struct.pack("<HH", len(name), len(extra)) + name + extra
        self.body += [local, piece]
        large = struct.pack("<HHQ", 1, 8, self.offset) if self.offset >= MOST else b""
        place = struct.pack("<HHHHHII", len(name), len(large), 0, 0, 0, 0, min(self.offset, MOST))
        self.directory.append(b"PK\1\2" + struct.pack("<HH", 45, 45) + common + place + name + large)
        self.offset += len(local) + size
        self.count += 1

    def pieces(self):
        directory = b"".join(self.directory)
        size, start = len(directory), self.offset
        large = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, self.count, self.count, size, start)
        locator = b"PK\6\7" + struct.pack("<IQI", 0, start + size, 1)
        count = min(self.count, 0xFFFF)
        end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, min(size, MOST), min(start, MOST), 0)
        return self.body + [directory, large, locator, end]
