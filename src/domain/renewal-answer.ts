import type { NoToken } from './onboarding-token.ts'

/**
 * Why the holder of a link gets no new one by email.
 * - `still_works`: the link can be opened.
 * - `newer_link`: staff have issued a newer one.
 * - `in_use`: the newer one that the client requested was opened a short time ago.
 * - `withdrawn`: staff revoked the link or a later one, or its address is no longer the client's.
 * - `too_often`: the client has requested too many.
 */
export type RenewalRefusal = 'still_works' | 'newer_link' | 'in_use' | 'withdrawn' | 'too_often'

/** What becomes of a request for a new link. `no_email`: this service sends no emails. */
export type RenewalAnswer = 'issued' | 'unknown_client' | NoToken | RenewalRefusal | 'no_email'
