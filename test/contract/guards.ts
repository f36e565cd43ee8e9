import { decideInvitation } from '../../src/domain/decide-client.ts'
import { decideProviderFailed } from '../../src/domain/decide-link.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { commit } from '../../src/usecases/commit.ts'
import {
  after,
  client,
  failure,
  hash,
  invited,
  newClient,
  newToken,
  platform,
  range,
  saved,
  staff,
  stored,
} from './fixtures.ts'

interface Guard {
  /** Whether a repository heeds the guard. */
  readonly holds: (store: { readonly tokens: TokenRepository }) => Promise<boolean>
  /** What of a statement is the guard in Postgres, and what the statement is without it. */
  readonly without: readonly [guard: RegExp, nothing: string]
}

const renamed = (name: string) => [{ type: 'client_changed', fields: ['name'], changes: { name } } as const]

/** What a save promises, as facts: each is tested over every adapter, and again over a Postgres that lacks the guard. */
export const GUARDS: Readonly<Record<string, Guard>> = {
  'a save holds only for the version that was loaded': {
    async holds(store) {
      const { loaded, clientId } = await invited(store)
      saved(await store.tokens.save(loaded, renamed('Grace'), { actor: staff }))
      const { outcome } = await store.tokens.save(loaded, renamed('Edsger'), { actor: staff })
      return outcome === 'conflict' && (await stored(store, clientId)).state.client.name === 'Grace'
    },
    without: [/and version = c\d+/, ''],
  },

  'a save happens before the instant that was said': {
    async holds(store) {
      const { loaded, clientId } = await invited(store)
      const late = { actor: client, notAfter: after(loaded.now, -1) }
      const { outcome } = await store.tokens.save(loaded, renamed('Grace'), late)
      const { state } = await stored(store, clientId)
      const inTime = await store.tokens.save(loaded, renamed('Grace'), {
        actor: client,
        notAfter: after(loaded.now, 60_000),
      })
      return outcome === 'too_late' && state.client.name === 'Ada' && inTime.outcome === 'saved'
    },
    without: [/and saved_at\.at < c\d+/, ''],
  },

  'a request that is repeated does nothing more': {
    async holds(store) {
      const [first, again] = [newToken(), newToken()]
      const key = { keyHash: hash(), fingerprint: hash() }
      const options = (tokenId: string) => ({ actor: staff, idempotency: { ...key, tokenId } })
      const { clientId } = await invited(store, { token: first }, options(first.tokenId))
      const events = decideInvitation(platform, newClient(), again)
      const { outcome } = await store.tokens.save(undefined, events, options(again.tokenId))
      const found = await store.tokens.load({ keyHash: key.keyHash, actor: staff })
      const isFirst = found?.tokenId === first.tokenId && found.state.client.id === clientId
      return (
        outcome === 'repeated' && isFirst && (await store.tokens.load({ secretHash: again.secretHash })) === undefined
      )
    },
    without: [/where k\.created_at <=/, 'where true or k.created_at <='],
  },

  'a client has its email, or its external id, for itself': {
    async holds(store) {
      const { email } = await invited(store)
      const events = decideInvitation(platform, newClient({ email: email.toUpperCase() }), newToken())
      return (await store.tokens.save(undefined, events, { actor: staff })).outcome === 'duplicate'
    },
    without: [
      /(insert into clients [\s\S]*?select saved\.client_id, saved\.platform_id, c\d+,\s+)(c\d+)/,
      `$1$2 || '.' || gen_random_uuid()`,
    ],
  },

  'of twenty concurrent decisions each is made on the state that the previous one saved': {
    async holds(store) {
      const { clientId, tokenId } = await invited(store)
      const failed = async () =>
        commit(
          store.tokens,
          await stored(store, clientId),
          (state) => decideProviderFailed(state, { tokenId, failure }),
          { actor: client },
        )
      const all = await Promise.allSettled(range(20, failed))
      const { state } = await stored(store, clientId)
      return all.every(({ status }) => status === 'fulfilled') && state.tokens[0]?.attempts === 20
    },
    without: [/^select from onboardings where client_id = (\$\d+) for no key update/, 'select $1::text'],
  },
}
