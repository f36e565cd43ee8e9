import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import type { AccountProfiles } from '../../src/domain/account-profile.ts'
import { decideProviderFailed, type CreatedAccount } from '../../src/domain/decide-link.ts'
import { decideRevocation } from '../../src/domain/decide-token.ts'
import type { RevokeReason } from '../../src/domain/onboarding-token.ts'
import { latestToken, type Decision, type Onboarding } from '../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { EventVerifier } from '../../src/ports/event-verifier.ts'
import type { ClientRecord } from '../../src/ports/onboarding-queries.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { useCasesOver } from './use-cases.ts'
import type { OpenLinkResult } from '../../src/usecases/links/open-link.ts'
import { memoryWorld } from './memory-world.ts'
import { scriptedProvider } from './scripted-provider.ts'
import { PROFILES, TERMS } from './terms.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
const LIFETIME_HOURS = 336
export const LIFETIME_MS = LIFETIME_HOURS * HOUR_MS

/** The actor of an opening. */
export const opensIt = { platform: DEFAULT_PLATFORM, name: 'client', requestId: 'request-1' }
export const staff = { platform: DEFAULT_PLATFORM, name: 'admin:1', requestId: 'invite' }

export interface Invited {
  readonly clientId: string
  readonly tokenId: string
  readonly linkSecret: string
}

/** All use cases in memory, with a clock that only the test moves. */
export function openingWorld() {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const world = memoryWorld({ now })
  const memory = memoryPaymentProvider({ now })
  const scripted = scriptedProvider(memory)
  const secrets = cryptoSecrets()
  const logged: { level: string; facts: object; message: string }[] = []
  const log = {
    info: (facts: object, message: string) => void logged.push({ level: 'info', facts, message }),
    warn: (facts: object, message: string) => void logged.push({ level: 'warn', facts, message }),
    error: (facts: object, message: string) => void logged.push({ level: 'error', facts, message }),
  }
  const states: string[] = []

  /** The use cases as another instance has them. By default its calls to the provider are not scripted. */
  function instance({
    through = memory,
    using = world.tokens,
    profiles = PROFILES,
    verifying,
  }: {
    through?: PaymentProvider
    using?: TokenRepository
    profiles?: AccountProfiles
    verifying?: EventVerifier
  } = {}) {
    return useCasesOver({
      ...world,
      tokens: using,
      profiles,
      provider: through,
      ...(verifying && { verifier: verifying }),
      secrets,
      log,
      returnUrls: ({ toReturn, toRefresh }) => {
        states.push(toReturn, toRefresh)
        return {
          returnUrl: `https://platform.example/callback?state=${toReturn}`,
          refreshUrl: `https://platform.example/refresh?state=${toRefresh}`,
        }
      },
    })
  }

  function opener(parts?: Parameters<typeof instance>[0]) {
    const { openLink } = instance(parts)
    return (linkSecret: string) => openLink(linkSecret, opensIt)
  }

  const useCases = instance({ through: scripted })
  let invitations = 0
  return {
    ...world,
    now,
    memory,
    provider: scripted,
    secrets,
    useCases,
    /** The log entries of the use cases. */
    logged,
    /** Every state that was part of a return or refresh URL. */
    states,
    /** The accounts at the provider. */
    accounts: () => memory.accounts(),
    advance(ms: number): void {
      instant += ms
    },

    async invite({ country }: { country?: string } = {}): Promise<Invited> {
      invitations += 1
      const invited = await useCases.inviteClient(
        {
          name: `Ada ${invitations}`,
          email: `ada${invitations}@example.com`,
          expiresInHours: LIFETIME_HOURS,
          ...(country !== undefined && { country }),
        },
        staff,
      )
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return { clientId: invited.client.id, tokenId: invited.token.id, linkSecret: invited.linkSecret }
    },

    instance,
    opener,
    open: opener({ through: scripted }),
    preview: useCases.previewLink,

    async recordOf({ clientId }: Invited): Promise<ClientRecord> {
      const record = await useCases.showClient(clientId, staff)
      if (record === undefined) throw new Error(`no client ${clientId}`)
      return record
    },
  }
}

export type OpeningWorld = ReturnType<typeof openingWorld>

export async function opened(result: Promise<OpenLinkResult>): Promise<OpenLinkResult & { outcome: 'opened' }> {
  const settled = await result
  if (settled.outcome === 'opened') return settled
  throw new Error(`the link is not opened but ${settled.outcome}`, { cause: settled })
}

export async function failed(result: Promise<OpenLinkResult>, why = 'it was to fail') {
  const settled = await result
  if (settled.outcome === 'provider_failed') return settled.failure
  throw new Error(`${why}, and it is ${settled.outcome}`)
}

export const callsOf = ({ provider }: OpeningWorld, wanted: string) =>
  provider.calls.filter(({ operation }) => operation === wanted)

/** Revokes the client's token, concurrently. */
export function revocation(reason: RevokeReason = 'operator') {
  return (state: Onboarding, now: Date) => decideRevocation(state, now, { tokenId: latestToken(state).id, reason })
}

/** Completes the client's token, whatever the state of its account. */
export const completion = (state: Onboarding): Decision<undefined> => ({
  events: [{ type: 'token_completed', tokenId: latestToken(state).id }],
  result: undefined,
})

/** A client whose first opening failed this many milliseconds ago, before or after its account was created. */
export async function lostFor(ms: number, when: 'before' | 'after') {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, when)
  await failed(world.open(invited.linkSecret))
  world.advance(ms)
  return { world, invited }
}

/** An account at the provider that this opening did not request. */
export async function otherAccount(
  { memory, now }: OpeningWorld,
  { clientId }: Invited,
  generation = 9,
): Promise<CreatedAccount> {
  const request = { clientId, generation, parameters: { email: 'ada@example.com', name: 'Ada' }, terms: TERMS }
  const facts = await memory.createAccount(request, new AbortController().signal)
  return { snapshot: { ...facts, fetchedAt: now() }, generation, terms: TERMS }
}

/** Another opening stores its account and then stops. */
export function storeAccount(
  { happen }: OpeningWorld,
  { clientId, tokenId }: Invited,
  created: CreatedAccount,
): Promise<void> {
  const failure = { operation: 'create_account_link', outcome: 'unknown', code: 'any' } as const
  return happen(clientId, (state) => decideProviderFailed(state, { tokenId, failure, created }))
}

/** The same object. `told` is called before each method call, with its name and arguments. */
export function watched<T extends object>(object: T, told: (method: string, call: unknown[]) => void): T {
  return new Proxy(object, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...call: unknown[]): unknown => {
        told(String(name), call)
        return Reflect.apply(method, target, call)
      }
    },
  })
}
