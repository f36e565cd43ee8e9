import { sql } from 'kysely'
import type { Client } from '../../domain/client.ts'
import { issue, mayBeRenewed, purposeOfNext, transition, type OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { NewToken } from '../../ports/client-repository.ts'
import type { OnceRefused } from '../../ports/once.ts'
import type { Issued, Opening, Revoked, TokenRepository } from '../../ports/token-repository.ts'
import { intentUpdate, openIntent } from './account-intents.ts'
import type { Database } from './database.ts'
import { linkAttempts } from './link-attempts.ts'
import { once } from './once.ts'
import { openingOutcomes } from './opening-outcomes.ts'
import { openings, toOpening } from './openings.ts'
import { toToken } from './rows.ts'
import {
  audit,
  keepSecret,
  lockClient,
  revokeToken,
  standing,
  type EnqueueLinkMail,
  type EnqueueNotice,
  type Trx,
} from './transaction.ts'

/** Tokens, their links, and the intents and accounts that opening them brings about, in Postgres. */
export function postgresTokenRepository(
  db: Database,
  { enqueueLinkMail, enqueueNotice }: { enqueueLinkMail: EnqueueLinkMail; enqueueNotice: EnqueueNotice },
): TokenRepository {
  /** Issues the client's next token, without a secret yet. The client's row is locked. */
  async function issueNext(
    trx: Trx,
    client: Client,
    { id, lifetimeMs, sendsMail, selfRequested }: Omit<NewToken, 'secretHash'> & { selfRequested?: true },
    act: Act,
  ): Promise<Exclude<Issued, OnceRefused | { outcome: 'unknown_client' }>> {
    const clientId = client.id
    const { open, onboarded, account, now } = await standing(trx, clientId)
    const purpose = purposeOfNext({ onboarded, account })
    if (purpose === undefined) return { outcome: 'nothing_to_do' }

    const grant = { id, clientId, purpose, at: now, lifetimeMs, ...(selfRequested && { selfRequested }) }
    const { issued, replaced } = issue(grant, open)
    if (replaced !== undefined && open !== undefined) await revokeToken(trx, open, replaced, act)
    await trx
      .insertInto('onboarding_tokens')
      .values({
        id: issued.id,
        client_id: clientId,
        purpose,
        status: 'pending',
        issued_at: issued.issuedAt,
        expires_at: issued.expiresAt,
        issued_by: selfRequested ? 'client' : 'staff',
      })
      .execute()
    await audit(trx, { type: 'token_issued', clientId, tokenId: issued.id, to: 'pending', act })
    if (sendsMail) await enqueueLinkMail(trx, issued.id)
    return { outcome: 'issued', client, token: issued, now }
  }

  return {
    async findBySecret(secretHash): Promise<Opening | undefined> {
      const row = await openings(db)
        .innerJoin('token_secrets as s', 's.token_id', 't.id')
        .where('s.hash', '=', Buffer.from(secretHash))
        .executeTakeFirst()
      return row && toOpening(row)
    },

    ...linkAttempts(db),

    issue: (clientId, token, act, request): Promise<Issued> =>
      db.transaction().execute((trx) =>
        once(trx, act.actor, request, token, {
          again: (remembered) => ({ outcome: 'issued', ...remembered }),
          first: async (): Promise<Exclude<Issued, OnceRefused>> => {
            const locked = await lockClient(trx, clientId)
            if (locked === undefined || locked.isErased) return { outcome: 'unknown_client' }
            const issued = await issueNext(trx, locked.client, token, act)
            if (issued.outcome === 'issued') await keepSecret(trx, token.id, token.secretHash)
            return issued
          },
        }),
      ),

    renew: (secretHash, token, act): Promise<OnboardingToken | undefined> =>
      db.transaction().execute(async (trx) => {
        const held = await trx
          .selectFrom('token_secrets as s')
          .innerJoin('onboarding_tokens as t', 't.id', 's.token_id')
          .where('s.hash', '=', Buffer.from(secretHash))
          .select(['t.id', 't.client_id'])
          .executeTakeFirst()
        const locked = held && (await lockClient(trx, held.client_id))
        if (locked === undefined || locked.isErased) return undefined
        // Statements of their own: what the lock was waited for, the statement that waited does not see.
        const rows = await trx
          .selectFrom('onboarding_tokens')
          .where('client_id', '=', locked.client.id)
          .orderBy('issued_at')
          .selectAll()
          .select(sql<Date>`clock_timestamp()`.as('now'))
          .execute()
        const tokens = rows.map(toToken)
        const [old, now] = [tokens.find(({ id }) => id === held?.id), rows[0]?.now]
        if (old === undefined || now === undefined || !mayBeRenewed(old, tokens, now)) return undefined
        const issued = await issueNext(trx, locked.client, { ...token, sendsMail: true, selfRequested: true }, act)
        return issued.outcome === 'issued' ? issued.token : undefined
      }),

    revoke: (tokenId, reason, act): Promise<Revoked> =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('onboarding_tokens')
          .where('id', '=', tokenId)
          .selectAll()
          .forNoKeyUpdate()
          .executeTakeFirst()
        if (row === undefined) return { outcome: 'unknown_token' }
        // A statement of its own: what the lock was waited for, the statement that waited does not see.
        const { now, until } = await trx
          .selectNoFrom((eb) => [
            sql<Date>`clock_timestamp()`.as('now'),
            eb
              .selectFrom('link_attempts')
              .where('token_id', '=', tokenId)
              .where('link_expires_at', '>', sql<Date>`clock_timestamp()`)
              .select((attempt) => attempt.fn.max('link_expires_at').as('until'))
              .as('until'),
          ])
          .executeTakeFirstOrThrow()

        const token = toToken(row)
        const decision = transition(token, { type: 'revoke', at: now, reason })
        if (decision.outcome === 'refused') return { outcome: 'completed' }
        if (decision.outcome === 'changed') await revokeToken(trx, token, decision.token, act)
        return { outcome: 'revoked', token: decision.token, ...(until !== null && { linksOutstandingUntil: until }) }
      }),

    openIntent: (clientId, capabilities) => openIntent(db, clientId, capabilities),

    async changeIntent(change) {
      await intentUpdate(change).execute(db)
    },

    ...openingOutcomes(db, enqueueNotice),
  }
}
