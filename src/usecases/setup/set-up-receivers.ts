import { planReceiver, type ReceiverStep } from '../../domain/event-receivers.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { ReceiverKind } from '../../domain/provider-setup.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'
import { attempt } from '../attempt.ts'
import type { PlatformSetup } from './diagnose.ts'

/** What was done, or would be done, for one kind of receivers. */
export interface ReceiverSetUp {
  readonly kind: string
  readonly url: string
  readonly events: readonly string[]
  readonly step: ReceiverStep['step']
  /** Absent if it was not created. */
  readonly id?: string
  /** Whether it was switched on again. */
  readonly enables?: boolean
  /** Whether its list of events was replaced. */
  readonly replacesEvents?: boolean
  /** Shown only now. */
  readonly secret?: string
  /** Why it could not be done. */
  readonly failure?: ProviderFailure
}

interface Dependencies {
  readonly diagnostics: ProviderDiagnostics
  readonly queries: OnboardingQueries
  readonly setup: PlatformSetup
}

/**
 * Creates or repairs the receivers of the provider's events for one platform: one for each API that accounts are or will
 * be created with. What is as it should be stays, and so does everything with another URL: nothing is ever deleted. Throws
 * `PaymentProviderError` if the provider does not let us look.
 */
export function setUpReceivers({ diagnostics, queries, setup }: Dependencies) {
  const { api, eventsUrl } = setup

  return async ({ dryRun }: { dryRun: boolean }, signal: AbortSignal): Promise<readonly ReceiverSetUp[]> => {
    const stored = await queries.references(setup.platform)
    const apis = [...new Set([api, ...stored.map(({ reference }) => reference.api)])]
    const looked = await diagnostics.inspect(apis, signal)
    if ('failure' in looked) throw new PaymentProviderError(looked.failure)
    const done: ReceiverSetUp[] = []
    for (const kind of looked.found.receivers) done.push(await setUp(kind, dryRun, signal))
    return done
  }

  async function setUp(kind: ReceiverKind, dryRun: boolean, signal: AbortSignal): Promise<ReceiverSetUp> {
    const about = { kind: kind.kind, url: eventsUrl, events: kind.events }
    if ('failure' in kind.receivers) return { ...about, step: 'none', failure: kind.receivers.failure }
    const plan = planReceiver(kind.events, kind.receivers.found, eventsUrl)
    if (plan.step === 'none' || dryRun) return { ...about, ...plan }
    const made = await attempt(() => diagnostics.makeReceiver(kind, plan, eventsUrl, signal))
    return made instanceof PaymentProviderError
      ? { ...about, ...plan, failure: made.failure }
      : { ...about, ...plan, ...made }
  }
}
