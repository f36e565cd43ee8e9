import type { Fault } from '#stripe-simulator'

const replaced = (status: number, body: unknown, requestId = false) =>
  ({ kind: 'json', status, body: JSON.stringify(body), when: 'after', requestId }) satisfies Fault

/** Stripe did its part, and an intermediary replaced the response. None of these is a refusal. */
export const REPLACED_ANSWERS = {
  '408 without a type': replaced(408, { error: { message: 'Request Timeout' } }),
  '424 with a type': replaced(424, { error: { type: 'api_error', message: 'External dependency failed' } }, true),
  '499 without a type': replaced(499, { error: { message: 'Client Closed Request' } }),
  '402 with a type': replaced(402, { error: { type: 'card_error', message: 'Payment Required' } }, true),
  '403 with words': replaced(403, { error: 'Access denied' }),
  '400 without a type': replaced(400, { error: { message: 'Bad Request' } }, true),
  '400 without a request id': replaced(400, { error: { type: 'invalid_request_error', message: 'Bad Request' } }),
  '404 without a request id': replaced(404, { error: { type: 'invalid_request_error', message: 'Not Found' } }),
}

/** JSON that is not a response, whatever its status. */
export const NONSENSE = {
  '200 and a bare text': replaced(200, 'ok'),
  '200 and a number': replaced(200, 7),
  '200 and null': replaced(200, null),
  '200 and an empty object': replaced(200, {}),
  '200 and an empty list': replaced(200, []),
  '200 and an error': replaced(200, { error: { type: 'invalid_request_error', message: 'no' } }),
  '200 and an error that is a number': replaced(200, { error: 5 }),
  '200 and a deleted account': replaced(200, { id: 'acct_1PSomebody', object: 'account', deleted: true }),
  '200 and a customer': replaced(200, { id: 'cus_1', object: 'customer' }),
  "200 and somebody else's account": replaced(200, {
    id: 'acct_1PSomebodyElse',
    object: 'account',
    details_submitted: true,
    charges_enabled: true,
    payouts_enabled: true,
  }),
  '202 and a message': replaced(202, { message: 'accepted' }),
  '403 and a message': replaced(403, { message: 'Forbidden' }),
  '429 and a message': replaced(429, { message: 'slow down' }),
  '502 and a message': replaced(502, { message: 'Bad Gateway' }),
}
