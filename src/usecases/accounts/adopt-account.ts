import { decideStaffAdoption, type StaffAdoption } from '../../domain/decide-staff-adoption.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { evolve, type Decision, type Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { commitUnlessDuplicate } from '../commit.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { recordOf } from '../opening.ts'
import type { NotVetted, vetAccount } from './vet-account.ts'

const HOUR_MS = 3_600_000

/** A link that was issued because the provider needs more of the client. The secret is returned only here. */
export interface UpdateLink {
  readonly token: OnboardingToken
  readonly linkSecret: string
}

export type AdoptResult =
  /** `link`: absent if the client has nothing to do, or has a link, or none was wanted. */
  | { readonly outcome: 'adopted'; readonly record: ClientRecord; readonly link?: UpdateLink }
  | { readonly outcome: Exclude<StaffAdoption, 'adopted'> }
  | NotVetted
  /** The request wants an email, but emails are not configured. */
  | { readonly outcome: 'mail_not_configured' }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly vet: ReturnType<typeof vetAccount>
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
}

interface Request {
  readonly clientId: string
  readonly accountId: string
  /** The link that the client gets if the provider needs more of it. Absent: none, whatever it needs. */
  readonly link?: { readonly expiresInHours: number; readonly sendEmail?: boolean | undefined } | undefined
  /** Reads everything, and says what would be. */
  readonly dryRun?: boolean | undefined
}

/**
 * Makes an account that exists at the provider the account of a client, at the request of staff. Nothing is created, and
 * a repetition changes nothing but the facts. A dry run stores nothing, and returns the client as it would be.
 */
export function adoptAccount({ tokens, secrets, vet, mailing }: Dependencies) {
  return async ({ clientId, accountId, link, dryRun }: Request, actor: Actor): Promise<AdoptResult> => {
    if (link?.sendEmail && mailing === undefined) return { outcome: 'mail_not_configured' }
    const loaded = await tokens.load({ clientId, platform: actor.platform })
    if (loaded === undefined) return { outcome: 'unknown_client' }
    const { client, account } = loaded.state
    const { now } = loaded
    const vetted = await vet({ accountId, client, account, now }, actor)
    if (vetted.outcome !== 'free') return vetted

    const minted = secrets.mintLinkSecret()
    const token = link && {
      tokenId: secrets.newId(),
      lifetimeMs: link.expiresInHours * HOUR_MS,
      secretHash: minted.hash,
      sendsEmail: link.sendEmail ?? false,
    }
    const decide = (state: Onboarding, at: Date) => decideStaffAdoption(state, at, vetted.existing, token)
    if (dryRun) return adopted(previewed(loaded, decide))
    const committed = await commitUnlessDuplicate(tokens, loaded, decide, { actor })
    if (committed.outcome !== 'committed') return { outcome: 'taken' }
    const issued = committed.loaded.state.tokens.find(({ id }) => id === token?.tokenId)
    return adopted(committed, issued && { token: issued, linkSecret: minted.secret })
  }
}

/** What a decision would come to. */
function previewed<Result>(loaded: Loaded, decide: (state: Onboarding, at: Date) => Decision<Result>) {
  const { state, now } = loaded
  const { events, result } = decide(state, now)
  const after = events.reduce((before, event) => evolve(before, event, now), state)
  return { result, loaded: { ...loaded, state: after } }
}

function adopted(
  { result, loaded }: { readonly result: StaffAdoption; readonly loaded: Loaded },
  link?: UpdateLink,
): AdoptResult {
  if (result !== 'adopted') return { outcome: result }
  const record = recordOf(loaded)
  return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'adopted', record, ...(link && { link }) }
}
