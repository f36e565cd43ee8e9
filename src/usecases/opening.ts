import type { AccountSnapshot } from '../domain/account.ts'
import type { Client } from '../domain/client.ts'
import type { OnboardingToken } from '../domain/onboarding-token.ts'
import { latestToken, tokenOf } from '../domain/onboarding.ts'
import type { ClientRecord } from '../ports/onboarding-queries.ts'
import type { Loaded, LoadedToken } from '../ports/token-repository.ts'

/** A token with its client and account, as of `now` by the database's clock. */
export interface Opening {
  /** The id of the client's platform. */
  readonly platform: string
  readonly token: OnboardingToken
  readonly client: Client
  readonly account?: AccountSnapshot
  readonly now: Date
}

/** A loaded onboarding, viewed from the token that it was found by. */
export function openingOf({ state, now, tokenId }: Pick<LoadedToken, 'state' | 'now' | 'tokenId'>): Opening {
  const { platform, client, account } = state
  return { platform, token: tokenOf(state, tokenId), client, ...(account && { account: account.snapshot }), now }
}

/** A loaded onboarding as staff see a client, with its latest token. `undefined` if the client was erased. */
export function recordOf({ state, now }: Loaded): ClientRecord | undefined {
  if (state.erasedAt !== undefined) return undefined
  const { client, account, since, lastOpenedAt, emailRefusedAt } = state
  return {
    client,
    token: latestToken(state),
    ...(account && { account: account.snapshot }),
    since,
    ...(lastOpenedAt && { lastOpenedAt }),
    ...(emailRefusedAt && { emailRefusedAt }),
    now,
  }
}
