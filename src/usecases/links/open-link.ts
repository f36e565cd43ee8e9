import { unfitFor, type AccountLimits, type Unfit } from '../../domain/account-limits.ts'
import type { AccountProfiles } from '../../domain/account-profile.ts'
import type { Client } from '../../domain/client.ts'
import type { Admission, AdmissionRules } from '../../domain/decide-confirmation.ts'
import { decideNamedCountry } from '../../domain/decide-client.ts'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AccountLink } from '../../ports/payment-provider.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { decideContinuation } from '../../domain/decide-link.ts'
import { commit } from '../commit.ts'
import { openingOf, type Opening } from '../opening.ts'
import { admit } from './admit.ts'
import { browserHash } from './browser-hash.ts'
import type { openToken, OpenResult } from './open-token.ts'
import { tokenOfLink } from './token-of-link.ts'

interface Dependencies<Made> {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly open: ReturnType<typeof openToken<Made>>
  readonly profiles: AccountProfiles
  /** What the platform wants before a link is opened; absent: nothing. */
  readonly admission?: AdmissionRules | undefined
  /** What the provider of new accounts refuses everyone. */
  readonly limits?: AccountLimits | undefined
  /** Creates the signal that aborts the provider calls of one opening. */
  readonly deadline: () => AbortSignal
}

export type OpenLinkResult<Made = AccountLink> =
  | OpenResult<Made>
  | { readonly outcome: 'unknown_token' }
  /** The provider would open no account for this client in the country that it named. */
  | { readonly outcome: 'country_unfit'; readonly unfit: Unfit; readonly opening: Opening }
  /** Something is missing that the platform wants from the holder of the link. */
  | { readonly outcome: Exclude<Admission, 'admitted'>; readonly opening: Opening }

/** What the browser sends with a link. */
export interface OpenLinkOptions {
  /** A random id that the browser generated. It detects a second browser, of which the client is notified. */
  readonly browser?: string | undefined
  /** The country that the client named. It counts only if the country is not known. */
  readonly country?: string | undefined
  /** The code that was emailed to the client: six digits. */
  readonly code?: string | undefined
  /** The version of the platform's own terms that is accepted, and the IP address of whoever does so. */
  readonly termsVersion?: string | undefined
  readonly address?: string | undefined
}

interface Named {
  readonly loaded: LoadedToken
  readonly unfit?: Unfit | undefined
}

/** Opens the token that a link secret belongs to: see `openToken`. `known`: the token, if it was loaded already. */
export function openLink<Made>(dependencies: Dependencies<Made>) {
  const { tokens, secrets, open, profiles, limits, deadline } = dependencies
  const tokenOf = tokenOfLink(dependencies)
  const admitted = admit(dependencies)
  const unfit = (client: Client) => limits && unfitFor(client, profiles, limits)

  return async (
    linkSecret: string,
    actor: Actor,
    { browser: browserId, country, code, termsVersion: accepts, address }: OpenLinkOptions = {},
    known?: LoadedToken,
  ): Promise<OpenLinkResult<Made>> => {
    const found = await tokenOf(linkSecret, known)
    if (found === undefined) return { outcome: 'unknown_token' }
    // Before all that has an effect.
    const browser = browserHash(secrets, browserId)
    const held = await admitted(found, { linkSecret, browser, code, accepts }, actor)
    if (held.result !== 'admitted') return { outcome: held.result, opening: openingOf(held.loaded) }
    const named: Named = country === undefined ? held : await withCountry(held.loaded, country, actor)
    const { loaded } = named
    if (named.unfit !== undefined) {
      return { outcome: 'country_unfit', unfit: named.unfit, opening: openingOf(loaded) }
    }
    const version = accepts === dependencies.admission?.terms ? accepts : undefined
    const visit = { browser, accepts: version === undefined ? undefined : { version, ...(address && { address }) } }
    return open(await continued(loaded, browser, actor), actor, deadline(), visit)
  }

  /** What a completed link leads to: the token by which its client provides more, if it may. */
  async function continued(held: LoadedToken, browser: string | undefined, actor: Actor): Promise<LoadedToken> {
    const continuation = { heldTokenId: held.tokenId, browser, tokenId: secrets.newId() }
    const decide = (state: Onboarding, now: Date) => decideContinuation(state, now, continuation)
    const { result, loaded } = await commit(tokens, held, decide, { actor })
    return { ...loaded, tokenId: result ?? held.tokenId }
  }

  async function withCountry(found: LoadedToken, country: string, actor: Actor): Promise<Named> {
    const { tokenId } = found
    const decide = (state: Onboarding, now: Date) => decideNamedCountry(state, now, { tokenId, country }, unfit)
    const { loaded, result } = await commit(tokens, found, decide, { actor })
    return { loaded: { ...loaded, tokenId }, unfit: result }
  }
}
