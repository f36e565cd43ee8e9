"""Repeats what failed and may succeed later."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import ApiError, TransportError

FIRST_PAUSE = 0.5

T = TypeVar("T")


def repeated(attempt: Callable[[], T], *, retries: int, longest_pause: float) -> T:
    """The result of the first attempt that succeeds, or else the error of the last one.

    An error that asks for a longer pause than `longest_pause` is left to the caller.
    """
    tries = 0
    while True:
        try:
            return attempt()
        except (ApiError, TransportError) as error:
            asked = error.retry_after
            is_too_long = asked is not None and asked > longest_pause
            if tries >= retries or not error.retryable or is_too_long:
                raise
        time.sleep(_pause(tries, asked, longest_pause))
        tries += 1


def _pause(tries: int, asked: float | None, longest: float) -> float:
    """As long as the service asks for, or twice as long each time.

    The random part keeps many callers from coming back at the same moment.
    """
    if asked is not None:
        return asked + random.random() * FIRST_PAUSE
    return min(longest, FIRST_PAUSE * 2**tries) * (0.5 + random.random() / 2)
