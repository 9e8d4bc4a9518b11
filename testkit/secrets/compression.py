"""Compressed data inside other data: gzip, zlib, raw deflate and zip archives, for a search."""

import io
import zipfile
import zlib
from collections.abc import Iterator

_LARGEST = 20_000_000
_MOST = 20
_GZIP = b"\x1f\x8b\x08"
_ZIP = b"PK\x03\x04"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_AS_GZIP, _AS_ZLIB, _AS_DEFLATE = 31, 15, -15


def uncompressed(data: bytes) -> Iterator[bytes]:
    """What is compressed in the data: at its beginning, or as gzip or zip anywhere in it."""
    if data.startswith(_ZIP):
        yield from _archived(data)
        return
    at = data.find(_GZIP)
    for _ in range(_MOST):
        if at < 0:
            break
        text, rest = _inflated(data[at:], _AS_GZIP)
        yield text
        at = data.find(_GZIP, len(data) - len(rest) if rest else at + 1)
    if (at := data.find(_ZIP)) > 0:
        yield from _archived(data[at:])
    if data.startswith(_ZLIB):
        yield _inflated(data, _AS_ZLIB)[0]
    elif not data[:64].isascii() or b"\0" in data[:64]:
        yield from _deflated(data)


def _inflated(data: bytes, form: int) -> tuple[bytes, bytes]:
    """What was compressed, as far as it can be read, and what follows it."""
    stream = zlib.decompressobj(wbits=form)
    found = b""
    try:
        found = stream.decompress(data, _LARGEST)
    except zlib.error:
        return found, b""
    return found, stream.unused_data


def _deflated(data: bytes) -> Iterator[bytes]:
    """What was deflated without a header, if the data is that to its end: other bytes make a few characters as well."""
    stream = zlib.decompressobj(wbits=_AS_DEFLATE)
    try:
        found = stream.decompress(data, _LARGEST)
    except zlib.error:
        return
    if stream.eof:
        yield found


def _archived(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield "\n".join(file.namelist()).encode("utf-8", "surrogateescape")
            for entry in file.infolist():
                if entry.file_size <= _LARGEST and not entry.flag_bits & 1:  # 1: encrypted
                    yield file.read(entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, zlib.error):
        return
