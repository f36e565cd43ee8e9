import { sql, type RawBuilder } from 'kysely'
import type { AccountOrigin, AccountSnapshot } from '../../domain/account.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../domain/onboarding-event.ts'
import { tokenOf, type Onboarding } from '../../domain/onboarding.ts'
import { snapshotJson } from './rows.ts'

/**
 * One writer for each domain event: the statements that bring the tables to the state that `evolve` computes. Each
 * becomes a part of one large statement and reads the time of the save from `saved`, which is empty if the save is
 * rejected.
 *
 * `rows` names the rows that the event changes, and includes `OPEN` if it changes which token is open. PostgreSQL runs
 * the parts of a statement in any order. So if one event depends on another (the same row changes twice, or an open
 * token replaces another), the two are written by separate statements.
 */
export interface Write {
  readonly rows: readonly string[]
  readonly statements: readonly RawBuilder<unknown>[]
}

/** The onboarding before and after the event. */
interface Context {
  readonly before: Onboarding | undefined
  readonly after: Onboarding
}

type Writer<T extends OnboardingEventType> = (event: EventOf<T>, context: Context) => Write

const OPEN = 'open token'

const nothing: Write = { rows: [], statements: [] }

const WRITERS: { readonly [T in OnboardingEventType]: Writer<T> } = {
  client_invited: ({ platform, client }) => {
    const { id, name, email, country = null, externalId = null } = client
    return write(
      ['client'],
      [
        sql`insert into clients (id, platform_id, name, email, country, external_id, created_at)
          select ${id}, ${platform}, ${name}, ${email}, ${country}, ${externalId}, saved.at from saved`,
      ],
    )
  },
  client_changed: (_event, { after: { client } }) => {
    const { id, name, email, country = null } = client
    return write(
      ['client'],
      [sql`update clients set name = ${name}, email = ${email}, country = ${country} from saved where id = ${id}`],
    )
  },
  client_erased: (_event, { after: { client } }) => {
    const { id, name, email } = client
    return write(
      ['client'],
      [
        sql`update clients set name = ${name}, email = ${email}, country = null, external_id = null
          from saved where id = ${id}`,
        // Fingerprints are hashes of personal data that could be guessed.
        sql`delete from idempotency_keys using saved where client_id = ${id}`,
      ],
    )
  },

  token_issued: ({ tokenId, purpose, lifetimeMs, issuedBy }, { after }) => {
    const { platform, client, tokens } = after
    return write(
      [tokenId, OPEN],
      [
        sql`insert into onboarding_tokens
            (id, platform_id, client_id, number, purpose, status, issued_by, issued_at, expires_at)
          select ${tokenId}, ${platform}, ${client.id}, ${tokens.length}, ${purpose},
                 ${tokenOf(after, tokenId).status}, ${issuedBy},
                 saved.at, saved.at + ${milliseconds(lifetimeMs)} from saved`,
      ],
    )
  },
  secret_added: ({ tokenId, secretHash }, { after }) =>
    write(
      [],
      [
        sql`insert into token_secrets (hash, platform_id, token_id, created_at)
          select ${Buffer.from(secretHash)}, ${after.platform}, ${tokenId}, saved.at from saved`,
      ],
    ),
  link_created: (event, { after }) => {
    const { tokenId, accountId, stateHash, refreshHash, refreshUntil, linkExpiresAt } = event
    const { status, browsers = [], linksUntil } = tokenOf(after, tokenId)
    return write(
      [tokenId],
      [
        sql`update onboarding_tokens
          set status = ${status}, started_at = coalesce(started_at, saved.at), browsers = ${browsers},
              links_until = ${linksUntil}
          from saved where id = ${tokenId}`,
        sql`insert into link_attempts
            (state_hash, platform_id, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
          select ${Buffer.from(stateHash)}, ${after.platform}, ${tokenId}, ${accountId}, ${linkExpiresAt}, saved.at,
                 ${Buffer.from(refreshHash)}, ${refreshUntil} from saved`,
      ],
    )
  },
  provider_failed: ({ tokenId, failure }, { after }) =>
    write(
      [tokenId],
      [
        sql`update onboarding_tokens
          set attempts = ${tokenOf(after, tokenId).attempts},
              last_error = ${JSON.stringify(failure)}::jsonb || jsonb_build_object('at', saved.at)
          from saved where id = ${tokenId}`,
      ],
    ),
  token_completed: ({ tokenId }, { after }) =>
    write(
      [tokenId, OPEN],
      [
        sql`update onboarding_tokens set status = ${tokenOf(after, tokenId).status}, completed_at = saved.at
          from saved where id = ${tokenId}`,
      ],
    ),
  token_revoked: ({ tokenId, reason }, { after }) =>
    write(
      [tokenId, OPEN],
      [
        sql`update onboarding_tokens
          set status = ${tokenOf(after, tokenId).status}, revoked_at = saved.at, revoke_reason = ${reason}
          from saved where id = ${tokenId}`,
      ],
    ),

  refresh_used: ({ refreshHash }) => refreshUsed(refreshHash, sql`saved.at`),
  refresh_restored: ({ refreshHash }) => refreshUsed(refreshHash, sql`null`),

  intent_opened: intentWritten,
  intent_tried: intentWritten,
  intent_settling: intentWritten,
  intent_closed: intentWritten,
  intent_barred: intentWritten,

  account_stored: (event, context) => {
    const { snapshot, generation } = event
    const { platform, client, account } = context.after
    const origin = account?.origin
    const intent = intentWritten(event, context)
    return write(
      ['intent', 'account'],
      [
        sql`insert into accounts (id, platform_id, client_id, generation, snapshot, fetched_at, created_at,
                                origin_platform_id, livemode)
          select ${snapshot.accountId}, ${platform}, ${client.id}, ${generation}, ${snapshotJson(snapshot)}::jsonb,
                 ${snapshot.fetchedAt}, saved.at, ${origin?.platformId ?? null}, ${origin?.livemode ?? null} from saved`,
        ...intent.statements,
      ],
    )
  },
  account_refreshed: ({ snapshot }, { after }) => write(['account'], [accountUpdated(snapshot, after.account?.origin)]),
  readiness_changed: () => nothing,

  email_requested: () => nothing,
  email_sent: () => nothing,
}

/** The writes of one event, except the root row, the audit event and the emails. */
export function writeOf<T extends OnboardingEventType>(event: EventOf<T>, context: Context): Write {
  return WRITERS[event.type](event, context)
}

const write = (rows: readonly string[], statements: readonly RawBuilder<unknown>[]): Write => ({ rows, statements })

const milliseconds = (ms: number): RawBuilder<unknown> => sql`${ms}::float8 * interval '1 millisecond'`

const refreshUsed = (refreshHash: Uint8Array, at: RawBuilder<unknown>): Write =>
  write(
    ['attempt'],
    [sql`update link_attempts set refresh_used_at = ${at} from saved where refresh_hash = ${Buffer.from(refreshHash)}`],
  )

function accountUpdated(snapshot: AccountSnapshot, origin: AccountOrigin | undefined): RawBuilder<unknown> {
  return sql`
    update accounts
    set snapshot = ${snapshotJson(snapshot)}::jsonb, fetched_at = ${snapshot.fetchedAt},
        origin_platform_id = ${origin?.platformId ?? null}, livemode = ${origin?.livemode ?? null}
    from saved where id = ${snapshot.accountId}`
}

/** The intent as the domain left it. It is one row, whose timestamps are those of the saves that set them. */
function intentWritten({ type }: OnboardingEvent, { after: { platform, client, intent } }: Context): Write {
  if (intent === undefined) return nothing
  const { generation, status } = intent
  const isFrozen = intent.status === 'open' || intent.status === 'settling'
  const parameters = isFrozen ? JSON.stringify(intent.parameters) : null
  const tries = intent.status === 'open' ? intent.tries : 0
  const openedAt = !isFrozen ? sql`null` : type === 'intent_opened' ? sql`excluded.opened_at` : sql`i.opened_at`
  const settlingSince = intent.status === 'settling' ? sql`excluded.settling_since` : sql`null`
  return write(
    ['intent'],
    [
      sql`insert into account_intents as i
          (client_id, platform_id, generation, status, parameters, tries, opened_at, settling_since)
        select ${client.id}, ${platform}, ${generation}::integer, ${status}, ${parameters}::jsonb, ${tries}::integer,
               ${isFrozen ? sql`saved.at` : sql`null::timestamptz`},
               ${status === 'settling' ? sql`saved.at` : sql`null::timestamptz`} from saved
        on conflict (client_id) do update set
          generation = excluded.generation, status = excluded.status, parameters = excluded.parameters,
          tries = excluded.tries, opened_at = ${openedAt}, settling_since = ${settlingSince}`,
    ],
  )
}
