"""What is sent, what is repeated, and what is raised, against scripted answers."""

import email.utils
import socket
import unittest
from collections.abc import Callable

from connect_onboarding import ApiError, OnboardingClient, OnboardingError, TransportError

from .scripted_server import Answer, ScriptedServer, problem

UNAVAILABLE = problem(503, retryable=True)
LOST = Answer(0)
PAGE = {"Content-Type": "text/html"}
KEY = "obk_1_secret"


class Repetitions(unittest.TestCase):
    def test_a_503_is_repeated_after_the_pause_that_it_asks_for(self) -> None:
        server = ScriptedServer(self, problem(503, retryable=True, Retry_After="3"), Answer())
        self.assertEqual(server.client().show_client("c"), {})
        self.assertEqual(len(server.asked), 2)
        self.assertTrue(3 <= server.pauses[0] <= 3.5, server.pauses)

    def test_a_date_of_retry_after_is_waited_for(self) -> None:
        past = email.utils.formatdate(0, usegmt=True)
        server = ScriptedServer(self, problem(503, retryable=True, Retry_After=past), Answer())
        server.client().show_client("c")
        self.assertTrue(0 <= server.pauses[0] <= 0.5, server.pauses)

    def test_pauses_that_are_not_asked_for_grow_up_to_the_longest(self) -> None:
        server = ScriptedServer(self, *[UNAVAILABLE] * 4, Answer())
        server.client(retries=4, longest_pause=3).show_client("c")
        for pause, most in zip(server.pauses, [0.5, 1, 2, 3], strict=True):
            self.assertTrue(most / 2 <= pause <= most, server.pauses)

    def test_a_longer_pause_than_the_longest_is_left_to_the_caller(self) -> None:
        server = ScriptedServer(self, problem(429, retryable=True, Retry_After="21"))
        with self.assertRaises(ApiError) as raised:
            server.client().show_client("c")
        self.assertEqual((raised.exception.retry_after, server.pauses), (21.0, []))

    def test_what_a_proxy_answers_and_a_lost_connection_are_repeated(self) -> None:
        cut_off = Answer(is_whole=False)
        for failure in [
            LOST,
            cut_off,
            *[Answer(status, b"<h1>", PAGE) for status in (429, 502, 503, 504)],
        ]:
            server = ScriptedServer(self, failure, LOST, Answer())
            self.assertEqual(server.client().show_client("c"), {}, failure)

    def test_a_refused_connection_and_a_timeout_are_repeated(self) -> None:
        pauses = ScriptedServer(self).pauses
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with self.assertRaisesRegex(TransportError, "timed out"):
                OnboardingClient(url, timeout=0.05).show_client("c")
        with self.assertRaisesRegex(TransportError, "ConnectionRefusedError"):
            OnboardingClient(url).show_client("c")
        self.assertEqual(len(pauses), 4)

    def test_what_would_fail_again_is_raised_at_the_first_time(self) -> None:
        final = [Answer(status, b"<h1>", PAGE) for status in (404, 500)]
        foreign = Answer(
            503, b'{"title": "of a gateway"}', {"Content-Type": "application/problem+json"}
        )
        for answer in [
            problem(503, retryable=False),
            problem(409, retryable=False),
            foreign,
            *final,
        ]:
            server = ScriptedServer(self, answer, Answer())
            with self.assertRaises(ApiError) as raised:
                server.client().show_client("c")
            self.assertEqual((raised.exception.status, len(server.asked)), (answer.status, 1))

    def test_after_the_last_repetition_its_failure_is_raised(self) -> None:
        server = ScriptedServer(self, UNAVAILABLE, LOST, problem(502, retryable=True))
        with self.assertRaises(ApiError) as raised:
            server.client().show_client("c")
        self.assertEqual(raised.exception.status, 502)
        with self.assertRaises(TransportError):
            ScriptedServer(self, LOST).client(retries=0).show_client("c")

    def test_an_invitation_is_repeated_under_one_key_which_the_client_makes(self) -> None:
        server = ScriptedServer(self, UNAVAILABLE, LOST, Answer(201), Answer(201))
        client = server.client()
        client.invite_client(name="Ada", email="ada@example.com")
        client.invite_client(name="Ada", email="ada@example.com")
        *repeated, other = [asked.headers["Idempotency-Key"] for asked in server.asked]
        self.assertRegex(other, "^[0-9a-f-]{36}$")
        self.assertEqual(repeated, [repeated[0]] * 3)
        self.assertNotEqual(repeated[0], other)

    def test_a_key_of_the_caller_is_kept(self) -> None:
        server = ScriptedServer(self, UNAVAILABLE, Answer(201))
        server.client().issue_token("c", idempotency_key="order-17")
        self.assertEqual(
            [asked.headers["Idempotency-Key"] for asked in server.asked], ["order-17"] * 2
        )

    def test_only_posts_that_have_a_further_effect_are_sent_once(self) -> None:
        calls: list[tuple[Callable[[OnboardingClient], object], int]] = [
            (lambda client: client.open_link(token="t"), 2),
            (lambda client: client.revoke_token("t"), 2),
            (lambda client: client.change_client("c", name="Grace"), 2),
            (lambda client: client.put_client("x", name="Ada", email="ada@example.com"), 2),
            (lambda client: client.erase_client("c"), 2),
            (lambda client: client.export_clients(), 2),
            (lambda client: client.request_new_link(token="t"), 1),
            (lambda client: client.create_webhook_endpoint(url="https://app.example.com"), 1),
            (lambda client: client.import_clients(content="", content_type="text/csv"), 1),
        ]
        for call, times in calls:
            server = ScriptedServer(self, UNAVAILABLE, UNAVAILABLE)
            with self.assertRaises(ApiError):
                call(server.client(retries=1))
            self.assertEqual(len(server.asked), times, server.asked[0].path)


class Requests(unittest.TestCase):
    def test_the_key_the_platform_and_the_version_are_in_each_request(self) -> None:
        server = ScriptedServer(self, Answer(), Answer())
        server.client(api_key=KEY, platform="acme", api_version="2026-11-28").show_client("c")
        server.client().show_client("c")
        names = ["Authorization", "Platform", "Api-Version"]
        sent = [[asked.headers[name] for name in names] for asked in server.asked]
        self.assertEqual(sent, [[f"Bearer {KEY}", "acme", "2026-11-28"], [None, None, None]])

    def test_values_are_quoted_and_lists_repeat_their_name(self) -> None:
        server = ScriptedServer(self, Answer(), Answer(), Answer())
        client = server.client()
        client.put_client("a/b ü?", name="Ada", email="ada@example.com")
        client.list_clients(next_action=["client", "provider"], q="a&b", limit=2)
        with client.import_clients(content="", content_type="text/csv", dry_run=True) as lines:
            list(lines)
        self.assertEqual(
            [asked.path for asked in server.asked],
            [
                "/api/v1/clients/by-external-id/a%2Fb%20%C3%BC%3F",
                "/api/v1/clients?nextAction=client&nextAction=provider&q=a%26b&limit=2",
                "/api/v1/clients/import?dryRun=true",
            ],
        )
        self.assertEqual(server.asked[2].headers["Content-Type"], "text/csv")

    def test_null_is_sent_where_it_means_something_and_only_there(self) -> None:
        server = ScriptedServer(self, *[Answer()] * 4)
        client = server.client()
        client.change_client("c", name="Grace")
        client.change_client("c", country=None)
        client.invite_client(name="Ada", email="ada@example.com", country=None, send_email=False)
        client.revoke_token("t")
        self.assertEqual(
            [asked.json for asked in server.asked[:2]], [{"name": "Grace"}, {"country": None}]
        )
        self.assertEqual(
            server.asked[2].json, {"name": "Ada", "email": "ada@example.com", "sendEmail": False}
        )
        self.assertEqual(server.asked[3].body, b"")

    def test_a_base_url_may_have_a_path(self) -> None:
        server = ScriptedServer(self, Answer())
        OnboardingClient(f"{server.url}/onboarding/").is_alive()
        self.assertEqual(server.asked[0].path, "/onboarding/livez")


class Failures(unittest.TestCase):
    def test_a_redirect_is_not_followed_so_that_no_key_gets_elsewhere(self) -> None:
        elsewhere = ScriptedServer(self)
        server = ScriptedServer(self, Answer(302, b"", {"Location": elsewhere.url}))
        with self.assertRaises(ApiError) as raised:
            server.client(api_key=KEY).show_client("c")
        self.assertEqual((raised.exception.status, elsewhere.asked), (302, []))

    def test_an_operation_that_redirects_a_browser_says_where_to(self) -> None:
        server = ScriptedServer(self, Answer(303, b"", {"Location": "https://example.com/done"}))
        self.assertEqual(
            server.client().return_from_provider(state="s"), "https://example.com/done"
        )

    def test_an_error_of_a_proxy_has_a_status_and_no_code(self) -> None:
        server = ScriptedServer(self, Answer(502, b"<h1>", {**PAGE, "X-Request-Id": "r"}))
        with self.assertRaises(ApiError) as raised:
            server.client(retries=0).show_client("c")
        error = raised.exception
        self.assertEqual((error.status, error.code, error.title), (502, None, "Bad Gateway"))
        self.assertEqual((error.detail, error.request_id, error.retryable), ("", "r", True))

    def test_an_export_that_was_cut_off_is_not_taken_for_a_whole_one(self) -> None:
        chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/x-ndjson"}
        for rest in [b"", b'4\r\n{"n"', b'8\r\n{"n": 2}\n']:
            body = b'9\r\n{"n": 1}\n\r\n' + rest
            lines = ScriptedServer(self, Answer(200, body, chunked)).client().export_clients()
            self.assertEqual(next(lines), {"n": 1})
            with self.assertRaises(TransportError):
                list(lines)

    def test_lines_arrive_whole_wherever_they_are_cut(self) -> None:
        chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/x-ndjson"}
        text = '{"n": "ä"}\n\n{"n": 2}\n{"n": 3}'.encode()
        body = b"".join(b"1\r\n" + text[at : at + 1] + b"\r\n" for at in range(len(text)))
        server = ScriptedServer(self, Answer(200, body + b"0\r\n\r\n", chunked))
        self.assertEqual(list(server.client().export_clients()), [{"n": "ä"}, {"n": 2}, {"n": 3}])

    def test_an_answer_that_is_not_json_is_an_error_and_not_repeated(self) -> None:
        server = ScriptedServer(self, Answer(200, b"<h1>Welcome</h1>", PAGE), Answer())
        with self.assertRaisesRegex(OnboardingError, "base_url") as raised:
            server.client().show_client("c")
        self.assertNotIsInstance(raised.exception, TransportError)
        self.assertEqual(len(server.asked), 1)

    def test_no_secret_is_in_a_repr_or_a_message(self) -> None:
        server = ScriptedServer(self, problem(404, retryable=False), Answer(404), LOST)
        client = server.client(api_key=KEY, platform="acme", retries=0)
        said = [repr(client)]
        for _ in range(3):
            with self.assertRaises(OnboardingError) as raised:
                client.open_link_by_url(token="obt_secret")
            said += [str(raised.exception), repr(raised.exception)]
        self.assertIn("GET /api/v1/onboard-client: 404 SERVICE_UNAVAILABLE: Detail.", said)
        self.assertIn("platform='acme'", said[0])
        self.assertNotIn("secret", "".join(said))

    def test_a_key_or_an_address_that_cannot_be_right_is_refused_without_repeating_it(self) -> None:
        for key in ["obk_secret\n", "obk secret", "obk_secret…", ""]:
            with self.assertRaises(ValueError) as raised:
                OnboardingClient("https://api.example.com", api_key=key)
            self.assertNotIn("secret", str(raised.exception))
        for url in [
            "api.example.com",
            "file:///secret",
            "ftp://secret.example.com",
            "https://u:secret@example.com",
            "https://x/?secret",
        ]:
            with self.assertRaises(ValueError) as raised:
                OnboardingClient(url)
            self.assertNotIn("secret", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
