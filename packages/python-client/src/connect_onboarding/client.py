"""The client. Generated from docs/openapi.json by npm run openapi."""

from collections.abc import Sequence
from typing import Literal, overload

from ._core import OMITTED, BaseClient, Call, Omitted, new_key
from ._stream import Stream
from .types import (
    Accepted,
    ActOnClientsAction,
    ActOnClientsFilter,
    Adopted,
    AuditEvents,
    BulkLine,
    BulkSummary,
    ChangedClient,
    ChangeWebhookEndpointEventType,
    ClientCounts,
    ClientData,
    ClientRecord,
    Clients,
    CreateWebhookEndpointEventType,
    DeadJobs,
    Deliveries,
    Diagnostics,
    ImportedLine,
    ImportSummary,
    Invited,
    IsAliveReply,
    IsReadyReply,
    Issued,
    LeftSession,
    LinkPreview,
    LoginLink,
    NextAction,
    Notice,
    NoticeToken,
    OpenedLink,
    OpenedSession,
    OpenLink,
    PlatformAuditEvent,
    Prefill,
    ProviderEvents,
    Readiness,
    ReceiveEventOfReply,
    ReceiveEventReply,
    Redelivered,
    Reminders,
    Replayed,
    Revoked,
    SentCode,
    SyncedClient,
    TokenStatus,
    WebhookEndpoint,
    WebhookEndpoints,
    WebhookEndpointWithSecret,
)


class OnboardingClient(BaseClient):
    """A client of the API, with a method for each of its operations.

    Failures are raised: an ApiError with the `code` of the problem, or a TransportError if there is
    no answer. What failed and may succeed later is repeated, where a repetition has no further
    effect.
    """

    def is_alive(self) -> IsAliveReply:
        """Check liveness.

        Depends on nothing but the process. Restart an instance that does not answer.

        Returns:
            The process is alive.

        Raises:
            ApiError: `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(Call("GET", "/livez", repeatable=True))

    def is_ready(self) -> IsReadyReply:
        """Check readiness.

        Checks the database. Send traffic to an instance only while this answers 200.

        Returns:
            The instance can serve requests.

        Raises:
            ApiError: `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(Call("GET", "/readyz", repeatable=True))

    def open_link_by_url(self, *, token: str) -> OpenedLink:
        """Open a link, with the token in the URL.

        The same as `open_link`, for front ends that open links by GET. URLs end up in logs and
        browser histories, so prefer the POST. Nothing can be accepted or typed by it. The operator
        can turn this route off.

        Args:
            token: The secret in the link, `obt_…`.

        Returns:
            A fresh link to Stripe.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PREFETCH_REFUSED`, `TOKEN_NOT_FOUND`, `MODE_MISMATCH`,
                `COUNTRY_REQUIRED`, `CODE_REQUIRED`, `TERMS_REQUIRED`, `TOKEN_REVOKED`,
                `TOKEN_EXPIRED`, `TOKEN_COMPLETED`, `RATE_LIMITED`, `INTERNAL`,
                `STRIPE_ACCOUNT_CREATE_FAILED`, `STRIPE_ACCOUNT_LINK_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call("GET", "/api/v1/onboard-client", repeatable=True, query={"token": token})
        )

    def open_link(
        self,
        *,
        token: str,
        browser: str | None = None,
        code: str | None = None,
        country: str | None = None,
        terms_version: str | None = None,
    ) -> OpenedLink:
        """Open a link.

        Creates the client's account at Stripe if there is none, and returns a link to Stripe's
        pages: send the browser to `url` immediately. A failure leaves the token unchanged, and it
        can be opened as often as needed.

        Args:
            token: The secret in the link, `obt_…`.
            browser: A random id that the browser generates and stores. If a second browser opens
                the link, the client is notified by email, if the service sends emails. A link that
                completed the onboarding can be opened again in a browser that opened it before, if
                Stripe asks for more and the link has not expired.
            code: The code that was emailed to the client, which is asked for after `CODE_REQUIRED`:
                six digits. Ignored if none is needed.
            country: The country of the business, which the client is asked for after
                `COUNTRY_REQUIRED`: its ISO 3166-1 alpha-2 code, or its name. Ignored if the country
                is known.
            terms_version: The version of the platform's own terms that the client accepts, which it
                is asked for after `TERMS_REQUIRED`; the preview has it as well. Kept with the time
                and the IP address of this request. Ignored if there is nothing to accept.

        Returns:
            A fresh link to Stripe.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PREFETCH_REFUSED`, `TOKEN_NOT_FOUND`, `MODE_MISMATCH`,
                `COUNTRY_REQUIRED`, `CODE_REQUIRED`, `TERMS_REQUIRED`, `COUNTRY_UNAVAILABLE`,
                `CODE_WRONG`, `CODE_OVER`, `TOKEN_REVOKED`, `TOKEN_EXPIRED`, `TOKEN_COMPLETED`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `STRIPE_ACCOUNT_CREATE_FAILED`, `STRIPE_ACCOUNT_LINK_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client",
                repeatable=True,
                fields={
                    "token": token,
                    "browser": browser,
                    "code": code,
                    "country": country,
                    "termsVersion": terms_version,
                },
            )
        )

    def open_session(
        self,
        *,
        token: str,
        browser: str | None = None,
        code: str | None = None,
        country: str | None = None,
        terms_version: str | None = None,
    ) -> OpenedSession:
        """Open a link for Stripe's form.

        The same as `open_link`, for a front end that shows Stripe's form (Connect embedded
        components) in its own page. Every call is an opening. Needs a publishable key in the
        configuration of the service.

        Args:
            token: The secret in the link, `obt_…`.
            browser: A random id that the browser generates and stores. If a second browser opens
                the link, the client is notified by email, if the service sends emails. A link that
                completed the onboarding can be opened again in a browser that opened it before, if
                Stripe asks for more and the link has not expired.
            code: The code that was emailed to the client, which is asked for after `CODE_REQUIRED`:
                six digits. Ignored if none is needed.
            country: The country of the business, which the client is asked for after
                `COUNTRY_REQUIRED`: its ISO 3166-1 alpha-2 code, or its name. Ignored if the country
                is known.
            terms_version: The version of the platform's own terms that the client accepts, which it
                is asked for after `TERMS_REQUIRED`; the preview has it as well. Kept with the time
                and the IP address of this request. Ignored if there is nothing to accept.

        Returns:
            A fresh session for Stripe's form.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PREFETCH_REFUSED`, `TOKEN_NOT_FOUND`, `MODE_MISMATCH`,
                `COUNTRY_REQUIRED`, `CODE_REQUIRED`, `TERMS_REQUIRED`, `COUNTRY_UNAVAILABLE`,
                `CODE_WRONG`, `CODE_OVER`, `PUBLISHABLE_KEY_MISSING`, `TOKEN_REVOKED`,
                `TOKEN_EXPIRED`, `TOKEN_COMPLETED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_CREATE_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `STRIPE_ACCOUNT_SESSION_FAILED`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client/session",
                repeatable=True,
                fields={
                    "token": token,
                    "browser": browser,
                    "code": code,
                    "country": country,
                    "termsVersion": terms_version,
                },
            )
        )

    def leave_session(self, *, token: str) -> LeftSession:
        """Leave Stripe's form.

        Call this when the client leaves Stripe's form (`setOnExit`), which proves nothing: fetches
        the account from Stripe, as the return from its pages does, and says how far the client is
        and where it continues.

        Args:
            token: The secret in the link, `obt_…`.

        Returns:
            How far the client is, and where it continues.

        Raises:
            ApiError: `VALIDATION_FAILED`, `TOKEN_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client/session/exit",
                repeatable=True,
                fields={"token": token},
            )
        )

    def preview_link(self, *, token: str, browser: str | None = None) -> LinkPreview:
        """Preview a link.

        Shows whose link it is, its status, and what its holder can do now, even if it no longer
        works. Changes nothing and does not call Stripe.

        Args:
            token: The secret in the link, `obt_…`.
            browser: A random id that the browser generates and stores. If a second browser opens
                the link, the client is notified by email, if the service sends emails. A link that
                completed the onboarding can be opened again in a browser that opened it before, if
                Stripe asks for more and the link has not expired.

        Returns:
            Whose link it is, and its status.

        Raises:
            ApiError: `VALIDATION_FAILED`, `TOKEN_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client/preview",
                repeatable=True,
                fields={"token": token, "browser": browser},
            )
        )

    def request_new_link(
        self, *, token: str | None = None, email: str | None = None, platform: str | None = None
    ) -> Accepted:
        """Request a new link.

        Emails a new link to the client's stored email address if this one has expired or was
        replaced by such a request, or if the onboarding is completed and Stripe asks for more; at
        most three times a day. The reply is the same for every token, and takes the same time.
        Every request is recorded in the audit trail. With an email address instead of a token, each
        client of the platform with this address that has something to do is emailed a link there,
        and one whose link works gets another link and keeps it; the same reply after the same time,
        known or not.

        Args:
            token: The secret in the link, `obt_…`.
            email: Instead of a token: the address that the platform has for the client, as people
                type it.
            platform: The platform of the address, where several share the host. Not for tokens.

        Returns:
            The request was accepted.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_NOT_FOUND`, `MAIL_NOT_CONFIGURED`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client/request-new-link",
                repeatable=False,
                query={"platform": platform},
                fields={"token": token, "email": email},
            )
        )

    def send_code(self, *, token: str, browser: str | None = None) -> SentCode:
        """Email a code for a link.

        Emails a code of six digits to the client's stored address, if the platform wants links to
        be confirmed (`CONFIRM_BY_EMAIL`). Open the link with it within ten minutes. It ends with
        five wrong tries, and when another one is sent; of one link there are at most five in an
        hour and ten in a day. Once the code was typed, the same `browser` is not asked again for an
        hour.

        Args:
            token: The secret in the link, `obt_…`.
            browser: A random id that the browser generates and stores. If a second browser opens
                the link, the client is notified by email, if the service sends emails. A link that
                completed the onboarding can be opened again in a browser that opened it before, if
                Stripe asks for more and the link has not expired.

        Returns:
            The code was emailed.

        Raises:
            ApiError: `VALIDATION_FAILED`, `TOKEN_NOT_FOUND`, `CODE_NOT_NEEDED`, `TOKEN_REVOKED`,
                `TOKEN_EXPIRED`, `TOKEN_COMPLETED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `CODE_NOT_SENT`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboard-client/code",
                repeatable=False,
                fields={"token": token, "browser": browser},
            )
        )

    def return_from_provider(self, *, state: str) -> str:
        """Return from Stripe.

        Stripe sends clients back to this URL. Fetches the account from Stripe, and redirects to the
        matching page. If something fails, a browser is redirected to a page, and a program gets the
        problem.

        Args:
            state: The secret in the URL that Stripe was given.

        Returns:
            To the page that shows how far the onboarding is.

        Raises:
            ApiError: `VALIDATION_FAILED`, `STATE_INVALID`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._location(
            Call("GET", "/api/v1/connect/callback", repeatable=True, query={"state": state})
        )

    def refresh_link(self, *, state: str) -> str:
        """Get a fresh account link.

        Stripe sends clients to this URL if their page at Stripe was already used or has expired.
        With `REFRESH=redirect` it leads to a fresh page at Stripe, once and until an hour after the
        expiry of the first. Otherwise, and with `REFRESH=page`, it leads to a page whose button
        opens the link again (`status=again`), or that explains why this is not possible. If
        something fails, a browser is redirected to a page, and a program gets the problem.

        Args:
            state: The secret in the URL that Stripe was given.

        Returns:
            To Stripe's page, or to a page that explains the problem.

        Raises:
            ApiError: `VALIDATION_FAILED`, `STATE_INVALID`, `MODE_MISMATCH`, `RATE_LIMITED`,
                `INTERNAL`, `STRIPE_ACCOUNT_CREATE_FAILED`, `STRIPE_ACCOUNT_LINK_FAILED`,
                `STRIPE_ACCOUNT_RETRIEVE_FAILED`, `ACCOUNT_UNAVAILABLE`, `SERVICE_UNAVAILABLE`.
        """
        return self._location(
            Call("GET", "/api/v1/connect/refresh", repeatable=True, query={"state": state})
        )

    def read_notice(self, *, notice_token: str) -> Notice:
        """Read a notice, with a token.

        The notice of the client that the token is for. Changes nothing and does not call Stripe.

        Args:
            notice_token: The notice token, `obn_…`.

        Returns:
            The notice, in the client's language.

        Raises:
            ApiError: `VALIDATION_FAILED`, `TOKEN_NOT_FOUND`, `TOKEN_EXPIRED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call("POST", "/api/v1/notice", repeatable=True, fields={"noticeToken": notice_token})
        )

    def receive_event(self, *, content: bytes | str, stripe_signature: str) -> ReceiveEventReply:
        """Receive an event from Stripe.

        For Stripe only: the body is an event, v1 or v2, signed in `Stripe-Signature`. It is stored
        once, and a background job processes it.

        Args:
            content: The body, as it is sent.
            stripe_signature: Stripe's signature of the body, at most five minutes old.

        Returns:
            The event is stored, now or since earlier.

        Raises:
            ApiError: `VALIDATION_FAILED`, `SIGNATURE_INVALID`, `PLATFORM_NOT_FOUND`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhooks/stripe",
                repeatable=True,
                headers={"stripe-signature": stripe_signature},
                content=content,
            )
        )

    def receive_event_of(
        self, platform_id: str, *, content: bytes | str, stripe_signature: str
    ) -> ReceiveEventOfReply:
        """Receive an event from Stripe for one of several platforms.

        For Stripe only: the body is an event, v1 or v2, signed in `Stripe-Signature`. It is stored
        once, and a background job processes it.

        Args:
            platform_id: The id of the platform.
            content: The body, as it is sent.
            stripe_signature: Stripe's signature of the body, at most five minutes old.

        Returns:
            The event is stored, now or since earlier.

        Raises:
            ApiError: `VALIDATION_FAILED`, `SIGNATURE_INVALID`, `PLATFORM_NOT_FOUND`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhooks/stripe/{platformId}",
                repeatable=True,
                values={"platformId": platform_id},
                headers={"stripe-signature": stripe_signature},
                content=content,
            )
        )

    def invite_client(
        self,
        *,
        name: str,
        email: str,
        country: str | None = None,
        external_id: str | None = None,
        profile: str | None = None,
        prefill: Prefill | None = None,
        locale: str | None = None,
        return_url: str | None = None,
        metadata: dict[str, str] | None = None,
        expires_in_hours: int | None = None,
        send_email: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Invited:
        """Invite a client.

        Creates a client and issues its link. The link is returned only here: send it to the client.
        `send_email` also requires the scope `emails:send`. Requires an API key with the scope
        `clients:write`.

        Args:
            name: The name of the client. Surrounding spaces are removed.
            email: The client's email address. `Name <address>`, `mailto:`, blanks and invisible
                characters are cleaned, and a domain name outside of ASCII is stored in its ASCII
                form.
            country: A country in which Stripe opens accounts: its ISO 3166-1 alpha-2 code, or its
                name in English or its own language. Stored as the code. If omitted, the country of
                the account profile, or else the client is asked before it goes to Stripe.
            external_id: The client's id in your own system.
            profile: The name of a configured account profile. Default: the default profile. It
                cannot be changed later.
            prefill: What you already know about the business. Stripe does not ask the client for it
                again.
            locale: The language that the client reads, a tag such as `de`, `fr-CA` or `pt-BR`.
                Emails are in English, German, French, Spanish, Italian or Brazilian Portuguese,
                whichever is nearest. If omitted, the language of the platform.
            return_url: Where the client is sent when it returns from Stripe, with `status` added to
                the query: `completed`, `incomplete`, `unavailable`, `unknown`, `expired`, `revoked`
                or `busy`. Its origin must be one of `RETURN_URL_ORIGINS`. If omitted, it is sent to
                the pages of the service.
            metadata: Your own values of the client, given back in its record and in events: at most
                20 texts of 500 characters, under names of 40 letters, digits, `_`, `.` and `-`,
                which begin with a letter or a digit.
            expires_in_hours: How long the link can be opened, in hours. Default: 336 (two weeks),
                unless configured otherwise.
            send_email: Whether the client is also sent an email, with another link. Default: false.
                The reply contains a link anyway.
            idempotency_key: A random string of your own for this request. A request that is sent
                again with the same key takes effect only once; if the first one is still running,
                the repetition waits for its result.

        Returns:
            The client and its link.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `PROFILE_UNKNOWN`,
                `RETURN_URL_NOT_ALLOWED`, `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`,
                `CLIENT_EXISTS`, `EXTERNAL_ID_EXISTS`, `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `IDEMPOTENCY_KEY_REUSED`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients",
                repeatable=True,
                headers={"idempotency-key": idempotency_key or new_key()},
                fields={
                    "name": name,
                    "email": email,
                    "country": country,
                    "externalId": external_id,
                    "profile": profile,
                    "prefill": prefill,
                    "locale": locale,
                    "returnUrl": return_url,
                    "metadata": metadata,
                    "expiresInHours": expires_in_hours,
                    "sendEmail": send_email,
                },
            )
        )

    def list_clients(
        self,
        *,
        status: TokenStatus | None = None,
        readiness: Sequence[Readiness] | None = None,
        next_action: Sequence[NextAction] | None = None,
        stuck_for: str | None = None,
        sort: Literal["-createdAt", "since", "deadline"] | None = None,
        q: str | None = None,
        external_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Clients:
        """List clients.

        Clients that have not been erased, newest first; with `status=expired`, those whose link
        expired last come first. A client must match all filters that are given. A cursor belongs to
        the order of its list. Who is stuck, the longest first:
        `nextAction=client&nextAction=provider&nextAction=operator&sort=since`. Requires an API key
        with the scope `clients:read`.

        Args:
            status: The status of an onboarding token: `pending` until Stripe has created a link for
                it, then `in_progress`. Both can be opened. `completed`, `revoked` and `expired`
                cannot.
            readiness: Whether the account can be paid; several values: one of them.
            next_action: Who has to act next; several values: one of them.
            stuck_for: Neither the status nor the readiness has changed for so long: minutes, hours
                or days, e.g. `90m`, `12h`, `3d`.
            sort: `-createdAt`: the newest first, the default. `since`: the longest unchanged first,
                the default with `stuck_for`. `deadline`: the earliest deadline first; only clients
                that have one.
            q: A part of the name, the email address or the external id, regardless of case. It
                contains three letters or digits in a row, or a letter outside of ASCII.
            external_id: The external id, exactly.
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of clients. Default: 50.

        Returns:
            A page of clients.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/clients",
                repeatable=True,
                query={
                    "status": status,
                    "readiness": readiness,
                    "nextAction": next_action,
                    "stuckFor": stuck_for,
                    "sort": sort,
                    "q": q,
                    "externalId": external_id,
                    "cursor": cursor,
                    "limit": limit,
                },
            )
        )

    def show_client(self, client_id: str) -> ClientRecord:
        """Show a client.

        Shows a client as it is stored, with its latest token and its account. Does not call Stripe.
        Requires an API key with the scope `clients:read`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The client, its token and its account.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET", "/api/v1/clients/{clientId}", repeatable=True, values={"clientId": client_id}
            )
        )

    def change_client(
        self,
        client_id: str,
        *,
        name: str | None = None,
        email: str | None = None,
        country: str | Omitted | None = OMITTED,
        locale: str | Omitted | None = OMITTED,
        return_url: str | Omitted | None = OMITTED,
        metadata: dict[str, str | None] | Omitted | None = OMITTED,
        reminders: Reminders | None = None,
    ) -> ChangedClient:
        """Change a client.

        Changes the fields that are given. A new email address revokes the open link, which was sent
        to the old one. The country cannot be changed once an account at Stripe exists, or may
        exist. The account profile and the prefilled details cannot be changed, because Stripe takes
        them only when it creates the account. The reply has the client, its token and its account
        if the key has the scope `clients:read`. Requires an API key with the scope `clients:write`.

        Args:
            client_id: The `id` of the client.
            name: The name of the client.
            email: The client's email address. `Name <address>`, `mailto:`, blanks and invisible
                characters are cleaned, and a domain name outside of ASCII is stored in its ASCII
                form.
            country: Null: the country is not known.
            locale: Null: the language of the platform.
            return_url: As in an invitation. Null: the client returns to the pages of the service.
            metadata: Values of your own that are set, by their names; all others stay. Null or an
                empty text removes one, and null in place of the object removes all. Names and
                values as in an invitation, and at most 20 after the change.
            reminders: Whether the client gets reminders. `off`: it has stopped them by the link in
                one, or staff have. It still gets all other emails.

        Returns:
            The client as it is now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `RETURN_URL_NOT_ALLOWED`,
                `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`,
                `CLIENT_EXISTS`, `COUNTRY_LOCKED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "PATCH",
                "/api/v1/clients/{clientId}",
                repeatable=True,
                values={"clientId": client_id},
                fields={
                    "name": name,
                    "email": email,
                    "country": country,
                    "locale": locale,
                    "returnUrl": return_url,
                    "metadata": metadata,
                    "reminders": reminders,
                },
                nullable=("country", "locale", "returnUrl", "metadata"),
            )
        )

    def erase_client(self, client_id: str) -> None:
        """Erase a client.

        Permanently removes all personal data of a client and revokes its link. Its ids and its
        audit trail remain. The account at Stripe is not changed. Erasing again has no further
        effect. Requires an API key with the scope `clients:erase`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The client is erased.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `INTENT_UNRESOLVED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._nothing(
            Call(
                "DELETE",
                "/api/v1/clients/{clientId}",
                repeatable=True,
                values={"clientId": client_id},
            )
        )

    def count_clients(self) -> ClientCounts:
        """Count clients.

        How many clients there are, by the words that lists filter by: each number is the length of
        the list with this filter. Requires an API key with the scope `clients:read`.

        Returns:
            The counts.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(Call("GET", "/api/v1/clients/counts", repeatable=True))

    @overload
    def export_clients(
        self,
        *,
        format: Literal["ndjson"] | None = None,
        status: TokenStatus | None = None,
        readiness: Sequence[Readiness] | None = None,
        next_action: Sequence[NextAction] | None = None,
        stuck_for: str | None = None,
        q: str | None = None,
        external_id: str | None = None,
    ) -> Stream[ClientRecord]: ...

    @overload
    def export_clients(
        self,
        *,
        format: Literal["csv"],
        status: TokenStatus | None = None,
        readiness: Sequence[Readiness] | None = None,
        next_action: Sequence[NextAction] | None = None,
        stuck_for: str | None = None,
        q: str | None = None,
        external_id: str | None = None,
    ) -> Stream[bytes]: ...

    def export_clients(
        self,
        *,
        format: Literal["ndjson", "csv"] | None = None,
        status: TokenStatus | None = None,
        readiness: Sequence[Readiness] | None = None,
        next_action: Sequence[NextAction] | None = None,
        stuck_for: str | None = None,
        q: str | None = None,
        external_id: str | None = None,
    ) -> Stream[ClientRecord] | Stream[bytes]:
        """Export clients.

        All clients that match the filters, as a file. A client that exists throughout is in it
        once; one that is invited meanwhile is not. The import reads both formats: it passes over
        what says how a client stands. A cell that begins like a formula has an apostrophe before
        it, which the import removes. Two exports at the same time. Requires an API key with the
        scope `clients:read`.

        Args:
            format: The format of the file. Default: `ndjson`.
            status: The status of an onboarding token: `pending` until Stripe has created a link for
                it, then `in_progress`. Both can be opened. `completed`, `revoked` and `expired`
                cannot.
            readiness: Whether the account can be paid; several values: one of them.
            next_action: Who has to act next; several values: one of them.
            stuck_for: Neither the status nor the readiness has changed for so long: minutes, hours
                or days, e.g. `90m`, `12h`, `3d`.
            q: A part of the name, the email address or the external id, regardless of case. It
                contains three letters or digits in a row, or a letter outside of ASCII.
            external_id: The external id, exactly.

        Returns:
            One client in each line, the newest first: with `format=ndjson` as JSON
            (`ClientRecord`), with `format=csv` with the names of the columns in the first line. A
            file that was not sent completely has no end of its transfer.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        call = Call(
            "GET",
            "/api/v1/clients/export",
            repeatable=True,
            query={
                "format": format,
                "status": status,
                "readiness": readiness,
                "nextAction": next_action,
                "stuckFor": stuck_for,
                "q": q,
                "externalId": external_id,
            },
        )
        return self._chunks(call) if format == "csv" else self._lines(call)

    def export_client_data(self, client_id: str) -> ClientData:
        """Export the data of a client.

        Everything that is stored about a client, for its request of access: its record with its
        account, its tokens, the emails that were sent, and its audit trail. Requires an API key
        with the scope `clients:read`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The data of the client.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/clients/{clientId}/export",
                repeatable=True,
                values={"clientId": client_id},
            )
        )

    def act_on_clients(
        self,
        *,
        action: ActOnClientsAction,
        filter: ActOnClientsFilter | None = None,
        all: bool | None = None,
        dry_run: bool | None = None,
        expires_in_hours: int | None = None,
        send_email: bool | None = None,
        cursor: str | None = None,
    ) -> Stream[BulkLine | BulkSummary]:
        """Act on all clients that match a filter.

        Reminds clients, issues, extends or revokes their links, or refreshes their accounts, one
        after the other, the newest first. `dry_run` says for each what would be done, or why not.
        Each act also requires its own scope: `emails:send` for `remind`, `clients:write` for
        `sync`, `tokens:write` for the others, and `emails:send` for `send_email`. A caller that
        hangs up stops the run after the client in hand. If the last line is missing, send the
        request again with the `cursor` of the last one that arrived; repeating what was done does
        no harm. An empty filter is refused unless `all` is true. Two at the same time for each
        platform. Requires an API key with the scope `clients:read`.

        Args:
            action: `remind`: as `remind_client`. `reissue`: as `issue_token`. `extend`: as
                `extend_token`, the open link. `revoke`: as `revoke_token`, the open link. `sync`:
                as `sync_client`.
            filter: The filters of `list_clients`, and ids. A client must match all that are given.
            all: Whether all clients are meant if the filter is empty. Default: false.
            dry_run: Only reports what would be done to each client, or why not. Default: false.
            expires_in_hours: How long the link can be opened, in hours. Default: 336 (two weeks),
                unless configured otherwise.
            send_email: With `reissue`: whether each client is also sent an email with a link.
                Default: false.
            cursor: The `cursor` of a line: goes on with the client after it.

        Returns:
            A line of JSON for each client (`BulkLine`), and a last line with the counts
            (`BulkSummary`).

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._lines(
            Call(
                "POST",
                "/api/v1/clients/bulk",
                repeatable=False,
                fields={
                    "filter": filter,
                    "all": all,
                    "action": action,
                    "dryRun": dry_run,
                    "expiresInHours": expires_in_hours,
                    "sendEmail": send_email,
                    "cursor": cursor,
                },
            )
        )

    def put_client(
        self,
        external_id: str,
        *,
        name: str,
        email: str,
        country: str | None = None,
        profile: str | None = None,
        prefill: Prefill | None = None,
        locale: str | None = None,
        return_url: str | None = None,
        metadata: dict[str, str] | None = None,
        expires_in_hours: int | None = None,
        send_email: bool | None = None,
    ) -> ChangedClient | Invited:
        """Create or change the client with an external id.

        Invites the client if none has this external id, with 201 and its link. Otherwise changes
        its name, its email address and, where they are given, its country, language, return URL and
        metadata, as `PATCH` does, with 200 and no link. The other fields are only for the
        invitation. The same request can be sent again, and by several callers at the same time:
        there is one client. `send_email` also requires the scope `emails:send`. Requires an API key
        with the scope `clients:write`.

        Args:
            external_id: The client's id in your own system.
            name: The name of the client. Surrounding spaces are removed.
            email: The client's email address. `Name <address>`, `mailto:`, blanks and invisible
                characters are cleaned, and a domain name outside of ASCII is stored in its ASCII
                form.
            country: A country in which Stripe opens accounts: its ISO 3166-1 alpha-2 code, or its
                name in English or its own language. Stored as the code. If omitted, the country of
                the account profile, or else the client is asked before it goes to Stripe.
            profile: The name of a configured account profile. Default: the default profile. It
                cannot be changed later.
            prefill: What you already know about the business. Stripe does not ask the client for it
                again.
            locale: The language that the client reads, a tag such as `de`, `fr-CA` or `pt-BR`.
                Emails are in English, German, French, Spanish, Italian or Brazilian Portuguese,
                whichever is nearest. If omitted, the language of the platform.
            return_url: Where the client is sent when it returns from Stripe, with `status` added to
                the query: `completed`, `incomplete`, `unavailable`, `unknown`, `expired`, `revoked`
                or `busy`. Its origin must be one of `RETURN_URL_ORIGINS`. If omitted, it is sent to
                the pages of the service.
            metadata: Your own values of the client, given back in its record and in events: at most
                20 texts of 500 characters, under names of 40 letters, digits, `_`, `.` and `-`,
                which begin with a letter or a digit.
            expires_in_hours: How long the link can be opened, in hours. Default: 336 (two weeks),
                unless configured otherwise.
            send_email: Whether the client is also sent an email, with another link. Default: false.
                The reply contains a link anyway.

        Returns:
            The client existed, and is now as it was sent.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `PROFILE_UNKNOWN`,
                `RETURN_URL_NOT_ALLOWED`, `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`,
                `COUNTRY_LOCKED`, `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "PUT",
                "/api/v1/clients/by-external-id/{externalId}",
                repeatable=True,
                values={"externalId": external_id},
                fields={
                    "name": name,
                    "email": email,
                    "country": country,
                    "profile": profile,
                    "prefill": prefill,
                    "locale": locale,
                    "returnUrl": return_url,
                    "metadata": metadata,
                    "expiresInHours": expires_in_hours,
                    "sendEmail": send_email,
                },
            )
        )

    def sync_client(self, client_id: str) -> SyncedClient:
        """Refresh a client's account.

        Fetches the account from Stripe now, and stores it. The reply has the client as
        `show_client` does if the key has the scope `clients:read`, and otherwise only its id.
        Requires an API key with the scope `clients:write`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The client, with its account as Stripe reports it now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `MODE_MISMATCH`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `STRIPE_ACCOUNT_RETRIEVE_FAILED`, `ACCOUNT_UNAVAILABLE`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/sync",
                repeatable=True,
                values={"clientId": client_id},
            )
        )

    def adopt_account(
        self,
        client_id: str,
        *,
        account_id: str,
        expires_in_hours: int | None = None,
        send_email: bool | None = None,
        dry_run: bool | None = None,
    ) -> Adopted:
        """Adopt an existing account.

        Makes an account that exists at Stripe the account of a client. It must be connected to this
        platform, in the mode of its key, and belong to no other client. Nothing is created. If
        Stripe already has the client's details, its onboarding is completed, without an email. If
        Stripe needs more of the client, and no link of it opens, it gets one with the purpose
        `update`: for keys with the scope `tokens:write`, and by email with `send_email`, which also
        requires `emails:send`. A repeated request refreshes the account, and issues no link.
        Requires an API key with the scope `clients:write`.

        Args:
            client_id: The `id` of the client.
            account_id: The account's id at Stripe.
            expires_in_hours: How long the link can be opened, in hours. Default: 336 (two weeks),
                unless configured otherwise.
            send_email: Whether the client is also sent an email, with another link. Default: false.
                The reply contains a link anyway.
            dry_run: Only reports what would happen: the reply has the client as it would be, and
                nothing is stored. Default: false.

        Returns:
            The client, with its account as Stripe reports it now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `PROFILE_UNKNOWN`,
                `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`,
                `ACCOUNT_NOT_FOUND`, `ACCOUNT_EXISTS`, `ACCOUNT_TAKEN`, `INTENT_UNRESOLVED`,
                `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_RETRIEVE_FAILED`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/adopt",
                repeatable=False,
                values={"clientId": client_id},
                fields={
                    "accountId": account_id,
                    "expiresInHours": expires_in_hours,
                    "sendEmail": send_email,
                    "dryRun": dry_run,
                },
            )
        )

    def reset_account(self, client_id: str, *, account_id: str | None = None) -> SyncedClient:
        """Reset a client's account.

        Detaches the account from the client, so that the next link that it opens creates another
        one, for example in the right country. The open link is revoked, and the country can be
        changed until then. The account stays at Stripe, and in the events of the client. Only staff
        can cause a second account, and only in this way. Requires an API key with the scope
        `accounts:manage`.

        Args:
            client_id: The `id` of the client.
            account_id: The account that is meant: if the client has another one, nothing happens.
                Default: whichever it has.

        Returns:
            The client, without an account.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NO_ACCOUNT`, `ACCOUNT_EXISTS`,
                `INTENT_UNRESOLVED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`,
                `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/reset",
                repeatable=False,
                values={"clientId": client_id},
                fields={"accountId": account_id},
            )
        )

    def close_account(self, client_id: str, *, account_id: str | None = None) -> SyncedClient:
        """Close a client's account.

        Closes the account at Stripe for good, and revokes the open link. Stripe refuses while the
        account has a balance. To onboard the client again, reset the account afterwards. Requires
        an API key with the scope `accounts:manage`.

        Args:
            client_id: The `id` of the client.
            account_id: The account that is meant: if the client has another one, nothing happens.
                Default: whichever it has.

        Returns:
            The client, with its account as Stripe reports it now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NO_ACCOUNT`, `ACCOUNT_EXISTS`,
                `INTENT_UNRESOLVED`, `MODE_MISMATCH`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_CHANGE_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/close",
                repeatable=True,
                values={"clientId": client_id},
                fields={"accountId": account_id},
            )
        )

    def reject_account(
        self,
        client_id: str,
        *,
        reason: Literal["fraud", "terms_of_service", "credit", "other"],
        account_id: str | None = None,
    ) -> SyncedClient:
        """Reject a client's account.

        Rejects the account at Stripe as the platform, with a reason: it is paid nothing any more,
        and no link of the client opens. Requires an API key with the scope `accounts:manage`.

        Args:
            client_id: The `id` of the client.
            reason: Why the platform rejects the account. Stripe is told, and the events of the
                client show it.
            account_id: The account that is meant: if the client has another one, nothing happens.
                Default: whichever it has.

        Returns:
            The client, with its account as Stripe reports it now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NO_ACCOUNT`, `ACCOUNT_EXISTS`,
                `INTENT_UNRESOLVED`, `MODE_MISMATCH`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_CHANGE_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/reject",
                repeatable=False,
                values={"clientId": client_id},
                fields={"accountId": account_id, "reason": reason},
            )
        )

    def unreject_account(self, client_id: str, *, account_id: str | None = None) -> SyncedClient:
        """Take back the rejection of a client's account.

        Takes back the platform's own rejection. What Stripe itself has rejected, only Stripe can
        accept again. Requires an API key with the scope `accounts:manage`.

        Args:
            client_id: The `id` of the client.
            account_id: The account that is meant: if the client has another one, nothing happens.
                Default: whichever it has.

        Returns:
            The client, with its account as Stripe reports it now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NO_ACCOUNT`, `ACCOUNT_EXISTS`,
                `INTENT_UNRESOLVED`, `MODE_MISMATCH`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_CHANGE_FAILED`, `ACCOUNT_UNAVAILABLE`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/unreject",
                repeatable=False,
                values={"clientId": client_id},
                fields={"accountId": account_id},
            )
        )

    def create_login_link(self, client_id: str, *, account_id: str | None = None) -> LoginLink:
        """Create a link to the client's dashboard.

        A link that signs the client in to its Express dashboard at Stripe. Accounts of other kinds
        have none: 409 `LOGIN_LINK_UNAVAILABLE` says what to do instead. It is stored nowhere; never
        send it by email. Requires an API key with the scope `accounts:manage`.

        Args:
            client_id: The `id` of the client.
            account_id: The account that is meant: if the client has another one, nothing happens.
                Default: whichever it has.

        Returns:
            The link.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NO_ACCOUNT`, `ACCOUNT_EXISTS`,
                `INTENT_UNRESOLVED`, `LOGIN_LINK_UNAVAILABLE`, `MODE_MISMATCH`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `STRIPE_ACCOUNT_LINK_FAILED`,
                `ACCOUNT_UNAVAILABLE`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/account/login-link",
                repeatable=True,
                values={"clientId": client_id},
                fields={"accountId": account_id},
            )
        )

    def show_notice(self, client_id: str) -> Notice:
        """Show a client's notice.

        What the own pages of the platform show a client of its onboarding: what is due, by when,
        and whether it can continue. Nothing is fetched from Stripe. Requires an API key with the
        scope `notices:read`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The notice, in the client's language.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/clients/{clientId}/notice",
                repeatable=True,
                values={"clientId": client_id},
            )
        )

    def create_notice_token(
        self, client_id: str, *, expires_in_minutes: int | None = None
    ) -> NoticeToken:
        """Create a token for a client's notice.

        A short-lived token with which the page of a client that is signed in reads its notice
        (`read_notice`), so that no key is in a browser. It is not stored, and ends with its time or
        with the client. Requires an API key with the scope `notices:read`.

        Args:
            client_id: The `id` of the client.
            expires_in_minutes: How long the token works.

        Returns:
            The token.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/notice-token",
                repeatable=True,
                values={"clientId": client_id},
                fields={"expiresInMinutes": expires_in_minutes},
            )
        )

    def list_client_events(
        self, client_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> AuditEvents:
        """List a client's audit events.

        Shows who did what to this client, and when; newest first. Requires an API key with the
        scope `clients:read`.

        Args:
            client_id: The `id` of the client.
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of events. Default: 50.

        Returns:
            A page of audit events.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/clients/{clientId}/events",
                repeatable=True,
                values={"clientId": client_id},
                query={"cursor": cursor, "limit": limit},
            )
        )

    def list_audit_events(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> AuditEvents:
        """List audit events of no single client.

        Shows who created and revoked API keys, and who imported clients, and when; newest first.
        Requires an API key with the scope `read`.

        Args:
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of events. Default: 50.

        Returns:
            A page of audit events.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/audit-events",
                repeatable=True,
                query={"cursor": cursor, "limit": limit},
            )
        )

    def export_audit_events(
        self, *, since: str | None = None, until: str | None = None
    ) -> Stream[PlatformAuditEvent]:
        """Export audit events.

        The audit trail of the whole platform, as a file: the events of all clients, with the id of
        the client, and those that are not about a single client. An event that is written meanwhile
        is not in it. The export is in the audit trail itself. Two exports at the same time.
        Requires an API key with the scope `read`.

        Args:
            since: Only what happened then or later.
            until: Only what happened before.

        Returns:
            One audit event in each line, the newest first, as JSON (`PlatformAuditEvent`). A file
            that was not sent completely has no end of its transfer.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._lines(
            Call(
                "GET",
                "/api/v1/audit-events/export",
                repeatable=True,
                query={"since": since, "until": until},
            )
        )

    def list_dead_jobs(
        self,
        *,
        kind: Literal["provider_event", "email"] | None = None,
        reason: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> DeadJobs:
        """List jobs that were given up.

        The background jobs that failed for about a day, the last one first: events of Stripe that
        could not be processed, and emails that could not be sent. They are kept for 30 days.
        Requires an API key with the scope `read`.

        Args:
            kind: What the job does.
            reason: Why its last attempt failed, exactly.
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of jobs. Default: 50.

        Returns:
            A page of jobs.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/jobs/dead",
                repeatable=True,
                query={"kind": kind, "reason": reason, "cursor": cursor, "limit": limit},
            )
        )

    def replay_dead_jobs(
        self,
        *,
        kind: Literal["provider_event", "email"] | None = None,
        reason: str | None = None,
        all: Literal[True] | None = None,
    ) -> Replayed:
        """Replay jobs that were given up.

        Queues all jobs again that match the filters, with as many retries as at first. An email
        that meanwhile has no use, because its token cannot be opened any more, is not sent.
        Requires an API key with the scope `admin`.

        Args:
            kind: What the job does.
            reason: Why its last attempt failed, exactly.
            all: All jobs that were given up, if there is no other filter.

        Returns:
            They are queued; a worker tries them within seconds.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`,
                `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/jobs/dead/replay",
                repeatable=False,
                fields={"kind": kind, "reason": reason, "all": all},
            )
        )

    def replay_dead_job(self, job_id: str) -> Replayed:
        """Replay a job that was given up.

        Queues one job again. Requires an API key with the scope `admin`.

        Args:
            job_id: The id of the job, from the list.

        Returns:
            They are queued; a worker tries them within seconds.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `JOB_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/jobs/dead/{jobId}/replay",
                repeatable=False,
                values={"jobId": job_id},
            )
        )

    def list_provider_events(
        self,
        *,
        state: Literal["waiting", "failed", "processed", "ignored"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> ProviderEvents:
        """List events of Stripe.

        The events that arrived from Stripe, and what became of them; the last one that arrived
        first. Requires an API key with the scope `read`.

        Args:
            state: `waiting`: not processed yet. `failed`: tried in vain, and tried again unless it
                was given up. `processed`. `ignored`: about no client.
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of events. Default: 50.

        Returns:
            A page of events.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/provider-events",
                repeatable=True,
                query={"state": state, "cursor": cursor, "limit": limit},
            )
        )

    def replay_provider_event(self, event_id: str) -> Replayed:
        """Replay an event of Stripe.

        Queues an event again whose processing was given up after its retries. Requires an API key
        with the scope `clients:write`.

        Args:
            event_id: The id of the event at Stripe.

        Returns:
            It is queued; a worker processes it within seconds.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `EVENT_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/provider-events/{eventId}/replay",
                repeatable=False,
                values={"eventId": event_id},
            )
        )

    def create_webhook_endpoint(
        self, *, url: str, event_types: Sequence[CreateWebhookEndpointEventType] | None = None
    ) -> WebhookEndpointWithSecret:
        """Create a webhook endpoint.

        Sends events about clients to a URL of the platform, signed by Standard Webhooks with the
        `secret` of the reply. The host must have a public address, and redirects are not followed.
        Requires an API key with the scope `webhooks:manage`.

        Args:
            url: Where the events are sent; in live mode by https only.
            event_types: The types that it gets. If omitted or empty: all, those of later versions
                too.

        Returns:
            The endpoint, and its secret, which is shown only now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `RECEIVER_NOT_ALLOWED`,
                `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`, `TOO_MANY_ENDPOINTS`,
                `SIGNING_KEY_MISSING`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
                `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhook-endpoints",
                repeatable=False,
                fields={"url": url, "eventTypes": event_types},
            )
        )

    def list_webhook_endpoints(self) -> WebhookEndpoints:
        """List webhook endpoints.

        The endpoints of the platform, without their secrets. Requires an API key with the scope
        `webhooks:manage`.

        Returns:
            The endpoints.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(Call("GET", "/api/v1/webhook-endpoints", repeatable=True))

    def change_webhook_endpoint(
        self,
        endpoint_id: str,
        *,
        url: str | None = None,
        event_types: Sequence[ChangeWebhookEndpointEventType] | None = None,
        enabled: bool | None = None,
    ) -> WebhookEndpoint:
        """Change a webhook endpoint.

        Changes what the body names. An endpoint that is switched on gets the events that waited for
        it. Requires an API key with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.
            url: Where the events are sent from now on.
            event_types: The types that it gets. If omitted or empty: all, those of later versions
                too.
            enabled: Whether events are sent. Those of an endpoint that is off wait until it is on
                again.

        Returns:
            The endpoint.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `RECEIVER_NOT_ALLOWED`,
                `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "PATCH",
                "/api/v1/webhook-endpoints/{endpointId}",
                repeatable=True,
                values={"endpointId": endpoint_id},
                fields={"url": url, "eventTypes": event_types, "enabled": enabled},
            )
        )

    def remove_webhook_endpoint(self, endpoint_id: str) -> None:
        """Remove a webhook endpoint.

        Removes the endpoint and its deliveries. What waits for it is not sent. Requires an API key
        with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.

        Returns:
            It is removed.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._nothing(
            Call(
                "DELETE",
                "/api/v1/webhook-endpoints/{endpointId}",
                repeatable=True,
                values={"endpointId": endpoint_id},
            )
        )

    def rotate_webhook_secret(self, endpoint_id: str) -> WebhookEndpointWithSecret:
        """Rotate the secret of a webhook endpoint.

        For 24 hours events are signed with the new secret and with the one before it; then with the
        new one. Requires an API key with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.

        Returns:
            The endpoint, and its new secret, which is shown only now.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `SIGNING_KEY_MISSING`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhook-endpoints/{endpointId}/rotate-secret",
                repeatable=False,
                values={"endpointId": endpoint_id},
            )
        )

    def list_deliveries(
        self,
        endpoint_id: str,
        *,
        status: Literal["waiting", "delivered", "given_up"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Deliveries:
        """List the deliveries to a webhook endpoint.

        What became of the events of an endpoint, newest first, each with its body and the last
        answer. Requires an API key with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.
            cursor: The `nextCursor` of the previous page. If omitted, the list starts from the
                beginning.
            limit: The maximum number of deliveries. Default: 50.

        Returns:
            A page of deliveries.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "GET",
                "/api/v1/webhook-endpoints/{endpointId}/deliveries",
                repeatable=True,
                values={"endpointId": endpoint_id},
                query={"status": status, "cursor": cursor, "limit": limit},
            )
        )

    def redeliver(self, endpoint_id: str, delivery_id: str) -> Redelivered:
        """Send an event again.

        Sends an event again that was delivered or given up, with the same id. Requires an API key
        with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.
            delivery_id: The id of the delivery.

        Returns:
            They are sent within seconds.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `DELIVERY_NOT_FOUND`,
                `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/redeliver",
                repeatable=False,
                values={"endpointId": endpoint_id, "deliveryId": delivery_id},
            )
        )

    def redeliver_since(self, endpoint_id: str, *, since: str) -> Redelivered:
        """Send all events since a time again.

        Sends all events again that happened since an instant and were delivered to the endpoint or
        given up, oldest first. Requires an API key with the scope `webhooks:manage`.

        Args:
            endpoint_id: The id of the endpoint.
            since: The events that happened at this instant or later.

        Returns:
            They are sent within seconds.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/webhook-endpoints/{endpointId}/redeliver",
                repeatable=False,
                values={"endpointId": endpoint_id},
                fields={"since": since},
            )
        )

    def diagnose(self) -> Diagnostics:
        """Check the set-up.

        Asks Stripe about the key, Connect, the account profiles and the webhooks, and tries our own
        URLs and the mail server. Changes nothing, and takes a few seconds. `connect-onboarding
        stripe check` prints the same. Requires an API key with the scope `read`.

        Returns:
            The checks.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(Call("GET", "/api/v1/diagnostics", repeatable=True))

    def import_clients(
        self,
        *,
        content: bytes | str,
        content_type: str,
        dry_run: bool | None = None,
        ignore_unknown: bool | None = None,
        send_email: bool | None = None,
    ) -> Stream[ImportedLine | ImportSummary]:
        """Import clients.

        Invites the clients of a file: `text/csv` with the field names in the first line, or
        `application/x-ndjson` with one invitation per line, or a record as an export has it. The
        reply has a line for each line of the file and a last line with the counts; if the last line
        is missing, the import was interrupted. An invalid line does not affect the others, but the
        import ends after 1,000 of them. The same file can be sent again: clients that already exist
        are not changed. With `accountId`, an account that exists at Stripe becomes the account of
        the client (see `adopt_account`). Emails also require the scope `emails:send`. At most 16
        MiB, one file at a time for each API key. Requires an API key with the scope
        `clients:write`.

        Args:
            content: The body, as it is sent.
            content_type: `text/csv` or `application/x-ndjson`.
            dry_run: Only reports what would happen to each line; nothing is stored. Default: false.
            ignore_unknown: Ignores unknown columns of CSV, and unknown fields of JSON. Default:
                false, they are refused by name.
            send_email: `send_email` of the lines that do not say. Default: false.

        Returns:
            A line of JSON for each line of the file (`ImportedLine`), and a last line with the
            counts (`ImportSummary`).

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `FILE_UNREADABLE`,
                `UNAUTHENTICATED`, `FORBIDDEN`, `PLATFORM_NOT_FOUND`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._lines(
            Call(
                "POST",
                "/api/v1/clients/import",
                repeatable=False,
                query={"dryRun": dry_run, "ignoreUnknown": ignore_unknown, "sendEmail": send_email},
                content=content,
                content_type=content_type,
            )
        )

    def issue_token(
        self,
        client_id: str,
        *,
        expires_in_hours: int | None = None,
        send_email: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Issued:
        """Issue a new link.

        Issues a new link for a client and revokes its open one. A client that has completed its
        onboarding gets a new link only if Stripe needs more details, and a client whose account is
        rejected or disconnected gets none. The link is returned only here. `send_email` also
        requires the scope `emails:send`, and the reply has the client if the key has the scope
        `clients:read`. Requires an API key with the scope `tokens:write`.

        Args:
            client_id: The `id` of the client.
            expires_in_hours: How long the link can be opened, in hours. Default: 336 (two weeks),
                unless configured otherwise.
            send_email: Whether the client is also sent an email, with another link. Default: false.
                The reply contains a link anyway.
            idempotency_key: A random string of your own for this request. A request that is sent
                again with the same key takes effect only once; if the first one is still running,
                the repetition waits for its result.

        Returns:
            The client and its new link.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `ALREADY_COMPLETED`, `ACCOUNT_REJECTED`,
                `ACCOUNT_DISCONNECTED`, `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `IDEMPOTENCY_KEY_REUSED`, `RATE_LIMITED`, `INTERNAL`,
                `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/onboarding-tokens",
                repeatable=True,
                values={"clientId": client_id},
                headers={"idempotency-key": idempotency_key or new_key()},
                fields={"expiresInHours": expires_in_hours, "sendEmail": send_email},
            )
        )

    def extend_token(self, token_id: str, *, expires_in_hours: int) -> OpenLink:
        """Extend a link.

        Lets the links of a token that is neither completed nor revoked be opened for so long from
        now, also if they have expired. The links stay the same, so the client uses the one that it
        has. They never expire earlier than before. Requires an API key with the scope
        `tokens:write`.

        Args:
            token_id: The `token_id` from the reply that contained the link.
            expires_in_hours: How long the link can be opened from now, in hours.

        Returns:
            The link, with its new expiry.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `TOKEN_NOT_FOUND`, `ALREADY_COMPLETED`, `ACCOUNT_REJECTED`,
                `ACCOUNT_DISCONNECTED`, `TOKEN_REVOKED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboarding-tokens/{tokenId}/extend",
                repeatable=True,
                values={"tokenId": token_id},
                fields={"expiresInHours": expires_in_hours},
            )
        )

    def remind_client(self, client_id: str) -> OpenLink:
        """Remind a client.

        Sends the client an email that reminds it of its link, or, if that has expired, with a new
        one. Only while it is the client's turn, at most once a day, and five times about the same
        matter, the reminders of the service included. Requires an API key with the scope
        `emails:send`.

        Args:
            client_id: The `id` of the client.

        Returns:
            The link that the email is about.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `CLIENT_NOT_FOUND`, `NOT_CLIENTS_TURN`, `REMINDERS_STOPPED`,
                `REMINDED_RECENTLY`, `REMINDED_ENOUGH`, `ALREADY_COMPLETED`, `ACCOUNT_REJECTED`,
                `ACCOUNT_DISCONNECTED`, `MAIL_NOT_CONFIGURED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/clients/{clientId}/remind",
                repeatable=False,
                values={"clientId": client_id},
            )
        )

    def revoke_token(self, token_id: str) -> Revoked:
        """Revoke a link.

        A revoked link can no longer be opened. Pages at Stripe that were opened before still work
        until they expire. Requires an API key with the scope `tokens:write`.

        Args:
            token_id: The `token_id` from the reply that contained the link.

        Returns:
            The link is revoked, now or since earlier.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `TOKEN_NOT_FOUND`, `ALREADY_COMPLETED`, `PAYLOAD_TOO_LARGE`,
                `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._json(
            Call(
                "POST",
                "/api/v1/onboarding-tokens/{tokenId}/revoke",
                repeatable=True,
                values={"tokenId": token_id},
            )
        )

    def read_metrics(self) -> str:
        """Read metrics.

        For Prometheus, in its text format. Counters are those of the process that answers; the
        figures about queues and clients come from the database, are the same at each instance, and
        are at most 10 seconds old. With several platforms, they are about all of them, and need an
        API key of all platforms. Requires an API key with the scope `read`.

        Returns:
            The metrics.

        Raises:
            ApiError: `VALIDATION_FAILED`, `PLATFORM_REQUIRED`, `UNAUTHENTICATED`, `FORBIDDEN`,
                `PLATFORM_NOT_FOUND`, `RATE_LIMITED`, `INTERNAL`, `SERVICE_UNAVAILABLE`.
        """
        return self._text(Call("GET", "/metrics", repeatable=True))
