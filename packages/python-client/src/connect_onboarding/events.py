"""Verifies events that the service sends to webhook endpoints (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .errors import EventVerificationError
from .types import OnboardingEvent

_SHORTEST_KEY = 16


class Headers(Protocol):
    """The headers of a request: a dictionary, or the object of a web framework."""

    def items(self) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class VerifiedEvent:
    """An event of the service."""

    id: str
    """The same for each attempt to deliver the event: ignore an id that you have handled."""
    event: OnboardingEvent
    """Its `type` says which fields it has. Later versions of the service may send other types."""


def verify_event(
    payload: bytes | str,
    headers: Headers,
    secrets: str | Iterable[str],
    *,
    tolerance: float = 300,
) -> VerifiedEvent:
    """The event in a request.

    Args:
        payload: The body as it was received. Parsed and written again, it has another signature.
        headers: The headers of the request, in any case.
        secrets: The secret of the endpoint, `whsec_…`; or several, one of which must have signed
            the event.
        tolerance: How far the time of the event may be from this machine's, in seconds.

    Raises:
        EventVerificationError: It is not signed with one of the secrets, not whole, or not recent.
        ValueError: A secret is not one of an endpoint.
    """
    keys = [_key_of(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    event_id = _header(headers, "webhook-id")
    timestamp = _header(headers, "webhook-timestamp")
    signatures = _header(headers, "webhook-signature")
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        raise EventVerificationError("webhook-timestamp is no number of seconds")
    if abs(time.time() - int(timestamp)) > tolerance:
        raise EventVerificationError("the event was sent too long ago, or the clocks differ")
    body = payload if isinstance(payload, bytes) else _encoded(payload)
    signed = b".".join([_encoded(event_id), _encoded(timestamp), body])
    if not _is_signed(signed, signatures, keys):
        raise EventVerificationError("no signature is right")
    return VerifiedEvent(event_id, json.loads(body))


def _header(headers: Headers, name: str) -> str:
    value = next((value for key, value in headers.items() if key.lower() == name), "")
    if not value:
        raise EventVerificationError(f"the header {name} is missing")
    return value


def _key_of(secret: str) -> bytes:
    key = _decoded(secret.removeprefix("whsec_"))
    if key is None or len(key) < _SHORTEST_KEY:
        raise ValueError("a secret of an endpoint looks like whsec_…, in base64")
    return key


def _is_signed(signed: bytes, signatures: str, keys: list[bytes]) -> bool:
    expected = [hmac.digest(key, signed, hashlib.sha256) for key in keys]
    for signature in signatures.split(" "):
        version, _, encoded = signature.partition(",")
        given = _decoded(encoded) if version == "v1" else None
        if given is not None and any(hmac.compare_digest(given, right) for right in expected):
            return True
    return False


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        return None


def _encoded(text: str) -> bytes:
    # The service signs no lone surrogate, so its bytes match no signature, and raise nothing else.
    return text.encode("utf-8", "surrogatepass")
