import { isSamePlatform, type ProviderReference } from './account-terms.ts'
import type { CheckOutcome, Finding } from './diagnosis.ts'
import { receiverFault } from './event-receivers.ts'
import { isRetryable, type ProviderFailure } from './provider-failure.ts'
import type { CallTried, Looked, PlatformFacts, ProfileLooked, ProviderSetup, ReceiverKind } from './provider-setup.ts'

/** What the provider's answers are held against. */
export interface Expected {
  /** The API that new accounts are created with. */
  readonly api: string
  /** Accounts that are stored. */
  readonly stored: readonly ProviderReference[]
  /** The URL that events must reach. */
  readonly eventsUrl: string
}

/** What is right and wrong with our set-up at the provider. If the key fails, there is nothing else to say. */
export function diagnoseProvider(setup: Looked<ProviderSetup>, expected: Expected): readonly Finding[] {
  if ('failure' in setup) return [keyFails(setup.failure)]
  const { platform, calls, connect, accountsApi, profiles, receivers, clockAheadMs } = setup.found
  return [
    keyFinding(platform, expected),
    ...callFindings(calls),
    connectFinding(connect),
    apiFinding(accountsApi, expected.api),
    ...profileFindings(profiles),
    brandingFinding(platform),
    ...receiverFindings(receivers, expected.eventsUrl),
    clockFinding(clockAheadMs),
  ]
}

const keyFails = (failure: ProviderFailure): Finding => ({
  check: 'key',
  outcome: outcomeOf(failure),
  cause: 'key_fails',
  facts: { failure },
})

function keyFinding(platform: PlatformFacts, { api, stored }: Expected): Finding {
  const own = { api, platformId: platform.platformId, livemode: platform.livemode }
  const other = stored.find((reference) => !isSamePlatform(reference, own))
  return other === undefined
    ? { check: 'key', outcome: 'ok', cause: 'key_works', facts: platform }
    : { check: 'key', outcome: 'fault', cause: 'other_platform', facts: { own, stored: other } }
}

function callFindings(calls: readonly CallTried[] | undefined): Finding[] {
  const forbidden = (calls ?? []).filter(({ isAllowed }) => !isAllowed)
  if (forbidden.length === 0) {
    const facts = { isRestricted: calls !== undefined }
    return [{ check: 'permissions', outcome: 'ok', cause: 'calls_allowed', facts }]
  }
  return forbidden.map(({ what, permission, isOptional }) => ({
    check: 'permissions',
    outcome: isOptional ? 'warning' : 'fault',
    cause: 'call_forbidden',
    facts: { what, ...(permission !== undefined && { permission }) },
  }))
}

function connectFinding(connect: Looked<true>): Finding {
  if ('found' in connect) return { check: 'connect', outcome: 'ok', cause: 'connect_ready', facts: {} }
  const { failure } = connect
  return { check: 'connect', outcome: outcomeOf(failure), cause: 'connect_fails', facts: { failure } }
}

function apiFinding(answer: Looked<true>, api: string): Finding {
  if ('found' in answer) return { check: 'accounts_api', outcome: 'ok', cause: 'accounts_api_ready', facts: { api } }
  const { failure } = answer
  return { check: 'accounts_api', outcome: outcomeOf(failure), cause: 'accounts_api_fails', facts: { api, failure } }
}

function profileFindings(profiles: readonly ProfileLooked[]): Finding[] {
  const findings = profiles.flatMap(({ name: profile, faults, doubts }): Finding[] => [
    ...faults.map((fault): Finding => ({
      check: 'profiles',
      outcome: 'fault',
      cause: 'profile_refused',
      facts: { profile, ...fault },
    })),
    ...doubts.map((failure): Finding => ({
      check: 'profiles',
      outcome: 'warning',
      cause: 'profile_doubtful',
      facts: { profile, failure },
    })),
  ])
  const names = profiles.map(({ name }) => name)
  return findings.length > 0
    ? findings
    : [{ check: 'profiles', outcome: 'ok', cause: 'profiles_accepted', facts: { names } }]
}

function brandingFinding({ name, hasLogo, hasSupportAddress }: PlatformFacts): Finding {
  const missing = [
    name === undefined && ('name' as const),
    !hasLogo && ('logo' as const),
    !hasSupportAddress && ('support address' as const),
  ].filter((what) => what !== false)
  return name !== undefined && missing.length === 0
    ? { check: 'branding', outcome: 'ok', cause: 'branding_complete', facts: { name } }
    : { check: 'branding', outcome: 'warning', cause: 'branding_incomplete', facts: { missing } }
}

function receiverFindings(kinds: readonly ReceiverKind[], url: string): Finding[] {
  const findings = kinds.flatMap(({ kind, events, receivers }): Finding[] => {
    const check = 'event_receivers'
    if ('failure' in receivers) {
      return [{ check, outcome: 'unknown', cause: 'receivers_unread', facts: { kind, failure: receivers.failure } }]
    }
    const fault = receiverFault(events, receivers.found, url)
    if (fault === undefined) return []
    // Only events that arrive would show the scope.
    const outcome = fault.fault === 'scope_unsaid' ? 'warning' : 'fault'
    return [{ check, outcome, cause: 'receiver_faulty', facts: { kind, url, ...fault } }]
  })
  if (findings.length > 0) return findings
  const facts = { kinds: kinds.map(({ kind }) => kind), url }
  return [{ check: 'event_receivers', outcome: 'ok', cause: 'receivers_cover', facts }]
}

/** How old a signed event may be, in seconds: with a clock that is wrong by more, every event is refused. */
const TOLERATED_SECONDS = 300

/** Below this, the difference may come from the way between the two. In seconds. */
const NOTICED_SECONDS = 30

function clockFinding(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) return { check: 'clock', outcome: 'unknown', cause: 'clock_unknown', facts: {} }
  const aheadSeconds = Math.round(aheadMs / 1000)
  const difference = Math.abs(aheadSeconds)
  if (difference < NOTICED_SECONDS) return { check: 'clock', outcome: 'ok', cause: 'clock_right', facts: {} }
  const outcome = difference < TOLERATED_SECONDS ? 'warning' : 'fault'
  return { check: 'clock', outcome, cause: 'clock_wrong', facts: { aheadSeconds } }
}

/** A refusal is final until the set-up is changed; anything else leaves open how the set-up is. */
const outcomeOf = (failure: ProviderFailure): CheckOutcome => (isRetryable(failure) ? 'unknown' : 'fault')
