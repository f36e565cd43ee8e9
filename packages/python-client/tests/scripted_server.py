"""A server that gives scripted answers, and remembers what it was asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from unittest import TestCase
from unittest.mock import patch

from connect_onboarding import OnboardingClient


@dataclass(frozen=True)
class Answer:
    """An answer; or none, if the status is 0: the connection is closed."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    is_whole: bool = True
    """Whether the end of the body is sent, too."""


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def problem(status: int, *, retryable: bool, **headers: str) -> Answer:
    body = {
        "type": "about:blank",
        "title": "Title",
        "status": status,
        "detail": "Detail.",
        "code": "SERVICE_UNAVAILABLE",
        "requestId": "request-1",
        "retryable": retryable,
    }
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    content_type = {"Content-Type": "application/problem+json; charset=utf-8"}
    return Answer(status, json.dumps(body).encode(), {**content_type, **names})


class ScriptedServer:
    """Gives these answers in turn, and pauses for no repetition."""

    def __init__(self, test: TestCase, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.pauses: list[float] = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self._next))
        self.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        test.addCleanup(server.server_close)
        test.addCleanup(server.shutdown)
        sleep = patch("connect_onboarding._retrying.time.sleep", self.pauses.append)
        sleep.start()
        test.addCleanup(sleep.stop)

    def client(self, **options: Any) -> OnboardingClient:
        return OnboardingClient(self.url, **options)

    def _next(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else Answer(500)


def _handler_of(answer_to: Callable[[Asked], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                return
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = answer_to(Asked(self.command, self.path, self.headers, body))
            if answer.status == 0:
                return
            self.send_response(answer.status)
            length = len(answer.body) + (0 if answer.is_whole else 1)
            if "Transfer-Encoding" not in answer.headers:
                self.send_header("Content-Length", str(length))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
