"""Files of bytes and holes."""


class Hole(int):
    """So many bytes of zeros that the disk does not keep."""


def size(piece):
    return piece if isinstance(piece, Hole) else len(piece)


def write(path, pieces):
    """Writes pieces one behind the other, the last of which may be a hole, too."""
    with open(path, "wb") as file:
        for piece in pieces:
            if isinstance(piece, Hole):
                file.seek(piece, 1)
            else:
                file.write(piece)
        file.truncate()
