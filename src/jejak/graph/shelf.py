"""Where buffers lie that are written once: in memory, or as files of a folder, mapped back when they are whole."""

from __future__ import annotations

import hashlib
import mmap
import zlib
from contextlib import suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

Bytes = memoryview | bytes
_CHUNK = 1 << 20
_EMPTY = pa.py_buffer(b"")


class Laid(NamedTuple):
    """A buffer that lies on a shelf.

    Attributes:
        buffer: Its bytes.
        file: The file that they are in, if any.
        size: Their number.
        sha256: Their digest, hex; empty where nobody asked for it.
        crc32: Tells damage some three times faster than the digest.
    """

    buffer: pa.Buffer
    file: str | None
    size: int
    sha256: str
    crc32: int


class Shelf:
    """A place for buffers.

    Args:
        folder: Where their files go; None keeps them in memory.
        passing: Whether they are of no use once this is over: they have no digests, and their files no names as soon
            as they are open, so that not even a kill leaves them behind (but for systems that cannot do that).
    """

    def __init__(self, folder: Path | None = None, *, passing: bool = False) -> None:
        self.folder = folder
        self.passing = passing
        self._laid: dict[int, Laid] = {}
        self._maps: list[mmap.mmap] = []
        self._numbers = count()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def spool(self) -> Spool:
        """A new buffer to write."""
        return Spool(self)

    def name(self) -> str:
        """A file name that is free."""
        return f"{next(self._numbers)}.column"

    def take(self, laid: Laid, mapped: mmap.mmap | None) -> pa.Buffer:
        """Remember a finished buffer."""
        if laid.size:
            self._laid[laid.buffer.address] = laid
        if mapped is not None:
            self._maps.append(mapped)
        return laid.buffer

    def find(self, buffer: pa.Buffer) -> Laid | None:
        """What is known of a buffer if it is one of this shelf, and whole."""
        laid = self._laid.get(buffer.address)
        return laid if laid is not None and laid.size == buffer.size else None

    def forget(self) -> None:
        """Let go of the memory that mapped files take; what is looked at again comes back from the system's cache."""
        if hasattr(mmap, "MADV_DONTNEED"):
            for mapped in self._maps:
                mapped.madvise(mmap.MADV_DONTNEED)


class Spool:
    """A buffer in the making."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._size, self._crc = shelf, 0, 0
        self._sha = None if shelf.passing else hashlib.sha256()
        self._memory = bytearray()
        self._file: str | None = None
        self._out: FileIO | None = None

    def write(self, part: Bytes) -> None:
        """Add bytes.

        Raises:
            OSError: The disk is full, or cannot be written.
        """
        data = memoryview(b"") if not len(part) else memoryview(part).cast("B")
        self._size += data.nbytes
        if self._sha is not None:
            self._sha.update(data)
            self._crc = zlib.crc32(data, self._crc)
        if self._shelf.folder is None:
            self._memory += data
        elif data.nbytes:
            out = self._open(self._shelf.folder)
            while data.nbytes:  # a disk that runs full takes a part, and refuses the rest
                data = data[out.write(data) :]

    def zeros(self, n: int) -> None:
        """Add that many zero bytes."""
        for start in range(0, n, _CHUNK):
            self.write(bytes(min(_CHUNK, n - start)))

    def done(self) -> pa.Buffer:
        """The whole buffer, which lies on the shelf from now on."""
        mapped, buffer = None, _EMPTY
        if self._out is not None:
            mapped = mmap.mmap(self._out.fileno(), 0, access=mmap.ACCESS_READ)
            self._out.close()
            buffer = pa.py_buffer(mapped)
        elif self._size:
            buffer = pa.py_buffer(self._memory)
        sha = self._sha.hexdigest() if self._sha is not None else ""
        return self._shelf.take(Laid(buffer, self._file, self._size, sha, self._crc), mapped)

    def _open(self, folder: Path) -> FileIO:
        if self._out is None:
            self._file = self._shelf.name()
            self._out = (folder / self._file).open("w+b", buffering=0)  # parts are large
            if self._shelf.passing:
                with suppress(OSError):
                    (folder / self._file).unlink()
        return self._out
