"""What all operations share: how a request is sent, and how its answer is read."""

import enum
import json
import re
import ssl
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any, Final, TypeVar
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, HTTPSHandler, Request, build_opener

from ._retrying import repeated
from ._stream import Stream, chunks_of, lines_of
from .errors import ApiError, OnboardingError, TransportError

T = TypeVar("T")

_OF_PROXIES = frozenset({429, 502, 503, 504})
"""Statuses that a proxy answers with while the service cannot be reached."""

_PROBLEM = "application/problem+json"


class Omitted(enum.Enum):
    """The type of `OMITTED`."""

    OMITTED = "OMITTED"


OMITTED: Final = Omitted.OMITTED
"""An argument that is not sent, where None is sent as null."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation. Its values may be secret, so its repr has none."""

    method: str
    path: str
    """With the names of its values in braces."""
    repeatable: bool
    """Whether the request has no further effect when it is sent again."""
    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    query: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    fields: Mapping[str, Any] | None = field(default=None, repr=False)
    """The fields of a JSON body."""
    nullable: tuple[str, ...] = ()
    """The fields that are sent if they are None."""
    content: bytes | str | None = field(default=None, repr=False)
    """Any other body."""
    content_type: str = "application/json"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def url(self) -> str:
        """The path and the query, with their values."""
        path = re.sub(r"\{(\w+)\}", lambda name: quote(self.values[name[1]], safe=""), self.path)
        query = {name: _written(value) for name, value in self.query.items() if value is not None}
        return f"{path}?{urlencode(query, doseq=True)}" if query else path

    def body(self) -> bytes | None:
        """The body as it is sent."""
        if self.fields is not None:
            return json.dumps(dict(self._given(self.fields))).encode()
        return self.content.encode() if isinstance(self.content, str) else self.content

    def _given(self, fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in fields.items():
            if value is not OMITTED and (value is not None or name in self.nullable):
                yield name, value


def new_key() -> str:
    """An idempotency key of one request."""
    return str(uuid.uuid4())


class _AnswersAsTheyAre(HTTPErrorProcessor):
    """Follows no redirect, which could lead a key elsewhere, and raises nothing."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response


class BaseClient:
    """A client without operations."""

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        platform: str | None = None,
        api_version: str | None = None,
        retries: int = 2,
        longest_pause: float = 20,
        timeout: float = 60,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Opens no connection; each request has one of its own, so threads may share a client.

        Args:
            base_url: The address of the service, without `/api/v1`.
            api_key: For the operations of staff, `obk_…`.
            platform: The platform that requests are about, if the key is of all platforms.
            api_version: The version of the API to expect; another one is refused by the service.
            retries: How often a request is repeated that failed and may succeed later; 0 for never.
            longest_pause: The longest pause before a repetition, in seconds. An error that asks for
                a longer one is raised.
            timeout: How long to wait for a connection, and for each part of an answer, in seconds.
            ssl_context: Instead of the default one, for certificates of your own.
        """
        self._base_url = _checked_url(base_url)
        self._platform = platform
        self._retries = retries
        self._longest_pause = longest_pause
        self._timeout = timeout
        self._headers = {"User-Agent": "connect-onboarding-python"}
        if api_key is not None:
            self._headers["Authorization"] = f"Bearer {_checked_key(api_key)}"
        if platform is not None:
            self._headers["Platform"] = platform
        if api_version is not None:
            self._headers["Api-Version"] = api_version
        https = HTTPSHandler(context=ssl_context)
        self._opener = build_opener(_AnswersAsTheyAre, https)

    def __repr__(self) -> str:
        platform = "" if self._platform is None else f", platform={self._platform!r}"
        return f"{type(self).__name__}({self._base_url!r}{platform})"

    def _json(self, call: Call) -> Any:
        return _parsed(call, self._exchange(call, HTTPResponse.read))

    def _text(self, call: Call) -> str:
        return self._exchange(call, HTTPResponse.read).decode()

    def _nothing(self, call: Call) -> None:
        self._exchange(call, HTTPResponse.read)

    def _location(self, call: Call) -> str:
        return self._exchange(call, lambda response: response.headers["Location"])

    def _lines(self, call: Call) -> Stream[Any]:
        return self._stream(call, lambda chunks: (_parsed(call, line) for line in lines_of(chunks)))

    def _chunks(self, call: Call) -> Stream[bytes]:
        return self._stream(call, lambda chunks: chunks)

    def _exchange(self, call: Call, read: Callable[[HTTPResponse], T]) -> T:
        """The whole answer. It is asked for again if it was cut off."""

        def attempt() -> T:
            request = self._request(call)
            with _lost_connections(call), self._open(call, request) as response:
                return read(response)

        return self._repeated(call, attempt)

    def _stream(self, call: Call, items_of: Callable[[Iterator[bytes]], Iterator[T]]) -> Stream[T]:
        """The answer while it arrives. It is not asked for again once it has begun."""

        def attempt() -> HTTPResponse:
            request = self._request(call)
            with _lost_connections(call):
                return self._open(call, request)

        def items(response: HTTPResponse) -> Iterator[T]:
            with _lost_connections(call):
                yield from items_of(chunks_of(response))

        response = self._repeated(call, attempt)
        return Stream(response, items(response))

    def _repeated(self, call: Call, attempt: Callable[[], T]) -> T:
        retries = self._retries if call.repeatable else 0
        return repeated(attempt, retries=retries, longest_pause=self._longest_pause)

    def _request(self, call: Call) -> Request:
        body = call.body()
        headers = {**self._headers, **call.headers}
        if body is not None:
            headers["Content-Type"] = call.content_type
        return Request(self._base_url + call.url(), body, headers, method=call.method)

    def _open(self, call: Call, request: Request) -> HTTPResponse:
        """An answer whose body is still to be read. Raises an ApiError if it is an error."""
        response: HTTPResponse = self._opener.open(request, timeout=self._timeout)
        if response.status < 300 or response.status == HTTPStatus.SEE_OTHER:
            return response
        with response:
            raise _error_of(call, response)


@contextmanager
def _lost_connections(call: Call) -> Generator[None, None, None]:
    """Raises failures of the connection as errors of this package."""
    try:
        yield
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise TransportError(f"{call}: {type(reason).__name__}: {reason}") from error


def _parsed(call: Call, text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise OnboardingError(f"{call}: the answer is not JSON. Is base_url right?") from error


def _error_of(call: Call, response: HTTPResponse) -> ApiError:
    is_problem = response.headers.get_content_type() == _PROBLEM
    problem: dict[str, Any] = _parsed(call, response.read()) if is_problem else {}
    may_cure = problem.get("retryable") is True if is_problem else response.status in _OF_PROXIES
    return ApiError(
        str(call),
        response.status,
        {"title": response.reason, "requestId": response.headers.get("X-Request-Id"), **problem},
        retryable=may_cure,
        retry_after=_seconds_until(response.headers.get("Retry-After")),
    )


def _seconds_until(retry_after: str | None) -> float | None:
    """How long `Retry-After` asks to wait: a number of seconds or a date. None if it is neither."""
    if retry_after is None:
        return None
    if re.fullmatch("[0-9]+", retry_after):
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None


def _checked_url(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("base_url must be a URL that begins with https:// or http://")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("base_url must have no user, no query and no fragment")
    return base_url.rstrip("/")


def _checked_key(api_key: str) -> str:
    # Checked here, because the error of the standard library would repeat the key.
    if not re.fullmatch("[!-~]+", api_key):
        raise ValueError("api_key may contain only visible ASCII characters, and no line end")
    return api_key


def _written(value: Any) -> Any:
    """A value of the query, as the service reads it."""
    return str(value).lower() if isinstance(value, bool) else value
