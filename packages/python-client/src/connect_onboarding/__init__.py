"""A client of the connect-onboarding API, and the verification of the events that it sends."""

from ._core import OMITTED, Omitted
from ._stream import Stream
from .client import OnboardingClient
from .errors import ApiError, EventVerificationError, OnboardingError, TransportError
from .events import VerifiedEvent, verify_event
from .types import OnboardingEvent, Problem, ProblemCode

__all__ = [
    "OMITTED",
    "ApiError",
    "EventVerificationError",
    "Omitted",
    "OnboardingClient",
    "OnboardingError",
    "OnboardingEvent",
    "Problem",
    "ProblemCode",
    "Stream",
    "TransportError",
    "VerifiedEvent",
    "verify_event",
]
