/** Every problem code, with its HTTP status, its title, and its sentence for people. */
export const PROBLEMS = {
  VALIDATION_FAILED: [400, 'The request is not valid', 'A parameter or the body is missing or malformed.'],
  FILE_UNREADABLE: [400, 'The file cannot be read', 'The file cannot be read, and nothing was imported.'],
  PROFILE_UNKNOWN: [
    400,
    'Unknown account profile',
    'There is no account profile with this name. The profiles are in the configuration of the service.',
  ],
  RECEIVER_NOT_ALLOWED: [
    400,
    'Receiver not allowed',
    'Events cannot be sent to this URL: it needs a host with a public address, in live mode by https, and no user name.',
  ],
  RETURN_URL_NOT_ALLOWED: [
    400,
    'Return URL not allowed',
    'Clients are not sent to this URL: its origin is not one of those in RETURN_URL_ORIGINS.',
  ],
  STATE_INVALID: [400, 'Unknown state', 'This return URL is not known.'],
  SIGNATURE_INVALID: [
    400,
    'Signature not valid',
    'The body was not signed with a secret of this endpoint, or the signature is too old.',
  ],
  UNAUTHENTICATED: [401, 'Not authenticated', 'Send a valid API key as "Authorization: Bearer <key>".'],
  FORBIDDEN: [403, 'Not allowed', 'This API key lacks the scope that the request requires.'],
  PREFETCH_REFUSED: [403, 'Prefetch refused', 'Opening a link has an effect, so it cannot be prefetched.'],
  PLATFORM_REQUIRED: [
    400,
    'Platform required',
    'This API key is of all platforms: name the one that the request is about in the header "Platform".',
  ],
  PLATFORM_NOT_FOUND: [404, 'Platform not found', 'There is no such platform.'],
  NOT_FOUND: [404, 'Not found', 'There is no such route.'],
  CLIENT_NOT_FOUND: [404, 'Client not found', 'There is no client with this id.'],
  ACCOUNT_NOT_FOUND: [
    404,
    'Account not found',
    'There is no account with this id that is connected to this platform, in the mode of its key.',
  ],
  JOB_NOT_FOUND: [404, 'Job not found', 'No job with this id was given up, or it was replayed since.'],
  EVENT_NOT_FOUND: [404, 'Event not found', 'No event with this id was given up, or it was replayed since.'],
  ENDPOINT_NOT_FOUND: [404, 'Endpoint not found', 'There is no webhook endpoint with this id.'],
  DELIVERY_NOT_FOUND: [404, 'Delivery not found', 'No delivery with this id was delivered or given up.'],
  TOKEN_NOT_FOUND: [404, 'Link not found', 'This link is not known. Check that it was copied completely.'],
  CLIENT_EXISTS: [
    409,
    'Client exists',
    'A client with this email address and no external id already exists. Clients with different external ids may share an email address.',
  ],
  EXTERNAL_ID_EXISTS: [409, 'External id exists', 'A client with this external id already exists.'],
  ACCOUNT_EXISTS: [409, 'Account exists', 'The client already has another account.'],
  ACCOUNT_TAKEN: [409, 'Account taken', 'Another client has this account, or it was created for another client.'],
  NO_ACCOUNT: [409, 'No account', 'The client has no account at Stripe.'],
  LOGIN_LINK_UNAVAILABLE: [409, 'No login link', 'There is no dashboard that a link could sign the client in to.'],
  COUNTRY_LOCKED: [
    409,
    'Country locked',
    'The account at Stripe exists, or may exist, so the country can no longer be changed.',
  ],
  INTENT_UNRESOLVED: [
    409,
    'Account unresolved',
    'It is not known yet whether Stripe created an account. This is resolved within minutes; try again then.',
  ],
  MODE_MISMATCH: [
    409,
    'Other platform or mode',
    'The account belongs to another Stripe platform, sandbox or mode than the key of this service. The operator has to set the key of that one. Nothing was changed.',
  ],
  COUNTRY_REQUIRED: [
    409,
    'Country required',
    "Stripe creates no account without a country. Send the client's country with the request, or add it to the client.",
  ],
  TERMS_REQUIRED: [
    409,
    'Terms not accepted',
    'The client has to accept the terms of the platform first: show it those at terms.url, and send terms.version as termsVersion, by POST.',
  ],
  CODE_REQUIRED: [
    409,
    'Code required',
    'The link is opened with a code that is emailed to the client. Request one, and send it with the token.',
  ],
  CODE_WRONG: [409, 'Wrong code', 'This is not the code that was emailed last. Check it, then try again.'],
  CODE_OVER: [
    409,
    'Code no longer valid',
    'This code can no longer be tried: it is too old, was tried too often, or was replaced. Request another one.',
  ],
  CODE_NOT_NEEDED: [409, 'No code needed', 'This link is opened without a code.'],
  TOO_MANY_ENDPOINTS: [409, 'Too many endpoints', 'The platform has as many webhook endpoints as are allowed: 50.'],
  SIGNING_KEY_MISSING: [
    409,
    'Signing key missing',
    'This service sends no events, because it has no key to sign them with. Set WEBHOOK_MASTER_KEY.',
  ],
  PUBLISHABLE_KEY_MISSING: [
    409,
    'Publishable key missing',
    'This service has no publishable key, so pages cannot show the form of Stripe. Set STRIPE_PUBLISHABLE_KEY, or open the link without a session.',
  ],
  COUNTRY_UNAVAILABLE: [
    409,
    'Country not available',
    'Stripe opens no account of this kind in the country that was sent. Nothing was stored: send another country, or ask the platform.',
  ],
  MAIL_NOT_CONFIGURED: [
    409,
    'Email not configured',
    'This service sends no emails. Set SMTP_URL and MAIL_FROM, or issue a link without an email and send it yourself.',
  ],
  ACCOUNT_REJECTED: [
    409,
    'Account rejected',
    'Stripe has rejected the account of this client, so a new link could not be opened. If Stripe accepts the account again, sync the client first.',
  ],
  ACCOUNT_DISCONNECTED: [
    409,
    'Account disconnected',
    'The account of this client is closed or no longer connected to this platform, so a new link could not be opened. If it is connected again, sync the client first.',
  ],
  ALREADY_COMPLETED: [409, 'Already completed', 'The onboarding is completed, and Stripe needs nothing more.'],
  NOT_CLIENTS_TURN: [
    409,
    "Not the client's turn",
    'Stripe or staff have to act next, so there is nothing to remind the client of: see nextStep in its record.',
  ],
  REMINDERS_STOPPED: [
    409,
    'Reminders stopped',
    'The client has stopped reminders. It still gets a link that staff issue.',
  ],
  REMINDED_RECENTLY: [409, 'Reminded recently', 'The client was sent an email within the last day. Try again later.'],
  REMINDED_ENOUGH: [
    409,
    'Reminded often enough',
    'The client has had five reminders, and gets no more about the same matter. Issue a new link, or call the client.',
  ],
  TOKEN_REVOKED: [410, 'Link revoked', 'This link was revoked or replaced. Ask for a new one.'],
  TOKEN_EXPIRED: [410, 'Link expired', 'This link has expired. Ask for a new one.'],
  TOKEN_COMPLETED: [410, 'Onboarding completed', 'This onboarding is completed; the link is no longer needed.'],
  PAYLOAD_TOO_LARGE: [413, 'Too large', 'The body is larger than this route accepts.'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported media type', 'This route does not accept the content type of the body.'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'Idempotency key reused',
    'This Idempotency-Key was already used for a different request. Use a new key for a new request.',
  ],
  RATE_LIMITED: [429, 'Too many requests', 'Too many requests. Wait for the time in Retry-After, then try again.'],
  REQUEST_HEADERS_TOO_LARGE: [431, 'Headers too large', 'The request line or its headers are too long.'],
  INTERNAL: [
    500,
    'Internal error',
    'Something went wrong on our side. The request id identifies the failure in the log.',
  ],
  STRIPE_ACCOUNT_CREATE_FAILED: [502, 'Stripe failed', 'Stripe could not create the account. Your link is unchanged.'],
  STRIPE_ACCOUNT_LINK_FAILED: [
    502,
    'Stripe failed',
    'Stripe could not create a link to its pages. Your link is unchanged.',
  ],
  STRIPE_ACCOUNT_SESSION_FAILED: [
    502,
    'Stripe failed',
    'Stripe could not create a session for its form. Your link is unchanged.',
  ],
  STRIPE_ACCOUNT_RETRIEVE_FAILED: [502, 'Stripe failed', 'The account could not be fetched from Stripe.'],
  STRIPE_ACCOUNT_CHANGE_FAILED: [502, 'Stripe failed', 'Stripe did not do this to the account.'],
  ACCOUNT_UNAVAILABLE: [
    502,
    'Account unavailable',
    'The account at Stripe is closed, rejected or no longer connected to this platform.',
  ],
  CODE_NOT_SENT: [
    503,
    'Code not sent',
    'The code could not be emailed. Your link is unchanged. Try again in a moment.',
  ],
  SERVICE_UNAVAILABLE: [503, 'Service unavailable', 'The service cannot answer right now. Try again in a moment.'],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>

export type ProblemCode = keyof typeof PROBLEMS

/** All codes, ordered by status. */
export const PROBLEM_CODES = Object.keys(PROBLEMS).filter(isProblemCode)

function isProblemCode(code: string): code is ProblemCode {
  return code in PROBLEMS
}
