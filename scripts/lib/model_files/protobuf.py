"""Protocol Buffers by hand: numbers and what has a length, the two kinds that are needed here
(protobuf.dev/programming-guides/encoding)."""

from . import pieces


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, content):
    """A text, bytes, or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def holey(field, content):
    """A message of several pieces, some of them holes, as pieces."""
    return [varint(field << 3 | 2) + varint(sum(map(pieces.size, content)))] + content
