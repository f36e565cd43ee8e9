"""Replies that are read while they arrive."""

from collections.abc import Iterator
from http.client import HTTPResponse
from types import TracebackType
from typing import Self, TypeVar

_CHUNK_BYTES = 64 * 1024

T = TypeVar("T")


class Stream(Iterator[T]):
    """An iterator over a reply. Use it in a `with` statement if you may leave it before its end."""

    def __init__(self, response: HTTPResponse, items: Iterator[T]) -> None:
        self._response = response
        self._items = items

    def __next__(self) -> T:
        try:
            return next(self._items)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes the connection; what has not been read is lost."""
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def chunks_of(response: HTTPResponse) -> Iterator[bytes]:
    """The body as it arrives."""
    # read() would wait for as many bytes. read1 returns what is there, and notices a body cut off.
    while chunk := response.read1(_CHUNK_BYTES):
        yield chunk


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a body, without empty ones."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from filter(None, lines)
    if rest:
        yield rest
