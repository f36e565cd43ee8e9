"""The exceptions of this package. Their messages contain no value of a request."""

from collections.abc import Mapping
from typing import Any

from .types import FieldFault, ProblemCode


class OnboardingError(Exception):
    """The base of all exceptions of this package."""


class ApiError(OnboardingError):
    """An answer that is an error: a problem (RFC 9457) of the service, or an error of a proxy."""

    status: int
    """The HTTP status."""
    code: ProblemCode | None
    """What happened: decide by it. None if the answer is not a problem of the service."""
    title: str
    """A short summary, the same for every problem with this code."""
    detail: str
    """An explanation for people."""
    request_id: str | None
    """The id of the request in the log of the service."""
    retryable: bool
    """Whether the same request can succeed later."""
    retry_after: float | None
    """How long the service asks to wait before that, in seconds."""
    errors: list[FieldFault]
    """With `VALIDATION_FAILED`: everything that is wrong with the request."""
    client_id: str | None
    """With `CLIENT_EXISTS` and `EXTERNAL_ID_EXISTS`: who exists, for keys with `clients:read`."""

    def __init__(
        self,
        operation: str,
        status: int,
        problem: Mapping[str, Any],
        *,
        retryable: bool,
        retry_after: float | None,
    ) -> None:
        self.status = status
        self.code = problem.get("code")
        self.title = problem.get("title", "")
        self.detail = problem.get("detail", "")
        self.request_id = problem.get("requestId")
        self.retryable = retryable
        self.retry_after = retry_after
        self.errors = problem.get("errors", [])
        self.client_id = problem.get("clientId")
        said = f"{self.code}: {self.detail}" if self.code else self.title
        super().__init__(f"{operation}: {status} {said}")


class TransportError(OnboardingError):
    """There is no answer, or it was cut off. Whether the request took effect is unknown."""

    retryable: bool = True
    retry_after: float | None = None


class EventVerificationError(OnboardingError):
    """A request that does not prove that it is an event of the service. Answer it with 400."""
