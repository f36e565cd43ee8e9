import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryCountryCures } from '../../src/adapters/memory/country-cures.ts'
import { memoryEventFeed, memoryFeedCursor } from '../../src/adapters/memory/event-feed.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { memoryDiagnostics } from '../../src/adapters/memory/provider-diagnostics.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { allUseCases, type UseCases } from '../../src/usecases/all.ts'
import { PROFILES } from './terms.ts'

type Dependencies = Parameters<typeof allUseCases>[0]

/** What a test must say; the rest has values that are in no test's way. */
type Given = Pick<Dependencies, 'tokens' | 'queries' | 'auditTrail' | 'apiKeys' | 'inbox'> & {
  readonly provider: PaymentProvider
} & Partial<Dependencies>

/** The use cases over the ports of a test. */
export function useCasesOver({ provider, ...given }: Given): UseCases {
  return allUseCases({
    platform: DEFAULT_PLATFORM,
    providers: [provider],
    emailPlan: { due: async () => [] },
    verifier: { verify: () => undefined, accountOf: async () => undefined, whyRefused: () => ({ cause: 'secret' }) },
    feed: memoryEventFeed(),
    feedCursor: memoryFeedCursor({ now: () => new Date() }),
    profiles: PROFILES,
    diagnostics: memoryDiagnostics(),
    reachability: { tryUrl: async () => undefined },
    setup: {
      platform: DEFAULT_PLATFORM,
      api: 'memory',
      livemode: false,
      isSimulated: true,
      eventsUrl: 'https://platform.example/events',
      urls: [],
    },
    cures: memoryCountryCures(),
    secrets: cryptoSecrets(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    returnUrls: ({ toReturn, toRefresh }) => ({
      returnUrl: `https://platform.example/callback?state=${toReturn}`,
      refreshUrl: `https://platform.example/refresh?state=${toRefresh}`,
    }),
    deadline: () => new AbortController().signal,
    isRefreshedTooOften: async () => false,
    isRepeatedTooOften: async () => false,
    isReturnedTooOften: async () => false,
    pauseBetweenReturns: async () => {},
    refreshMode: 'redirect',
    livemode: false,
    ...given,
  })
}
