"""Pictures of an X screen, taken from outside: Xvfb keeps its screen in a file, in the format of xwd(1)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

HEADER = struct.Struct(">25I")
"""XWDFileHeader of X11/XWDFile.h: always big-endian; the pixels are as the field byte_order says."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen: width and height in pixels, and per pixel four bytes blue, green, red, unused."""

    width: int
    height: int
    pixels: bytes

    def colors(self) -> int:
        """Return how many different colors there are."""
        return len(set(memoryview(self.pixels).cast("I")))

    def covered(self) -> float:
        """Return the part of the screen, 0 to 1, that does not have the color of its last pixel, the bare corner."""
        cells = memoryview(self.pixels).cast("I")
        return 1 - sum(1 for cell in cells if cell == cells[-1]) / len(cells)

    def differs(self, other: Picture) -> float:
        """Return the part of the screen, 0 to 1, that does not look as it does in another picture of this size."""
        mine, others = memoryview(self.pixels).cast("I"), memoryview(other.pixels).cast("I")
        return sum(1 for one, two in zip(mine, others, strict=True) if one != two) / len(mine)

    def save(self, path: Path) -> None:
        """Write it as PNG."""
        rows = []
        for start in range(0, len(self.pixels), 4 * self.width):
            row = self.pixels[start : start + 4 * self.width]
            rgb = bytearray(3 * self.width)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            rows.append(b"\0" + bytes(rgb))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
                       for kind, data in parts)
        )  # fmt: skip


def read_xwd(data: bytes) -> Picture:
    """Read a screen of 24 bit in cells of 32, as Xvfb writes it.

    Raises:
        ValueError: the screen is of another kind.
    """
    fields = HEADER.unpack_from(data)
    size, version, kind, _depth, width, height, _x, byte_order = fields[:8]
    bits, line, colors = fields[11], fields[12], fields[19]
    if (version, kind, bits, byte_order) != (7, 2, 32, 0):
        raise ValueError(f"no screen of 32 bit: version {version}, format {kind}, {bits} bit, order {byte_order}")
    start = size + 12 * colors
    rows = (data[start + line * row :][: 4 * width] for row in range(height))
    return Picture(width, height, b"".join(rows))
