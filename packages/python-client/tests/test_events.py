"""The verification of events that the npm package standardwebhooks has signed."""

import json
import unittest
from email.message import Message

from connect_onboarding import EventVerificationError, VerifiedEvent, verify_event

from .environment import Signed, given

SECRETS = given()["secrets"]
SIGNED = given()["signed"]
NOW = SIGNED["now"]


def headers_of(signed: Signed, *signed_by: str) -> dict[str, str]:
    return {
        "webhook-id": signed["id"],
        "webhook-timestamp": str(signed["timestamp"]),
        "webhook-signature": " ".join(signed["signatures"][name] for name in signed_by),
    }


HEADERS = headers_of(NOW, "old")


class Verification(unittest.TestCase):
    def refuses(
        self,
        payload: bytes | str = NOW["body"],
        headers: dict[str, str] = HEADERS,
        secrets: list[str] | str = SECRETS["old"],
    ) -> None:
        with self.assertRaises(EventVerificationError):
            verify_event(payload, headers, secrets)

    def test_a_signed_event_is_verified_as_text_and_as_bytes_with_headers_in_any_form(self) -> None:
        message = Message()
        for name, value in HEADERS.items():
            message[name.title()] = value
        upper = {name.upper(): value for name, value in HEADERS.items()}
        for payload in [NOW["body"], NOW["body"].encode()]:
            for headers in [HEADERS, upper, message]:
                verified = verify_event(payload, headers, SECRETS["old"])
                self.assertEqual(verified, VerifiedEvent(NOW["id"], json.loads(NOW["body"])))

    def test_while_a_secret_is_rotated_either_side_may_have_both(self) -> None:
        old, new, other = SECRETS["old"], SECRETS["new"], SECRETS["other"]
        for signed_by, known in [
            (["old", "new"], [old]),
            (["old", "new"], [new]),
            (["old"], [old, new]),
            (["new"], [old, new]),
            (["new", "old"], [other, old]),
        ]:
            verify_event(NOW["body"], headers_of(NOW, *signed_by), known)
        self.refuses(headers=headers_of(NOW, "old", "new"), secrets=other)
        self.refuses(secrets=[])

    def test_what_was_changed_on_the_way_is_refused(self) -> None:
        self.refuses(payload=NOW["body"].replace("acct_1", "acct_2"))
        self.refuses(payload=json.dumps(json.loads(NOW["body"]), indent=2))
        self.refuses(payload=f"\ufeff{NOW['body']}")
        self.refuses(payload=f"{NOW['body']}\ud800")
        self.refuses(payload=NOW["body"].encode("utf-16"))
        self.refuses(headers={**HEADERS, "webhook-id": "event-2"})
        self.refuses(headers={**HEADERS, "webhook-timestamp": str(NOW["timestamp"] + 1)})
        for name in HEADERS:
            self.refuses(headers={**HEADERS, name: ""})
            self.refuses(headers={key: value for key, value in HEADERS.items() if key != name})

    def test_a_signature_or_a_time_of_another_form_is_refused(self) -> None:
        right = HEADERS["webhook-signature"].removeprefix("v1,")
        for signature in [
            f"v2,{right}",
            f"v1a,{right}",
            right,
            "v1,",
            "v1",
            "v1,%%%",
            "v1,AAAA",
            ",",
            "v1,ä",
        ]:
            self.refuses(headers={**HEADERS, "webhook-signature": signature})
        for timestamp in ["soon", "1e9", "-1", "1.5", "٣", f"{NOW['timestamp']}0000000", " 1"]:
            self.refuses(headers={**HEADERS, "webhook-timestamp": timestamp})

    def test_an_event_may_be_five_minutes_old_or_ahead_and_no_more(self) -> None:
        for when in ["a while ago", "a while ahead"]:
            verify_event(SIGNED[when]["body"], headers_of(SIGNED[when], "old"), SECRETS["old"])
        for when in ["long ago", "far ahead"]:
            late = SIGNED[when]
            self.refuses(payload=late["body"], headers=headers_of(late, "old"))
            verify_event(late["body"], headers_of(late, "old"), SECRETS["old"], tolerance=3600)

    def test_a_secret_of_another_form_is_refused_without_repeating_it(self) -> None:
        for secret in [
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_secret of an endpoint",
            "",
            "obk_secret_ä",
        ]:
            with self.assertRaises(ValueError) as raised:
                verify_event(NOW["body"], HEADERS, [SECRETS["old"], secret])
            self.assertEqual(
                str(raised.exception), "a secret of an endpoint looks like whsec_…, in base64"
            )


if __name__ == "__main__":
    unittest.main()
