import type { DeliveryRecord } from '../../domain/delivery-signs.ts'
import { diagnoseDelivery } from '../../domain/event-delivery.ts'
import { diagnoseProvider } from '../../domain/diagnose-provider.ts'
import { diagnoseService, type Embedding, type MailTried, type UrlTried } from '../../domain/diagnose-service.ts'
import { CHECKS, type CheckId, type CheckOutcome, type Finding } from '../../domain/diagnosis.ts'
import type { ProviderReference } from '../../domain/account-terms.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { Log } from '../../ports/log.ts'
import { MailError, type Mailer } from '../../ports/mailer.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { Explanation, ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'
import type { Reachability } from '../../ports/reachability.ts'

/** The set-up of one platform, as it is configured here. */
export interface PlatformSetup {
  /** The id of the platform. */
  readonly platform: string
  /** The name of the API that new accounts are created with. */
  readonly api: string
  readonly livemode: boolean
  /** Whether the provider is a simulator, which reaches addresses of this machine. */
  readonly isSimulated: boolean
  /** The URL that events must reach. */
  readonly eventsUrl: string
  readonly embedding: Embedding
  /** Our URLs, and how to try them. */
  readonly urls: readonly {
    readonly name: string
    readonly url: string
    readonly tried: string
    readonly contains?: string
  }[]
}

/** The result of a check, in words. */
export interface Check extends Explanation {
  readonly id: CheckId
  readonly outcome: CheckOutcome
}

/** What the database knows of the set-up. */
interface StoredFacts {
  readonly references: readonly ProviderReference[]
  readonly record: DeliveryRecord
  readonly now: Date
}

interface Dependencies {
  readonly diagnostics: ProviderDiagnostics
  readonly queries: OnboardingQueries
  readonly reachability: Reachability
  readonly signs: DeliverySigns
  readonly setup: PlatformSetup
  readonly mailing?: { readonly mailer: Mailer } | undefined
  readonly log: Log
}

/** Checks the whole set-up of one platform, here and at the provider. Changes nothing. */
export function diagnose({ diagnostics, queries, reachability, signs, setup, mailing, log }: Dependencies) {
  const { api, livemode, isSimulated, eventsUrl, embedding } = setup

  return async (signal: AbortSignal): Promise<readonly Check[]> => {
    const [stored, urls, mail] = await Promise.all([storedFacts(), tryUrls(signal), tryMail(mailing)])
    const references = 'references' in stored ? stored.references : []
    const apis = [...new Set([api, ...references.map((reference) => reference.api)])]
    const provider = await diagnostics.inspect(apis, signal)
    const findings: readonly Finding[] = [
      ...('references' in stored ? [] : [stored]),
      ...diagnoseProvider(provider, { api, stored: references, eventsUrl }),
      ...('references' in stored ? diagnoseDelivery(stored.record, stored.now) : []),
      ...diagnoseService({ urls, mail, embedding, isSimulated, livemode }),
    ]
    return findings
      .map((finding) => ({ id: finding.check, outcome: finding.outcome, ...diagnostics.explain(finding) }))
      .toSorted((one, other) => CHECKS.indexOf(one.id) - CHECKS.indexOf(other.id))
  }

  /** The set-up is checked before there is a database, too. */
  async function storedFacts(): Promise<StoredFacts | Finding> {
    try {
      const stored = await queries.references(setup.platform)
      return { references: stored.map(({ reference }) => reference), ...(await signs.load(setup.platform)) }
    } catch (error) {
      log.warn({ err: error }, 'the check of the set-up could not read the database')
      const code = error instanceof Error ? error.name : 'unknown'
      return { check: 'key', outcome: 'unknown', cause: 'store_unavailable', facts: { code } }
    }
  }

  function tryUrls(signal: AbortSignal): Promise<readonly UrlTried[]> {
    return Promise.all(
      setup.urls.map(async ({ name, url, tried, contains }): Promise<UrlTried> => {
        const code = await reachability.tryUrl(tried, { ...(contains !== undefined && { contains }) }, signal)
        return { name, url, ...(code !== undefined && { code }) }
      }),
    )
  }
}

async function tryMail(mailing: Dependencies['mailing']): Promise<MailTried> {
  if (mailing === undefined) return 'off'
  try {
    await mailing.mailer.check()
    return 'answers'
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    return { code: error.code }
  }
}
