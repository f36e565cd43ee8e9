"""What test/e2e/python-client.test.ts, which runs these tests, gives them."""

import json
import os
from typing import TypedDict


class Signed(TypedDict):
    """An event that the npm package standardwebhooks has signed."""

    body: str
    id: str
    timestamp: int
    signatures: dict[str, str]
    """By the name of the secret."""


class Environment(TypedDict):
    url: str
    key: str
    secrets: dict[str, str]
    signed: dict[str, Signed]
    """By when it was sent."""


def given() -> Environment:
    if "CONNECT_ONBOARDING_TEST" not in os.environ:
        raise RuntimeError("these tests are run by: npm test -- test/e2e/python-client.test.ts")
    return json.loads(os.environ["CONNECT_ONBOARDING_TEST"])
