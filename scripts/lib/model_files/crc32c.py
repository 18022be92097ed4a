"""CRC-32C, by which TensorFlow checks its files, as leveldb masks it (tensorflow 2.15, tsl/lib/hash/crc32c.h)."""

from functools import lru_cache

from . import pieces

POLYNOMIAL = 0x82F63B78


def remainder(value):
    for _ in range(8):
        value = value >> 1 ^ (POLYNOMIAL if value & 1 else 0)
    return value


TABLE = [remainder(value) for value in range(256)]


@lru_cache(maxsize=1024)
def masked(piece):
    value = of_zeros(piece) if isinstance(piece, pieces.Hole) else of_bytes(piece)
    return (value >> 15 | value << 17) + 0xA282EAD8 & 0xFFFFFFFF


def of_bytes(data):
    value, table = 0xFFFFFFFF, TABLE
    for byte in data:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def of_zeros(count):
    """A zero changes the remainder linearly: the change by 2, 4, 8 ... zeros is the one before it, twice."""
    value = 0xFFFFFFFF
    change = [TABLE[1 << bit & 0xFF] ^ 1 << bit >> 8 for bit in range(32)]
    while count:
        if count & 1:
            value = changed(change, value)
        change = [changed(change, column) for column in change]
        count >>= 1
    return value ^ 0xFFFFFFFF


def changed(change, value):
    out = 0
    for bit in range(32):
        if value >> bit & 1:
            out ^= change[bit]
    return out
