import { isProfileKnown, type AccountProfiles } from '../../domain/account-profile.ts'
import { isReturnAllowed } from '../../domain/return-url.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import type { adoptAccount, AdoptResult } from '../accounts/adopt-account.ts'
import type { vetAccount } from '../accounts/vet-account.ts'
import type { enterWithAccount } from './enter-with-account.ts'
import { invalid, type ImportOptions, type ImportOutcome } from './import-outcome.ts'
import type { Invitation } from './invite-client.ts'

interface Dependencies extends ImportOptions {
  readonly tokens: TokenRepository
  readonly profiles: AccountProfiles
  readonly returnOrigins: readonly string[]
  readonly enter: ReturnType<typeof enterWithAccount>
  readonly adopt: ReturnType<typeof adoptAccount>
  readonly vet: ReturnType<typeof vetAccount>
  /** The database's clock. */
  readonly now: () => Promise<Date>
}

type WithAccount = Invitation & { readonly accountId: string }

/**
 * Imports a line that names an account: the client is entered and has the account with one save, or nothing is stored. A
 * client that has the account already costs no call to the provider.
 */
export function importAccountLine(dependencies: Dependencies) {
  const { tokens, profiles, returnOrigins, enter, adopt, vet, now, dryRun, mayIssueLinks } = dependencies

  return async ({ accountId, ...invitation }: WithAccount, actor: Actor): Promise<ImportOutcome> => {
    const existing = await find(invitation, actor)
    if (existing !== undefined) return adoptFor(existing, { accountId, ...invitation }, actor)
    if (!isProfileKnown(invitation, profiles)) return invalid(FAULTS.profile_unknown)
    if (!isReturnAllowed(invitation, returnOrigins)) return RETURN_URL_NOT_ALLOWED
    const vetted = await vet({ accountId, client: invitation, now: await now() }, actor)
    if (vetted.outcome !== 'free') return refused(vetted)
    const account = vetted.existing.snapshot
    if (dryRun) return { outcome: 'would_create', account }
    const entered = await enter(invitation, vetted.existing, actor)
    if (entered.outcome === 'entered') {
      const { clientId, link } = entered
      return { outcome: 'created', clientId, account, ...(link && { link }) }
    }
    if (entered.of === 'account') return invalid(FAULTS.taken)
    // The client was entered a moment ago, by another request.
    const other = await find(invitation, actor)
    return other === undefined ? { outcome: 'exists' } : adoptFor(other, { accountId, ...invitation }, actor)
  }

  function find({ externalId, email }: Invitation, { platform }: Actor): Promise<Loaded | undefined> {
    return tokens.load(externalId === undefined ? { email, platform } : { externalId, platform })
  }

  async function adoptFor({ state }: Loaded, line: WithAccount, actor: Actor): Promise<ImportOutcome> {
    const clientId = state.client.id
    const { accountId, expiresInHours, sendEmail } = line
    const stored = state.account?.snapshot
    if (stored !== undefined) {
      return stored.accountId === accountId ? { outcome: 'exists', clientId } : invalid(FAULTS.other_account)
    }
    const link = mayIssueLinks ? { expiresInHours, sendEmail } : undefined
    const adopted = await adopt({ clientId, accountId, link, dryRun }, actor)
    if (adopted.outcome !== 'adopted') return refused(adopted)
    const { account } = adopted.record
    if (account === undefined) throw new Error(`client ${clientId} has adopted no account`)
    if (dryRun) return { outcome: 'would_adopt', clientId, account }
    return { outcome: 'adopted', clientId, account, link: adopted.link }
  }
}

/** What is wrong with the line, for people. */
const FAULTS = {
  unknown_account: 'accountId is no account that is connected to this platform, in the mode of its key',
  taken: 'accountId is the account of another client, or was created for another client',
  other_account: 'the client has another account than this accountId',
  profile_unknown: 'profile is not the name of a configured account profile',
  return_url_not_allowed: 'returnUrl is not on one of the origins in RETURN_URL_ORIGINS',
  mail_not_configured: 'sendEmail must be left out: this service sends no emails',
} as const

/** Why another client has the account that a line names. */
export const TAKEN = invalid(FAULTS.taken)
export const OTHER_ACCOUNT = invalid(FAULTS.other_account)
export const NO_MAILS = invalid(FAULTS.mail_not_configured)
export const RETURN_URL_NOT_ALLOWED = invalid(FAULTS.return_url_not_allowed)
export const NO_SUCH_PROFILE = invalid(FAULTS.profile_unknown)

function refused(result: Exclude<AdoptResult, { outcome: 'adopted' }>): ImportOutcome {
  switch (result.outcome) {
    case 'provider_failed': {
      const { code, advice } = result.failure
      const why = advice === undefined ? code : `${code}: ${advice}`
      return { outcome: 'failed', fault: `the account could not be fetched (${why})`, cause: 'provider' }
    }
    case 'intent_unresolved':
      return { outcome: 'failed', fault: 'it is not known yet whether an account was created for the client' }
    case 'unknown_client':
      return { outcome: 'failed', fault: 'the client was erased a moment ago' }
    default:
      return invalid(FAULTS[result.outcome])
  }
}
