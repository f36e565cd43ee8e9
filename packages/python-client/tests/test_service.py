"""The client with the service itself."""

import os
import re
import unittest
from contextlib import redirect_stdout
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from queue import Queue
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from connect_onboarding import ApiError, OnboardingClient, VerifiedEvent, verify_event

from .environment import given

README = Path(__file__).parent.parent / "README.md"
URL, KEY, SECRETS = given()["url"], given()["key"], given()["secrets"]


def invited(client: OnboardingClient, external_id: str | None = None) -> tuple[str, str]:
    """The id of a new client, and the secret of its link."""
    reply = client.invite_client(
        name="Ada Lovelace", email=f"{uuid4()}@example.com", country="DE", external_id=external_id
    )
    return reply["client"]["id"], reply["onboarding"]["token"]


class Service(unittest.TestCase):
    def setUp(self) -> None:
        self.client = OnboardingClient(URL, api_key=KEY)

    def test_a_client_is_invited_looked_up_opened_and_erased(self) -> None:
        client_id, token = invited(self.client, external_id="crm-1")
        record = self.client.show_client(client_id)
        self.assertEqual(record["client"]["externalId"], "crm-1")
        self.assertEqual(record["onboarding"]["status"], "pending")
        self.assertEqual(OnboardingClient(URL).preview_link(token=token)["status"], "pending")
        self.assertRegex(OnboardingClient(URL).open_link(token=token)["url"], "^http")
        self.assertEqual(self.client.show_client(client_id)["onboarding"]["status"], "in_progress")
        self.assertIsNone(self.client.erase_client(client_id))
        with self.assertRaises(ApiError) as raised:
            self.client.show_client(client_id)
        self.assertEqual(raised.exception.code, "CLIENT_NOT_FOUND")

    def test_a_list_is_read_page_by_page(self) -> None:
        invitations = {invited(self.client)[0] for _ in range(3)}
        page = self.client.list_clients(status="pending", limit=2)
        ids = [record["client"]["id"] for record in page["data"]]
        self.assertEqual(len(ids), 2)
        while cursor := page["nextCursor"]:
            page = self.client.list_clients(status="pending", limit=2, cursor=cursor)
            ids += [record["client"]["id"] for record in page["data"]]
        self.assertLessEqual(invitations, set(ids))
        self.assertEqual(len(ids), len(set(ids)))

    def test_a_change_sends_what_is_given_and_null_clears(self) -> None:
        client_id, _ = invited(self.client)
        self.client.change_client(client_id, name="Grace Hopper")
        client = self.client.show_client(client_id)["client"]
        self.assertEqual((client["name"], client["country"]), ("Grace Hopper", "DE"))
        self.client.change_client(client_id, country=None)
        client = self.client.show_client(client_id)["client"]
        self.assertEqual((client["name"], client["country"]), ("Grace Hopper", None))

    def test_a_refusal_has_everything_that_the_service_says(self) -> None:
        with self.assertRaises(ApiError) as raised:
            OnboardingClient(URL, api_key="obk_wrong_key").count_clients()
        error = raised.exception
        self.assertEqual(
            (error.status, error.code, error.retryable), (401, "UNAUTHENTICATED", False)
        )
        self.assertRegex(error.request_id or "", "^[0-9a-f-]{36}$")
        self.assertTrue(error.title and error.detail)
        self.assertIsNone(error.retry_after)
        with self.assertRaises(ApiError) as raised:
            self.client.invite_client(name="", email="ada@example.com")
        self.assertEqual([fault["field"] for fault in raised.exception.errors], ["name"])
        client_id, _ = invited(self.client, external_id="crm-2")
        with self.assertRaises(ApiError) as raised:
            invited(self.client, external_id="crm-2")
        error = raised.exception
        self.assertEqual((error.code, error.client_id), ("EXTERNAL_ID_EXISTS", client_id))

    def test_an_invitation_with_the_same_key_is_made_once(self) -> None:
        first, second = [
            self.client.invite_client(
                name="Ada", email="once@example.com", idempotency_key="order-1"
            )
            for _ in range(2)
        ]
        self.assertEqual(first["client"]["id"], second["client"]["id"])

    def test_while_the_database_is_away_the_request_is_repeated_when_the_service_says(self) -> None:
        pauses: list[float] = []
        with patch("connect_onboarding._retrying.time.sleep", pauses.append):
            counts = self.client.count_clients()
        self.assertIn("total", counts)
        self.assertEqual(len(pauses), 1)
        self.assertTrue(2 <= pauses[0] <= 2.5, pauses)

    def test_exports_arrive_as_records_or_as_csv(self) -> None:
        client_id, _ = invited(self.client, external_id="crm-3")
        with self.client.export_clients(external_id="crm-3") as records:
            self.assertEqual([record["client"]["id"] for record in records], [client_id])
        with self.client.export_clients(format="csv", external_id="crm-3") as chunks:
            header, row, *rest = b"".join(chunks).decode().splitlines()
        self.assertIn("externalId", header)
        self.assertIn(client_id, row)
        self.assertEqual(rest, [])

    def test_an_import_reports_each_line_and_a_summary(self) -> None:
        file = f"name,email,externalId\nAda,{uuid4()}@example.com,crm-4\nGrace,nothing,crm-5\n"
        with self.client.import_clients(content=file, content_type="text/csv") as lines:
            first, second, summary = lines
        self.assertEqual((first.get("outcome"), second.get("outcome")), ("created", "invalid"))
        self.assertEqual(summary.get("summary", {}).get("created"), 1)

    def test_the_examples_of_the_readme_work(self) -> None:
        first_call, pages, events = re.findall(
            "^```python\n(.*?)^```", README.read_text(), re.M | re.S
        )
        names: dict[str, Any] = {}
        variables = {"ONBOARDING_KEY": KEY, "ONBOARDING_SECRET": SECRETS["old"]}
        with patch.dict(os.environ, variables), redirect_stdout(StringIO()) as said:
            exec(first_call.replace("https://api.example.com", URL), names)
            exec(first_call.replace("https://api.example.com", URL), names)
            exec(pages, names)
            exec(events, names)
            self.assertEqual(names["receive"](SimpleNamespace(body=b"{}", headers={})), 400)
            signed = given()["signed"]["now"]
            headers = {
                "Webhook-Id": signed["id"],
                "Webhook-Timestamp": str(signed["timestamp"]),
                "Webhook-Signature": signed["signatures"]["old"],
            }
            request = SimpleNamespace(body=signed["body"].encode(), headers=headers)
            self.assertEqual(names["receive"](request), 204)
        self.assertRegex(said.getvalue(), r"(?s)^http.*#token=obt_.*\nAda Lovelace ")
        self.assertIn("event-1 3fa85f64", said.getvalue())

    def test_metrics_are_text(self) -> None:
        self.assertIn("# HELP", self.client.read_metrics())

    def test_an_event_arrives_and_is_verified(self) -> None:
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secrets = [SECRETS["other"]]
        endpoint = self.client.create_webhook_endpoint(url=receiver.url)
        receiver.secrets.append(endpoint["secret"])
        client_id, _ = invited(self.client, external_id="crm-6")
        event = receiver.verified.get(timeout=30).event
        if event["type"] != "client.invited":
            self.fail(f"{event['type']} arrived")
        self.assertEqual(event["data"]["clientId"], client_id)
        self.assertEqual(event["data"].get("externalId"), "crm-6")
        self.client.remove_webhook_endpoint(endpoint["id"])


class Receiver:
    """A back end that verifies the events that it receives."""

    def __init__(self) -> None:
        self.verified: Queue[VerifiedEvent] = Queue()
        self.secrets: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.verified.put(verify_event(body, self.headers, receiver.secrets))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/onboarding"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    unittest.main()
