"""The types of the API. Generated from docs/openapi.json by npm run openapi."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Accepted(TypedDict):
    """The same for every token and address, so it reveals nothing about them."""

    accepted: Literal[True]


Readiness: TypeAlias = Literal[
    "none",
    "disconnected",
    "rejected",
    "onboarding",
    "active_due",
    "active",
    "action_required",
    "under_review",
    "paused",
]
"""Whether the account can be paid: `none` (no account yet), `onboarding`, `active`, `active_due`
(payable, but Stripe needs more by a date), `action_required` (not payable until the client acts),
`under_review` (by Stripe), `paused`, `rejected`, `disconnected`.
"""

NextAction: TypeAlias = Literal["client", "provider", "operator", "none"]
"""Who has to act next: `client`, `provider` (Stripe), `operator` (staff), or `none`. A client whose
link staff revoked, or whom Stripe refused for good, waits for staff.
"""

AccountCapabilities: TypeAlias = Literal[
    "active", "pending", "restricted", "rejected", "unsupported"
]

Ask = TypedDict(
    "Ask",
    {
        # What Stripe needs, in words for the client.
        "what": str,
        # `client`: the client provides it. `provider`: Stripe still checks what the client sent.
        "from": Literal["client", "provider"],
        # `now`: it is needed. `overdue`: what depends on it is blocked, e.g. payouts. `later`: it
        # will be needed; for information.
        "due": Literal["later", "now", "overdue"],
        # Until when it is needed; with `later`, from when. Absent if Stripe names no time.
        "by": NotRequired[str],
        # Why Stripe did not accept what the client sent, in words for the client.
        "error": NotRequired[str],
    },
)
"""Something that Stripe still needs before it pays, or keeps paying, the client."""


class Account(TypedDict):
    """The account at Stripe, as Stripe last reported it."""

    id: str | None
    """Stripe's id of the account, `acct_…`; null until there is one."""
    country: str | None
    """The country of the account, ISO 3166-1 alpha-2, as Stripe reports it. Stripe never changes
    it.
    """
    readiness: Readiness
    nextAction: NextAction
    submitted: bool
    """Whether the client has submitted its details to Stripe."""
    payable: bool
    """Whether the client can be paid: all `capabilities` are active."""
    capabilities: dict[str, AccountCapabilities]
    """`payouts`, and each capability that the platform needs: `active`, `pending` (Stripe is
    working on it), `restricted` (not granted), `rejected`, or `unsupported` (not offered for this
    client). Empty until there is an account.
    """
    holdReason: str | None
    """Stripe's reason for a hold. For operators, not for clients."""
    asks: list[Ask]
    """What Stripe still needs, the most urgent first."""


class Prefill(TypedDict):
    """What you already know about the business. Stripe does not ask the client for it again."""

    businessType: NotRequired[Literal["individual", "company", "non_profit", "government_entity"]]
    """The legal form of the business."""
    businessName: NotRequired[str]
    """The name that customers know the business by."""
    url: NotRequired[str]
    """The website of the business, https or http."""
    phone: NotRequired[str]
    """In international form (E.164): +4930123456."""
    productDescription: NotRequired[str]
    """What the business sells."""
    mcc: NotRequired[str]
    """The merchant category code, four digits: 5734."""


Reminders: TypeAlias = Literal["on", "off"]
"""Whether the client gets reminders. `off`: it has stopped them by the link in one, or staff have.
It still gets all other emails.
"""


class ClientTermsAccepted(TypedDict):
    version: str
    at: str
    """When it was recorded."""
    address: str | None
    """The IP address that it was done from; null: not known."""


class Client(TypedDict):
    """A business to be onboarded."""

    id: str
    """The id of the client."""
    name: str
    email: str
    """Where links are sent. At most one client without an external id has this address, regardless
    of case.
    """
    country: str | None
    """ISO 3166-1 alpha-2; null: not known yet."""
    externalId: str | None
    """The client's id in the platform's own system; unique."""
    profile: str | None
    """The account profile that the client was invited with, or null: the default profile."""
    prefill: Prefill | None
    """What was known about the business when the client was invited."""
    returnUrl: str | None
    """Where the client is sent when it returns from Stripe; null: to the pages of the service."""
    metadata: dict[str, str]
    """Your own values of the client."""
    locale: str | None
    """The language that the client reads, a tag such as `pt-BR`; null: that of the platform."""
    reminders: Reminders
    termsAccepted: ClientTermsAccepted | None
    """The version of the platform's own terms (`TERMS_VERSION`) that the client has accepted last;
    null: none.
    """
    createdAt: str
    """When the client was invited."""


Purpose: TypeAlias = Literal["onboarding", "update"]
"""Why the client has a link: `onboarding`, or `update` if Stripe needs more later."""

TokenStatus: TypeAlias = Literal["pending", "in_progress", "completed", "revoked", "expired"]
"""The status of an onboarding token: `pending` until Stripe has created a link for it, then
`in_progress`. Both can be opened. `completed`, `revoked` and `expired` cannot.
"""

OnboardingLastErrorCode: TypeAlias = Literal[
    "VALIDATION_FAILED",
    "FILE_UNREADABLE",
    "PROFILE_UNKNOWN",
    "RECEIVER_NOT_ALLOWED",
    "RETURN_URL_NOT_ALLOWED",
    "STATE_INVALID",
    "SIGNATURE_INVALID",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "PREFETCH_REFUSED",
    "PLATFORM_REQUIRED",
    "PLATFORM_NOT_FOUND",
    "NOT_FOUND",
    "CLIENT_NOT_FOUND",
    "ACCOUNT_NOT_FOUND",
    "JOB_NOT_FOUND",
    "EVENT_NOT_FOUND",
    "ENDPOINT_NOT_FOUND",
    "DELIVERY_NOT_FOUND",
    "TOKEN_NOT_FOUND",
    "CLIENT_EXISTS",
    "EXTERNAL_ID_EXISTS",
    "ACCOUNT_EXISTS",
    "ACCOUNT_TAKEN",
    "NO_ACCOUNT",
    "LOGIN_LINK_UNAVAILABLE",
    "COUNTRY_LOCKED",
    "INTENT_UNRESOLVED",
    "MODE_MISMATCH",
    "COUNTRY_REQUIRED",
    "TERMS_REQUIRED",
    "CODE_REQUIRED",
    "CODE_WRONG",
    "CODE_OVER",
    "CODE_NOT_NEEDED",
    "TOO_MANY_ENDPOINTS",
    "SIGNING_KEY_MISSING",
    "PUBLISHABLE_KEY_MISSING",
    "COUNTRY_UNAVAILABLE",
    "MAIL_NOT_CONFIGURED",
    "ACCOUNT_REJECTED",
    "ACCOUNT_DISCONNECTED",
    "ALREADY_COMPLETED",
    "NOT_CLIENTS_TURN",
    "REMINDERS_STOPPED",
    "REMINDED_RECENTLY",
    "REMINDED_ENOUGH",
    "TOKEN_REVOKED",
    "TOKEN_EXPIRED",
    "TOKEN_COMPLETED",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "IDEMPOTENCY_KEY_REUSED",
    "RATE_LIMITED",
    "REQUEST_HEADERS_TOO_LARGE",
    "INTERNAL",
    "STRIPE_ACCOUNT_CREATE_FAILED",
    "STRIPE_ACCOUNT_LINK_FAILED",
    "STRIPE_ACCOUNT_SESSION_FAILED",
    "STRIPE_ACCOUNT_RETRIEVE_FAILED",
    "STRIPE_ACCOUNT_CHANGE_FAILED",
    "ACCOUNT_UNAVAILABLE",
    "CODE_NOT_SENT",
    "SERVICE_UNAVAILABLE",
]


class OnboardingLastError(TypedDict):
    code: OnboardingLastErrorCode
    """The problem code that the client received."""
    providerCode: str
    """Stripe's own code, or ours (`timeout`, `platform_not_registered`, …). For operators."""
    advice: str | None
    """What staff can do about it; null if nothing but waiting is known to help."""
    requestId: str | None
    """Stripe's id of the request, for Stripe's support."""
    retryable: bool
    """Whether opening the link again can succeed."""
    at: str
    """When it happened."""


class OnboardingEmail(TypedDict):
    """What became of the client's last email, if it did not arrive."""

    status: Literal["refused"]
    """The mail server of the recipient refused the address for good."""
    at: str
    """When it did."""


class Onboarding(TypedDict):
    """A client's latest onboarding token, without its secret."""

    tokenId: str
    """The id of the onboarding token; not a secret."""
    purpose: Purpose
    status: TokenStatus
    expiresAt: str
    """When the link expires or expired."""
    attempts: int
    """How many openings of this link have failed at Stripe; 0 once an opening succeeded."""
    lastError: OnboardingLastError | None
    """The latest of these failures; null once an opening succeeded."""
    reminders: int
    """How many reminders of this token were sent."""
    email: OnboardingEmail | None
    """Null unless the address was refused. No emails follow until it is changed, or the link is
    opened.
    """


class AdoptedLink(TypedDict):
    """A link with the purpose `update`, if Stripe needs more of the client and no link of it opens.
    Only for keys with the scope `tokens:write`, and only in this reply.
    """

    tokenId: str
    """The id of the onboarding token; not a secret."""
    token: str
    """The secret in the link, `obt_…`. Returned only here; only its hash is stored."""
    url: str
    """The link for the client; it contains the secret."""
    status: TokenStatus
    expiresAt: str
    """When the link expires."""


class Adopted(TypedDict):
    """A client with its account, and a link if it needs one."""

    clientId: str
    """The id of the client."""
    client: NotRequired[Client]
    """Only for keys with the scope `clients:read`."""
    onboarding: NotRequired[Onboarding]
    """Only for keys with the scope `clients:read`."""
    account: NotRequired[Account]
    """Only for keys with the scope `clients:read`."""
    since: NotRequired[str]
    """Since when the link's status and the account's readiness are what they are."""
    deadline: NotRequired[str | None]
    """Until when the client has to act: the earliest date of what Stripe needs from it. Null if
    none is named.
    """
    lastOpenedAt: NotRequired[str | None]
    """When the client last opened a link and got to Stripe; null if it never did."""
    nextStep: NotRequired[str | None]
    """What staff should do next, in a sentence; null if nothing is left to do."""
    link: NotRequired[AdoptedLink]
    """A link with the purpose `update`, if Stripe needs more of the client and no link of it opens.
    Only for keys with the scope `tokens:write`, and only in this reply.
    """
    newLinkNeeded: bool
    """Whether Stripe needs more of the client, and it has no link that opens."""


AuditEvent = TypedDict(
    "AuditEvent",
    {
        # Later events have larger numbers.
        "id": str,
        # When it happened.
        "at": str,
        # What happened, e.g. `token_issued`, `link_created`, `readiness_changed`.
        "type": str,
        # The onboarding token that was affected.
        "tokenId": str | None,
        # Who did it: `client`, `admin:<key>`, `admin:cli:<user of the operating system>` or
        # `job:<name>`.
        "actor": str,
        # The id of the request or the job, as in the log.
        "requestId": str,
        # The status, or the readiness, before.
        "from": str | None,
        # The status, or the readiness, after.
        "to": str | None,
        # More facts, depending on the type: ids, reasons and codes. Never personal data.
        "details": dict[str, Any] | None,
    },
)
"""Something that happened. Written in the transaction of the change, and never altered."""


class AuditEvents(TypedDict):
    """A page of audit events."""

    data: list[AuditEvent]
    nextCursor: str | None
    """Where the next page starts; null on the last page."""


class ChangedClient(TypedDict):
    """A client after a change, and whether it needs a new link."""

    clientId: str
    """The id of the client."""
    client: NotRequired[Client]
    """Only for keys with the scope `clients:read`."""
    onboarding: NotRequired[Onboarding]
    """Only for keys with the scope `clients:read`."""
    account: NotRequired[Account]
    """Only for keys with the scope `clients:read`."""
    since: NotRequired[str]
    """Since when the link's status and the account's readiness are what they are."""
    deadline: NotRequired[str | None]
    """Until when the client has to act: the earliest date of what Stripe needs from it. Null if
    none is named.
    """
    lastOpenedAt: NotRequired[str | None]
    """When the client last opened a link and got to Stripe; null if it never did."""
    nextStep: NotRequired[str | None]
    """What staff should do next, in a sentence; null if nothing is left to do."""
    newLinkNeeded: bool
    """Whether the open link was revoked because it was sent to the old email address."""


class ClientCountsStatus(TypedDict):
    """By the status of the latest link."""

    pending: int
    in_progress: int
    completed: int
    revoked: int
    expired: int


class ClientCountsReadiness(TypedDict):
    """By whether the account can be paid."""

    none: int
    disconnected: int
    rejected: int
    onboarding: int
    active_due: int
    active: int
    action_required: int
    under_review: int
    paused: int


class ClientCountsNextAction(TypedDict):
    """By whose turn it is."""

    client: int
    provider: int
    operator: int
    none: int


class ClientCounts(TypedDict):
    """How many clients a list has with each of these filters."""

    total: int
    """All clients that have not been erased."""
    status: ClientCountsStatus
    """By the status of the latest link."""
    readiness: ClientCountsReadiness
    """By whether the account can be paid."""
    nextAction: ClientCountsNextAction
    """By whose turn it is."""


class ClientRecord(TypedDict):
    """A client with its latest onboarding token and its account."""

    client: Client
    onboarding: Onboarding
    account: Account
    since: str
    """Since when the link's status and the account's readiness are what they are."""
    deadline: str | None
    """Until when the client has to act: the earliest date of what Stripe needs from it. Null if
    none is named.
    """
    lastOpenedAt: str | None
    """When the client last opened a link and got to Stripe; null if it never did."""
    nextStep: str | None
    """What staff should do next, in a sentence; null if nothing is left to do."""


class ClientDataToken(TypedDict):
    id: str
    """The id of the onboarding token; not a secret."""
    purpose: Purpose
    status: TokenStatus
    issuedAt: str
    """When the token was issued."""
    expiresAt: str
    """When its links expire."""


class ClientDataEmail(TypedDict):
    at: str
    """When it was sent."""
    kind: str
    """`link`, or which notice."""


class ClientData(TypedDict):
    """Everything that is stored about a client."""

    record: ClientRecord
    tokens: list[ClientDataToken]
    """All onboarding tokens, the oldest first. Secrets are not stored."""
    emails: list[ClientDataEmail]
    """The emails that were sent, as far as the audit trail reaches."""
    events: list[AuditEvent]
    """The audit trail, the newest first."""


class Clients(TypedDict):
    """A page of clients."""

    data: list[ClientRecord]
    nextCursor: str | None
    """Where the next page starts; null on the last page."""


class DeadJob(TypedDict):
    """A background job that was given up after its retries."""

    id: str
    """The id of the job."""
    kind: Literal["provider_event", "email"]
    """`provider_event`: processes an event of Stripe. `email`: sends an email."""
    subject: dict[str, str]
    """What it is about: `eventId`; or `kind`, `tokenId` and `clientId`, for the email of this kind.
    Never personal data.
    """
    reason: str
    """Why its last attempt failed, as a code."""
    attempts: int
    """How often it was tried."""
    queuedAt: str
    """When it was queued."""
    givenUpAt: str
    """When it was given up."""


class DeadJobs(TypedDict):
    """A page of the jobs that were given up."""

    data: list[DeadJob]
    nextCursor: str | None
    """Where the next page starts; null on the last page."""


class Delivery(TypedDict):
    """An event on its way to an endpoint."""

    id: str
    """The id of the delivery."""
    eventId: str
    """The id of the event: the header `webhook-id`."""
    type: str
    """The type of the event."""
    clientId: str
    """The client that it is about."""
    status: Literal["waiting", "delivered", "given_up"]
    """`given_up`: the last attempt failed as well. It can be redelivered."""
    attempts: int
    """How often it was tried since it was requested."""
    nextAttemptAt: str | None
    attemptedAt: str | None
    answerStatus: int | None
    """The HTTP status of the last answer."""
    answerBody: str | None
    """The beginning of the last answer."""
    failure: str | None
    """Why there was no answer, as a code such as `timeout`."""
    body: Any
    """The event as it is sent."""


class Deliveries(TypedDict):
    """A page of the deliveries to an endpoint, newest first."""

    data: list[Delivery]
    nextCursor: str | None
    """Where the next page starts; null on the last page."""


DiagnosticsCheckId: TypeAlias = Literal[
    "key",
    "permissions",
    "connect",
    "accounts_api",
    "profiles",
    "branding",
    "urls",
    "event_receivers",
    "event_delivery",
    "clock",
    "mail",
    "embedding",
]


class DiagnosticsCheck(TypedDict):
    id: DiagnosticsCheckId
    """The part of the set-up. One part may have several entries."""
    outcome: Literal["ok", "warning", "fault", "unknown"]
    """`fault`: clients cannot be onboarded, or changes of their accounts go unnoticed. `warning`:
    it works, but not as well as it could. `unknown`: it could not be checked.
    """
    sentence: str
    """What was found, in one sentence."""
    remedy: str | None
    """What to do about it; null if nothing."""
    page: str | None
    """The page of Stripe's Dashboard on which to do it."""


class Diagnostics(TypedDict):
    """The state of the set-up, here and at Stripe."""

    healthy: bool
    """Whether there is no fault, and nothing that could not be checked."""
    checks: list[DiagnosticsCheck]
    """All checks, in a fixed order."""


class FieldFault(TypedDict):
    """What is wrong with one field of a request."""

    field: str
    """The name of the field, with dots before nested ones; or `body`, `query`, `path` or `headers`.
    """
    message: str
    """What is wrong with it, for people. The value is never repeated."""
    allowed: NotRequired[list[str]]
    """The accepted values; for an unknown field, the names of the known ones."""


ImportedLineOutcome: TypeAlias = Literal[
    "created", "adopted", "would_create", "would_adopt", "exists", "invalid", "failed"
]


class ImportedLineAccount(TypedDict):
    """The account that the line names, as Stripe reports it now. Only for keys with the scope
    `clients:read`.
    """

    id: str
    """Stripe's id of the account."""
    readiness: Readiness
    nextAction: NextAction


class ImportedLine(TypedDict):
    """The result of one line of the file."""

    line: int
    """The number of the line in the file, from 1."""
    outcome: ImportedLineOutcome
    """`created`: a new client, with its link. `would_create`: what a dry run reports instead.
    `exists`: the client already exists, by its external id, or by its email address if the line has
    no external id; it is not changed. `adopted`: the client exists, and the account that the line
    names has become its account; `would_adopt`: what a dry run reports instead. `invalid`: `fault`
    says what is wrong. `failed`: the line could not be imported now; send the file again. A client
    with an account gets a link only if Stripe needs more of it.
    """
    clientId: NotRequired[str]
    """The client that was created, or already exists; the latter only for keys with `clients:read`.
    """
    tokenId: NotRequired[str]
    """The id of the onboarding token; not a secret."""
    token: NotRequired[str]
    """The secret in the link, `obt_…`. Returned only here."""
    url: NotRequired[str]
    """The link for the client."""
    expiresAt: NotRequired[str]
    """When the link expires."""
    sameAs: NotRequired[int]
    """The earlier line of the file with this client."""
    account: NotRequired[ImportedLineAccount]
    """The account that the line names, as Stripe reports it now. Only for keys with the scope
    `clients:read`.
    """
    fault: NotRequired[str]
    """All that is wrong with the line, or why it could not be imported now, for people."""


class ImportSummarySummary(TypedDict):
    complete: bool
    """Whether the whole file was read."""
    ended: NotRequired[str]
    """If not: why the rest was not read, for people."""
    created: int
    adopted: int
    would_create: int
    would_adopt: int
    exists: int
    invalid: int
    failed: int


class ImportSummary(TypedDict):
    """The last line of the reply: how many lines had each outcome."""

    summary: ImportSummarySummary


BulkLineOutcome: TypeAlias = Literal["done", "would_do", "already", "refused", "failed"]


class BulkLine(TypedDict):
    """What was done to a client, or why not."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """Its id on the platform, if it has one."""
    outcome: BulkLineOutcome
    """`would_do`: what a dry run reports instead of `done`. `already`: it was done a short time
    ago, or it is so. `refused`: its state does not allow it now. `failed`: try again.
    """
    code: NotRequired[str]
    """Of what is `refused` or `failed`: the code of the problem."""
    detail: NotRequired[str]
    """The same for people."""
    retryable: NotRequired[bool]
    """Of what has failed: whether to try again."""
    tokenId: NotRequired[str]
    """The id of the onboarding token; not a secret."""
    expiresAt: NotRequired[str]
    """When its links expire."""
    token: NotRequired[str]
    """The secret in a new link, `obt_…`. Returned only here."""
    url: NotRequired[str]
    """The new link."""
    linksOutstandingUntil: NotRequired[str]
    """Of a revoked link: until when a page at Stripe that it opened may still work."""
    readiness: NotRequired[Readiness]
    nextAction: NotRequired[NextAction]
    cursor: str
    """Where to go on if this is the last line that arrived."""


BulkSummarySummaryAction: TypeAlias = Literal["remind", "reissue", "extend", "revoke", "sync"]


class BulkSummarySummary(TypedDict):
    action: BulkSummarySummaryAction
    dryRun: bool
    complete: bool
    """Whether no client is left."""
    ended: NotRequired[str]
    """If not: why, for people."""
    done: int
    would_do: int
    already: int
    refused: int
    failed: int
    codes: dict[str, int]
    """How many were refused or failed, by their codes."""


class BulkSummary(TypedDict):
    """The last line: how many clients had each outcome."""

    summary: BulkSummarySummary


class InvitedOnboarding(TypedDict):
    tokenId: str
    """The id of the onboarding token; not a secret."""
    token: str
    """The secret in the link, `obt_…`. Returned only here; only its hash is stored."""
    url: str
    """The link for the client; it contains the secret."""
    status: TokenStatus
    expiresAt: str
    """When the link expires."""


class Invited(TypedDict):
    """A new client and its link."""

    client: Client
    onboarding: InvitedOnboarding


class IssuedOnboarding(TypedDict):
    tokenId: str
    """The id of the onboarding token; not a secret."""
    token: str
    """The secret in the link, `obt_…`. Returned only here; only its hash is stored."""
    url: str
    """The link for the client; it contains the secret."""
    status: TokenStatus
    expiresAt: str
    """When the link expires."""


class Issued(TypedDict):
    """A new link of a client."""

    clientId: str
    """The id of the client."""
    client: NotRequired[Client]
    """Only for keys with the scope `clients:read`."""
    onboarding: IssuedOnboarding


class LeftSession(TypedDict):
    """How a visit to Stripe's form ended."""

    status: Literal["completed", "incomplete", "unavailable", "unknown"]
    """How far the client is, by what Stripe says of the account now: nothing is left to do
    (`completed`), something is (`incomplete`), the account is rejected or disconnected
    (`unavailable`), or Stripe cannot be reached (`unknown`).
    """
    url: str
    """Where the client continues: the invitation's `returnUrl` with `status`, or a page of the
    service.
    """


LinkPreviewProgress: TypeAlias = Literal[
    "to_submit", "more_needed", "in_review", "on_hold", "unavailable", "done"
]

LinkPreviewLocale: TypeAlias = Literal["en", "de", "fr", "es", "it", "pt-BR"]


class LinkPreviewTerms(TypedDict):
    version: str
    """What `termsVersion` has to be when the link is opened."""
    url: str
    """Where the client can read them."""


class LinkPreview(TypedDict):
    """What a page shows before the link is opened."""

    clientName: str | None
    """The name of the client; null if the link was revoked or the client was erased."""
    platformName: str
    """The name of the platform that sent the link."""
    supportEmail: str | None
    """Where clients get help (`SUPPORT_EMAIL`); null if unknown."""
    logo: str | None
    """The URL of an image (`BRAND_LOGO`); null if there is none."""
    color: str | None
    """As `#rrggbb` (`BRAND_COLOR`); null if there is none."""
    ui: Literal["hosted", "embedded"]
    """How the built-in page continues: on Stripe's pages, or with Stripe's form itself
    (`ONBOARDING_UI` and `STRIPE_PUBLISHABLE_KEY`).
    """
    purpose: Purpose
    status: TokenStatus
    progress: LinkPreviewProgress | None
    """How far the client is, as last reported by Stripe: it has to submit its details (`to_submit`)
    or provide more (`more_needed`), Stripe is checking them (`in_review`), staff have to find out
    what holds the account up (`on_hold`), the account is rejected or disconnected (`unavailable`),
    or nothing is asked of the client (`done`). Null if the link was revoked or the client was
    erased.
    """
    action: Literal["open", "request_new_link", "none"]
    """What the holder can do now: open the link, have a new one emailed to the client
    (`request_new_link`), or nothing, and then has to contact the platform unless `progress` is
    `in_review` or `done`.
    """
    expiresAt: str
    """When the link expires or expired."""
    locale: LinkPreviewLocale
    """The language of the client, as far as there are words in it: that of its record, otherwise
    the best of the request's `Accept-Language`, otherwise that of the platform.
    """
    asks: list[Ask]
    """What the client still has to provide on Stripe's page, the most urgent first; as last
    reported, in `locale`.
    """
    codeSentTo: str | None
    """The client's address, masked, if the link is opened with a code that is emailed there
    (`CONFIRM_BY_EMAIL`) and this browser has not typed one within the last hour. Null otherwise.
    """
    terms: LinkPreviewTerms | None
    """The platform's own terms (`TERMS_URL`), if the client has to accept them before the link is
    opened. Null: there are none, or it has accepted this version.
    """


class LoginLink(TypedDict):
    """A link to the client's dashboard."""

    clientId: str
    """The id of the client."""
    url: str
    """Signs whoever opens it in to the dashboard of the client: hand it to the client itself, and
    at once.
    """


class OpenedLink(TypedDict):
    """A fresh link to Stripe."""

    url: str
    """Stripe's page for this client. It works once: redirect to it immediately."""
    expiresAt: str
    """When `url` expires, a few minutes from now. Open the link again for a fresh one."""


class OpenedSessionCollectionOptions(TypedDict):
    """For `setCollectionOptions` of each component: what clients provide up front."""

    fields: Literal["currently_due", "eventually_due"]


class OpenedSession(TypedDict):
    """A fresh session for Stripe's form on a page of the platform."""

    clientSecret: str
    """What `fetchClientSecret` of Stripe's script returns. It gives access to the client's account
    and works once: neither store nor log it, and request another one each time.
    """
    publishableKey: str
    """The key that Stripe's script is loaded with, `pk_…`."""
    components: list[str]
    """The components that the session is for, in the order to show them, by the names that `create`
    of Stripe's script knows: `account-onboarding`, or `notification-banner` and
    `account-management` if the client has to provide more.
    """
    collectionOptions: OpenedSessionCollectionOptions
    """For `setCollectionOptions` of each component: what clients provide up front."""
    expiresAt: str
    """When `clientSecret` expires."""


NoticeLocale: TypeAlias = Literal["en", "de", "fr", "es", "it", "pt-BR"]


class NoticeAction(TypedDict):
    type: Literal["continue"]
    """The client opens a link."""
    label: str
    """What to write on the button, in the client's language."""


class Notice(TypedDict):
    """What the own pages of a platform show a client of its onboarding."""

    level: Literal["none", "info", "action", "urgent"]
    """How much it matters to the client: nothing to show (`none`), to know (`info`), to do
    (`action`), or to do at once, because payments are on hold or a deadline is at most seven days
    away (`urgent`).
    """
    words: str
    """What to show, in the client's language. Text, not HTML."""
    locale: NoticeLocale
    """The language of the words."""
    deadline: str | None
    """Until when the client has to act; null if Stripe names no date."""
    action: NoticeAction | None
    """What the client can do; null if nothing. It contains no link: lead the client to a page of
    yours that issues one for the client that is signed in (`issueToken`), or to `request-new-link`.
    """


class NoticeToken(TypedDict):
    """A token for the page of one client."""

    token: str
    """The notice token, `obn_…`. It reads the notice of this client, and nothing else."""
    expiresAt: str
    """When it expires."""


class OutgoingEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class OutgoingEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[OutgoingEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


OutgoingEventType: TypeAlias = Literal[
    "client.invited",
    "client.changed",
    "client.erased",
    "link.opened",
    "token.revoked",
    "email.refused",
    "onboarding.completed",
    "account.created",
    "account.ready",
    "account.action_required",
    "account.under_review",
    "account.restricted",
    "account.rejected",
    "account.disconnected",
    "account.reset",
]


class OutgoingEvent(TypedDict):
    """An event that is sent to webhook endpoints. Later versions may add fields."""

    type: OutgoingEventType
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: OutgoingEventData


PlatformAuditEvent = TypedDict(
    "PlatformAuditEvent",
    {
        # Later events have larger numbers.
        "id": str,
        # When it happened.
        "at": str,
        # What happened, e.g. `token_issued`, `link_created`, `readiness_changed`.
        "type": str,
        # The onboarding token that was affected.
        "tokenId": str | None,
        # Who did it: `client`, `admin:<key>`, `admin:cli:<user of the operating system>` or
        # `job:<name>`.
        "actor": str,
        # The id of the request or the job, as in the log.
        "requestId": str,
        # The status, or the readiness, before.
        "from": str | None,
        # The status, or the readiness, after.
        "to": str | None,
        # More facts, depending on the type: ids, reasons and codes. Never personal data.
        "details": dict[str, Any] | None,
        # The client that it is about, which may be erased; null if it is not about a single client.
        "clientId": str | None,
    },
)
"""An audit event, with the client that it is about."""

ProblemCode: TypeAlias = Literal[
    "VALIDATION_FAILED",
    "FILE_UNREADABLE",
    "PROFILE_UNKNOWN",
    "RECEIVER_NOT_ALLOWED",
    "RETURN_URL_NOT_ALLOWED",
    "STATE_INVALID",
    "SIGNATURE_INVALID",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "PREFETCH_REFUSED",
    "PLATFORM_REQUIRED",
    "PLATFORM_NOT_FOUND",
    "NOT_FOUND",
    "CLIENT_NOT_FOUND",
    "ACCOUNT_NOT_FOUND",
    "JOB_NOT_FOUND",
    "EVENT_NOT_FOUND",
    "ENDPOINT_NOT_FOUND",
    "DELIVERY_NOT_FOUND",
    "TOKEN_NOT_FOUND",
    "CLIENT_EXISTS",
    "EXTERNAL_ID_EXISTS",
    "ACCOUNT_EXISTS",
    "ACCOUNT_TAKEN",
    "NO_ACCOUNT",
    "LOGIN_LINK_UNAVAILABLE",
    "COUNTRY_LOCKED",
    "INTENT_UNRESOLVED",
    "MODE_MISMATCH",
    "COUNTRY_REQUIRED",
    "TERMS_REQUIRED",
    "CODE_REQUIRED",
    "CODE_WRONG",
    "CODE_OVER",
    "CODE_NOT_NEEDED",
    "TOO_MANY_ENDPOINTS",
    "SIGNING_KEY_MISSING",
    "PUBLISHABLE_KEY_MISSING",
    "COUNTRY_UNAVAILABLE",
    "MAIL_NOT_CONFIGURED",
    "ACCOUNT_REJECTED",
    "ACCOUNT_DISCONNECTED",
    "ALREADY_COMPLETED",
    "NOT_CLIENTS_TURN",
    "REMINDERS_STOPPED",
    "REMINDED_RECENTLY",
    "REMINDED_ENOUGH",
    "TOKEN_REVOKED",
    "TOKEN_EXPIRED",
    "TOKEN_COMPLETED",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "IDEMPOTENCY_KEY_REUSED",
    "RATE_LIMITED",
    "REQUEST_HEADERS_TOO_LARGE",
    "INTERNAL",
    "STRIPE_ACCOUNT_CREATE_FAILED",
    "STRIPE_ACCOUNT_LINK_FAILED",
    "STRIPE_ACCOUNT_SESSION_FAILED",
    "STRIPE_ACCOUNT_RETRIEVE_FAILED",
    "STRIPE_ACCOUNT_CHANGE_FAILED",
    "ACCOUNT_UNAVAILABLE",
    "CODE_NOT_SENT",
    "SERVICE_UNAVAILABLE",
]


class ProblemTerms(TypedDict):
    """With `TERMS_REQUIRED`: the terms that the client has to accept."""

    version: str
    """What `termsVersion` has to be."""
    url: str


class Problem(TypedDict):
    """An RFC 9457 problem: the body of every error."""

    type: str
    """Always `about:blank`; `code` says what happened."""
    title: str
    """A short summary, the same for every problem with this code."""
    status: int
    """The HTTP status."""
    detail: str
    """An explanation for people."""
    code: ProblemCode
    """What happened, for programs. Codes never change."""
    requestId: str
    """The id of this request in the log; also in `x-request-id`."""
    retryable: bool
    """Whether the same request can succeed later."""
    error: str
    """Repeats `detail`, for existing front ends."""
    errors: NotRequired[list[FieldFault]]
    """With `VALIDATION_FAILED`: everything that is wrong with the body, the query or the path."""
    clientId: NotRequired[str]
    """With `CLIENT_EXISTS` and `EXTERNAL_ID_EXISTS`: the client that exists; only for keys with
    `clients:read`.
    """
    terms: NotRequired[ProblemTerms]
    """With `TERMS_REQUIRED`: the terms that the client has to accept."""


class ProviderEvent(TypedDict):
    """An event of Stripe. Its payload is not stored."""

    id: str
    """Its id at Stripe."""
    type: str
    """Its type at Stripe, e.g. `account.updated`."""
    accountId: str | None
    """The account that it is about, if the event says so."""
    state: Literal["waiting", "failed", "processed", "ignored"]
    """`waiting`: not processed yet. `failed`: tried in vain, and tried again unless it was given
    up. `processed`. `ignored`: about no client.
    """
    reason: str | None
    """Why the last attempt failed, as a code."""
    createdAt: str
    """When Stripe created it."""
    receivedAt: str
    """When it arrived."""
    processedAt: str | None
    """When it was processed or ignored."""


class ProviderEvents(TypedDict):
    """A page of Stripe's events."""

    data: list[ProviderEvent]
    nextCursor: str | None
    """Where the next page starts; null on the last page."""


class Redelivered(TypedDict):
    """Events that are sent again."""

    redelivered: int
    """How many events are sent again."""


class Replayed(TypedDict):
    """Jobs that a worker now tries again."""

    replayed: int
    """How many jobs were queued again."""


class OpenLink(TypedDict):
    """A link that can be opened, without its secret."""

    clientId: str
    """The id of the client."""
    tokenId: str
    """The id of the onboarding token; not a secret."""
    status: TokenStatus
    expiresAt: str
    """When the link expires."""


class Revoked(TypedDict):
    """A revoked token."""

    status: TokenStatus
    linksOutstandingUntil: str | None
    """Until when pages at Stripe that were opened before may still work; null if there are none."""


class SentCode(TypedDict):
    """A code is on its way to the client."""

    sentTo: str
    """The client's address, masked: its first letter, and what is behind the @."""
    expiresAt: str
    """Until when the code can be typed."""


class SyncedClient(TypedDict):
    """A client whose account was fetched from Stripe."""

    clientId: str
    """The id of the client."""
    client: NotRequired[Client]
    """Only for keys with the scope `clients:read`."""
    onboarding: NotRequired[Onboarding]
    """Only for keys with the scope `clients:read`."""
    account: NotRequired[Account]
    """Only for keys with the scope `clients:read`."""
    since: NotRequired[str]
    """Since when the link's status and the account's readiness are what they are."""
    deadline: NotRequired[str | None]
    """Until when the client has to act: the earliest date of what Stripe needs from it. Null if
    none is named.
    """
    lastOpenedAt: NotRequired[str | None]
    """When the client last opened a link and got to Stripe; null if it never did."""
    nextStep: NotRequired[str | None]
    """What staff should do next, in a sentence; null if nothing is left to do."""


class WebhookEndpoint(TypedDict):
    """A URL that outgoing events are sent to."""

    id: str
    """The id of the endpoint."""
    url: str
    """Where the events are sent."""
    eventTypes: list[str]
    """The types that it gets; empty: all."""
    enabled: bool
    """Whether events are sent."""
    offReason: Literal["staff", "failing"] | None
    """Why no events are sent: staff switched it off, or it had failed for five days."""
    failingSince: str | None
    """The first failure since the last success; null if the last attempt succeeded."""
    previousSecretUntil: str | None
    """Until when the secret before the last rotation signs as well; null if there is none."""
    createdAt: str
    """When it was created."""


class WebhookEndpoints(TypedDict):
    """The endpoints of the platform, oldest first."""

    data: list[WebhookEndpoint]


class WebhookEndpointWithSecret(TypedDict):
    """An endpoint and its new secret."""

    id: str
    """The id of the endpoint."""
    url: str
    """Where the events are sent."""
    eventTypes: list[str]
    """The types that it gets; empty: all."""
    enabled: bool
    """Whether events are sent."""
    offReason: Literal["staff", "failing"] | None
    """Why no events are sent: staff switched it off, or it had failed for five days."""
    failingSince: str | None
    """The first failure since the last success; null if the last attempt succeeded."""
    previousSecretUntil: str | None
    """Until when the secret before the last rotation signs as well; null if there is none."""
    createdAt: str
    """When it was created."""
    secret: str
    """Signs the events. It is shown only now."""


class ClientInvitedEvent(TypedDict):
    """A client was entered. Show that it was invited; nothing else is due before it opens its link.
    """

    type: Literal["client.invited"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: OutgoingEventData


class ClientChangedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class ClientChangedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: list[str]
    """The names of what changed."""
    asks: NotRequired[list[ClientChangedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class ClientChangedEvent(TypedDict):
    """Staff changed what is stored of a client, or it stopped or resumed reminders; `fields` names
    what. Fetch the client if you keep one of these fields.
    """

    type: Literal["client.changed"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: ClientChangedEventData
    """What an event says of a client. Each type always has some of its fields."""


class ClientErasedEvent(TypedDict):
    """A client's personal data was erased. From now on its events have no `externalId` and no
    `metadata`. Delete what you keep of it by `clientId`.
    """

    type: Literal["client.erased"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: OutgoingEventData


class LinkOpenedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class LinkOpenedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: str
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[LinkOpenedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class LinkOpenedEvent(TypedDict):
    """The client opened its link, and went on to Stripe's pages or form. Show that it has begun. It
    may open its link many times.
    """

    type: Literal["link.opened"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: LinkOpenedEventData
    """What an event says of a client. Each type always has some of its fields."""


class TokenRevokedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class TokenRevokedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: str
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: str
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[TokenRevokedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class TokenRevokedEvent(TypedDict):
    """The token of a link was revoked; `reason` says why. Do not offer this link any more. If the
    client still has to act, issue a new one.
    """

    type: Literal["token.revoked"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: TokenRevokedEventData
    """What an event says of a client. Each type always has some of its fields."""


class EmailRefusedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class EmailRefusedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: str
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[EmailRefusedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class EmailRefusedEvent(TypedDict):
    """The mail server refused the client's address. Have the address corrected: no emails are sent
    to it until then.
    """

    type: Literal["email.refused"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: EmailRefusedEventData
    """What an event says of a client. Each type always has some of its fields."""


class OnboardingCompletedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class OnboardingCompletedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: NotRequired[str]
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: str
    """The token that it is about."""
    purpose: str
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[OnboardingCompletedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class OnboardingCompletedEvent(TypedDict):
    """The client has submitted what Stripe asked for. `purpose` is `update` if it was asked for
    more. Stop asking the client. Wait for `account.ready` before you pay it.
    """

    type: Literal["onboarding.completed"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: OnboardingCompletedEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountCreatedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountCreatedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountCreatedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountCreatedEvent(TypedDict):
    """The client has an account at Stripe, `accountId`. Store `accountId` if you call Stripe
    yourself. The account cannot be paid yet.
    """

    type: Literal["account.created"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountCreatedEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountReadyEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountReadyEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountReadyEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountReadyEvent(TypedDict):
    """The client can be paid. With `readiness` `active_due`, Stripe needs more until `deadline`.
    Begin to pay the client, to `accountId`. Show it the `asks` if there are some.
    """

    type: Literal["account.ready"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountReadyEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountActionRequiredEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountActionRequiredEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: list[AccountActionRequiredEventDataAsk]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountActionRequiredEvent(TypedDict):
    """Stripe needs something of the client, or more, or earlier than before: `asks` says what, and
    `deadline` by when. Show the client the `asks`, and send it a link. Pay it only while
    `readiness` is `active_due`.
    """

    type: Literal["account.action_required"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountActionRequiredEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountUnderReviewEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountUnderReviewEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountUnderReviewEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountUnderReviewEvent(TypedDict):
    """The client has done its part, and Stripe checks it. Tell the client to wait. Do not pay it
    yet.
    """

    type: Literal["account.under_review"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountUnderReviewEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountRestrictedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountRestrictedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountRestrictedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountRestrictedEvent(TypedDict):
    """The client cannot be paid any more, or not without staff. Hold its payments. Staff see the
    reason in the client's record, as `holdReason`.
    """

    type: Literal["account.restricted"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountRestrictedEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountRejectedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountRejectedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountRejectedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountRejectedEvent(TypedDict):
    """Stripe or the platform has rejected the account. Stop its payments for good, and have staff
    look at it.
    """

    type: Literal["account.rejected"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountRejectedEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountDisconnectedEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountDisconnectedEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountDisconnectedEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountDisconnectedEvent(TypedDict):
    """The account is closed, or no longer connected to the platform. Stop its payments. Staff can
    reset the account, so that the client onboards again.
    """

    type: Literal["account.disconnected"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountDisconnectedEventData
    """What an event says of a client. Each type always has some of its fields."""


class AccountResetEventDataAsk(TypedDict):
    what: str
    """What is needed, in words."""
    due: Literal["later", "now", "overdue"]
    by: NotRequired[str]
    """Until when."""


class AccountResetEventData(TypedDict):
    """What an event says of a client. Each type always has some of its fields."""

    clientId: str
    """The id of the client."""
    externalId: NotRequired[str]
    """The platform's own id of the client."""
    metadata: NotRequired[dict[str, str]]
    """The platform's own values of the client."""
    accountId: str
    """The account at Stripe."""
    readiness: Readiness
    nextAction: NextAction
    tokenId: NotRequired[str]
    """The token that it is about."""
    purpose: NotRequired[str]
    """`onboarding` or `update`."""
    reason: NotRequired[str]
    """Why a token was revoked."""
    termsVersion: NotRequired[str]
    """With `link.opened`: the version of the platform's own terms that the client has accepted."""
    fields: NotRequired[list[str]]
    """The names of what changed."""
    asks: NotRequired[list[AccountResetEventDataAsk]]
    """What the client has to provide, the most urgent first: `what`, in words, `due`, and `by`
    when.
    """
    deadline: NotRequired[str]
    """The earliest date of the asks."""


class AccountResetEvent(TypedDict):
    """Staff detached the account `accountId`; the next opening creates another one. Forget this
    account id, and wait for `account.created`.
    """

    type: Literal["account.reset"]
    timestamp: str
    """When it happened."""
    sequence: int
    """Grows with each event of a client. A gap means nothing."""
    platform: str
    """The id of the platform."""
    data: AccountResetEventData
    """What an event says of a client. Each type always has some of its fields."""


class IsAliveReply(TypedDict):
    status: Literal["ok"]
    """Always `ok`."""


class IsReadyReply(TypedDict):
    status: Literal["ok"]
    """Always `ok`."""


class ReceiveEventReply(TypedDict):
    received: bool
    """Always true."""


class ReceiveEventOfReply(TypedDict):
    received: bool
    """Always true."""


class ActOnClientsFilter(TypedDict):
    """The filters of `listClients`, and ids. A client must match all that are given."""

    status: NotRequired[TokenStatus]
    readiness: NotRequired[list[Readiness]]
    """Whether the account can be paid; several values: one of them."""
    nextAction: NotRequired[list[NextAction]]
    """Who has to act next; several values: one of them."""
    stuckFor: NotRequired[str]
    """Neither the status nor the readiness has changed for so long: minutes, hours or days, e.g.
    `90m`, `12h`, `3d`.
    """
    q: NotRequired[str]
    """A part of the name, the email address or the external id, regardless of case. It contains
    three letters or digits in a row, or a letter outside of ASCII.
    """
    externalId: NotRequired[str]
    """The external id, exactly."""
    ids: NotRequired[list[str]]
    """One of these clients, 1000 at most. Each gets a result, also if it is not found."""


ActOnClientsAction: TypeAlias = Literal["remind", "reissue", "extend", "revoke", "sync"]

CreateWebhookEndpointEventType: TypeAlias = Literal[
    "client.invited",
    "client.changed",
    "client.erased",
    "link.opened",
    "token.revoked",
    "email.refused",
    "onboarding.completed",
    "account.created",
    "account.ready",
    "account.action_required",
    "account.under_review",
    "account.restricted",
    "account.rejected",
    "account.disconnected",
    "account.reset",
]

ChangeWebhookEndpointEventType: TypeAlias = Literal[
    "client.invited",
    "client.changed",
    "client.erased",
    "link.opened",
    "token.revoked",
    "email.refused",
    "onboarding.completed",
    "account.created",
    "account.ready",
    "account.action_required",
    "account.under_review",
    "account.restricted",
    "account.rejected",
    "account.disconnected",
    "account.reset",
]

OnboardingEvent: TypeAlias = (
    ClientInvitedEvent
    | ClientChangedEvent
    | ClientErasedEvent
    | LinkOpenedEvent
    | TokenRevokedEvent
    | EmailRefusedEvent
    | OnboardingCompletedEvent
    | AccountCreatedEvent
    | AccountReadyEvent
    | AccountActionRequiredEvent
    | AccountUnderReviewEvent
    | AccountRestrictedEvent
    | AccountRejectedEvent
    | AccountDisconnectedEvent
    | AccountResetEvent
)
