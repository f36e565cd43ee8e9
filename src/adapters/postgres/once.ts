import { sql } from 'kysely'
import type { Client } from '../../domain/client.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { NewToken } from '../../ports/client-repository.ts'
import type { Once, OnceRefused } from '../../ports/once.ts'
import { openings, toOpening } from './openings.ts'
import { keepSecret, type Trx } from './transaction.ts'

interface Answered {
  readonly client: Client
  readonly token: OnboardingToken
  readonly now: Date
}

/** How long a request is remembered. */
const REMEMBERED = sql`interval '24 hours'`

/**
 * Does `first` in this transaction, unless the same request has been answered before: then the secret at hand is kept
 * for the token of that time, and `again` says what it was. A request that dies half-way leaves nothing behind, so it
 * can be sent again at once; one that is being done elsewhere holds an advisory lock until its transaction ends.
 */
export async function once<T extends { readonly outcome: string }>(
  trx: Trx,
  actor: string,
  request: Once | undefined,
  { secretHash }: NewToken,
  does: {
    readonly first: () => Promise<T>
    readonly again: (answered: Answered & { readonly replayed: true }) => T
  },
): Promise<T | OnceRefused> {
  if (request === undefined) return does.first()
  const keyHash = Buffer.from(request.keyHash)
  const fingerprint = Buffer.from(request.fingerprint)
  const lock = sql<boolean>`pg_try_advisory_xact_lock(hashtextextended(${`${actor} ${keyHash.toString('hex')}`}, 0))`
  const { isFree } = await trx.selectNoFrom(lock.as('isFree')).executeTakeFirstOrThrow()
  if (!isFree) return { outcome: 'in_flight' }

  // A statement of its own: only now is what the last holder of the lock committed certain to be seen.
  const remembered = await trx
    .selectFrom('idempotency_keys')
    .where('actor', '=', actor)
    .where('key_hash', '=', keyHash)
    .where('created_at', '>', sql<Date>`now() - ${REMEMBERED}`)
    .selectAll()
    .executeTakeFirst()
  if (remembered !== undefined) {
    if (!remembered.fingerprint.equals(fingerprint)) return { outcome: 'key_reused' }
    await keepSecret(trx, remembered.token_id, secretHash)
    const row = await openings(trx).where('t.id', '=', remembered.token_id).executeTakeFirstOrThrow()
    const { client, token, now } = toOpening(row)
    return does.again({ client, token, now, replayed: true })
  }

  const result = await does.first()
  if (hasToken(result)) {
    const { client, token, now } = result
    const answer = { fingerprint, client_id: client.id, token_id: token.id, created_at: now }
    await trx
      .insertInto('idempotency_keys')
      .values({ actor, key_hash: keyHash, ...answer })
      // A request of more than a day ago.
      .onConflict((conflict) => conflict.columns(['actor', 'key_hash']).doUpdateSet(answer))
      .execute()
    await forgetSome(trx)
  }
  return result
}

/** Each request that is remembered makes room for itself: a few that are too old go, if nobody else is at them. */
async function forgetSome(trx: Trx): Promise<void> {
  await sql`
    delete from idempotency_keys where (actor, key_hash) in (
      select actor, key_hash from idempotency_keys where created_at <= now() - ${REMEMBERED}
      order by created_at limit 10 for update skip locked
    )`.execute(trx)
}

/** Refusals are not remembered: what was in the way may be gone the next time. */
function hasToken(result: object): result is Answered {
  return 'token' in result && 'client' in result
}
