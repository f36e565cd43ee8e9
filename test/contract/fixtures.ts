import { randomBytes } from 'node:crypto'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { AccountFacts, AccountSnapshot } from '../../src/domain/account.ts'
import type { NewClient } from '../../src/domain/client.ts'
import { decideInvitation } from '../../src/domain/decide-client.ts'
import { decideLinkCreated, type CreatedAccount } from '../../src/domain/decide-link.ts'
import { decideRevocation, type NewToken } from '../../src/domain/decide-token.ts'
import type { CreatedLink } from '../../src/domain/onboarding-event.ts'
import { latestToken, type Decision, type Onboarding } from '../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM, type Actor } from '../../src/ports/actor.ts'
import type { Loaded, SaveOptions, SaveResult, TokenRepository } from '../../src/ports/token-repository.ts'
import { commit } from '../../src/usecases/commit.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'

/** What a contract needs of the ports. */
export interface Store {
  readonly tokens: TokenRepository
}

export const platform = DEFAULT_PLATFORM
export const staff: Actor = { platform, name: 'admin:1', requestId: 'request-1' }
export const client: Actor = { platform, name: 'client', requestId: 'request-2' }

export const hash = (): Buffer => randomBytes(32)
export const newId = (): string => cryptoSecrets().newId()

export function newClient(parts: Partial<NewClient> = {}): NewClient {
  const id = newId()
  return { id, name: 'Ada', email: `${id}@example.com`, ...parts }
}

export const newToken = (parts: Partial<NewToken> = {}): NewToken & { readonly secretHash: Uint8Array } => ({
  tokenId: newId(),
  lifetimeMs: 60_000,
  secretHash: hash(),
  ...parts,
})

/** What an account says of itself whose details are in and whose payouts are on. */
export const active = { submitted: true, capabilities: { transfers: 'active', payouts: 'active' } } as const

export const snapshotOf = (fetchedAt: Date, facts: Partial<AccountFacts> = {}): AccountSnapshot => ({
  accountId: `acct_${hash().toString('hex')}`,
  fetchedAt,
  submitted: false,
  capabilities: { transfers: 'restricted', payouts: 'restricted' },
  asks: [],
  ...facts,
})

export const createdAccount = (facts: Partial<AccountFacts> = {}, fetchedAt = new Date()): CreatedAccount => ({
  snapshot: snapshotOf(fetchedAt, facts),
  generation: 1,
  terms: TERMS,
})

export const newLink = (accountId: string, parts: Partial<CreatedLink> = {}): Omit<CreatedLink, 'refreshUntil'> => ({
  accountId,
  stateHash: hash(),
  refreshHash: hash(),
  linkExpiresAt: new Date(Date.now() + 300_000),
  ...parts,
})

export const failure = { operation: 'create_account', outcome: 'unknown', code: 'timeout' } as const

/** What a save that must hold has left. */
export function saved(result: SaveResult): Loaded {
  if (result.outcome !== 'saved') throw new Error(`the save is ${result.outcome}`)
  return result.loaded
}

export interface Invited {
  readonly clientId: string
  readonly tokenId: string
  readonly secretHash: Uint8Array
  readonly email: string
  readonly loaded: Loaded
}

/** A client that staff have invited. */
export async function invited(
  { tokens }: Store,
  parts: { client?: Partial<NewClient>; token?: Partial<NewToken> } = {},
  options: SaveOptions = { actor: staff },
): Promise<Invited> {
  const entered = newClient(parts.client)
  const token = newToken(parts.token)
  const loaded = saved(await tokens.save(undefined, decideInvitation(options.actor.platform, entered, token), options))
  const { tokenId, secretHash } = token
  return { clientId: entered.id, tokenId, secretHash, email: entered.email, loaded }
}

/** The onboarding as it is stored. */
export async function stored({ tokens }: Store, clientId: string): Promise<Loaded> {
  const loaded = await tokens.load({ clientId, platform })
  if (loaded === undefined) throw new Error(`no client ${clientId}`)
  return loaded
}

/** Decides and saves as the use cases do. */
export async function committed<Result>(
  { tokens }: Store,
  { clientId }: { readonly clientId: string },
  decide: (state: Onboarding, now: Date) => Decision<Result>,
  actor = client,
) {
  return commit(tokens, await stored({ tokens }, clientId), decide, { actor })
}

/** The client of this token opens it: its account is created, unless it has one, and a link is handed out. */
export async function opened(
  store: Store,
  { clientId, tokenId }: Pick<Invited, 'clientId' | 'tokenId'>,
  facts: Partial<AccountFacts> = {},
  parts: Partial<CreatedLink> = {},
) {
  const { loaded } = await committed(store, { clientId }, openIntent)
  const created = createdAccount(facts, loaded.now)
  const accountId = loaded.state.account?.snapshot.accountId ?? created.snapshot.accountId
  const link = newLink(accountId, parts)
  const { result } = await committed(store, { clientId }, (state, now) =>
    decideLinkCreated(state, now, { tokenId, created, link }),
  )
  if (result.outcome !== 'recorded') throw new Error(`the link is ${result.outcome}`)
  return { ...link, fetchedAt: loaded.now }
}

/** Staff revoke the client's latest token. */
export async function revoked(store: Store, { clientId }: Pick<Invited, 'clientId'>) {
  return committed(
    store,
    { clientId },
    (state, now) => decideRevocation(state, now, { tokenId: latestToken(state).id, reason: 'operator' }),
    staff,
  )
}

export const statusOf = async (store: Store, clientId: string) =>
  latestToken((await stored(store, clientId)).state).status

/** An instant that is so many milliseconds after another one. */
export const after = (instant: Date, ms = 1000): Date => new Date(instant.getTime() + ms)

export function range<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n))
}

/** All that an iteration yields. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
