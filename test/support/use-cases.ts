import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { derivedEndpointSecrets } from '../../src/adapters/crypto/endpoint-secrets.ts'
import { signedNoticeTokens } from '../../src/adapters/crypto/notice-tokens.ts'
import { memoryAlertBook } from '../../src/adapters/memory/alert-book.ts'
import { memoryCountryCures } from '../../src/adapters/memory/country-cures.ts'
import { memoryDeadJobs } from '../../src/adapters/memory/dead-jobs.ts'
import { memoryLinkRequests } from '../../src/adapters/memory/link-requests.ts'
import { memoryRetention } from '../../src/adapters/memory/retention.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { memoryEventFeed, memoryFeedCursor } from '../../src/adapters/memory/event-feed.ts'
import { stripeAskWords } from '../../src/adapters/stripe/ask-words.ts'
import { inAppWords } from '../../src/emails/in-app-words.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { memoryDeliverySigns } from '../../src/adapters/memory/delivery-signs.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryDiagnostics } from '../../src/adapters/memory/provider-diagnostics.ts'
import { USUAL_RETENTION } from '../../src/domain/retention.ts'
import type { ApiKeyRepository } from '../../src/ports/api-key-repository.ts'
import type { AccountControl } from '../../src/ports/account-control.ts'
import type { AccountSessions } from '../../src/ports/account-sessions.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { allUseCases, type UseCases } from '../../src/usecases/all.ts'
import { useCasesByPlatform, type ServiceUseCases } from '../../src/usecases/by-platform.ts'
import { PROFILES } from './terms.ts'

type Dependencies = Parameters<typeof allUseCases>[0]

type TestProvider = PaymentProvider & Partial<AccountControl & AccountSessions>

/** What a test must say; the rest has values that are in no test's way. */
type Given = Pick<Dependencies, 'tokens' | 'queries' | 'auditTrail' | 'inbox'> & {
  readonly apiKeys: ApiKeyRepository
  readonly provider: TestProvider
  readonly pauseBetweenReturns?: () => Promise<void>
  /** The platforms beside that of the test, over the same ports. */
  readonly otherPlatforms?: readonly string[]
} & Partial<Dependencies>

/** The use cases over the ports of a test, with those that need no actor on the one platform that there is. */
export function useCasesOver({
  apiKeys,
  pauseBetweenReturns = async () => {},
  otherPlatforms = [],
  ...given
}: Given): UseCases & ServiceUseCases {
  const own = useCasesOfOne(given)
  const { secrets = cryptoSecrets(), log = { info: () => {}, warn: () => {}, error: () => {} } } = given
  const { platform = DEFAULT_PLATFORM, tokens } = given
  const others = otherPlatforms.map((id) => [id, useCasesOfOne({ ...given, platform: id })] as const)
  const sets = new Map([[platform, own], ...others])
  const platforms = { of: (id: string) => sets.get(id), all: () => [...sets.values()] }
  return { ...own, ...useCasesByPlatform({ platforms, tokens, apiKeys, secrets, log, pauseBetweenReturns }) }
}

const isControl = (provider: TestProvider): provider is PaymentProvider & AccountControl =>
  provider.closeAccount !== undefined
const isEmbeddable = (provider: TestProvider): provider is PaymentProvider & AccountSessions =>
  provider.createAccountSession !== undefined

/** Receivers that accept all events. */
function outgoing() {
  const { endpoints, outgoing } = memoryRepositories({ now: () => new Date() })
  return {
    endpoints,
    outgoing,
    receivers: { faultOf: async () => undefined, send: async () => ({ status: 200, body: '' }) },
    endpointSecrets: derivedEndpointSecrets('0123456789abcdef0123456789abcdef'),
  }
}

/** The use cases of one platform over the ports of a test. */
function useCasesOfOne({
  provider,
  ...given
}: Omit<Given, 'apiKeys' | 'pauseBetweenReturns' | 'otherPlatforms'>): UseCases {
  return allUseCases({
    platform: DEFAULT_PLATFORM,
    providers: [provider],
    ...(isControl(provider) && { controls: [provider] }),
    ...(isEmbeddable(provider) && { embeddable: [provider] }),
    ...outgoing(),
    emailPlan: { due: async () => [] },
    verifier: { verify: () => undefined, accountOf: async () => undefined, whyRefused: () => ({ cause: 'secret' }) },
    deadJobs: memoryDeadJobs(memoryStore({ now: () => new Date() })),
    linkRequests: memoryLinkRequests(memoryStore({ now: () => new Date() })),
    retention: memoryRetention(memoryStore({ now: () => new Date() })),
    retentionRules: USUAL_RETENTION,
    feed: memoryEventFeed(),
    alertBook: memoryAlertBook(memoryStore({ now: () => new Date() })),
    alerting: { channels: {}, kinds: [] },
    platformName: 'Test Platform',
    feedCursor: memoryFeedCursor({ now: () => new Date() }),
    profiles: PROFILES,
    returnOrigins: ['https://app.example.com'],
    diagnostics: memoryDiagnostics(),
    signs: memoryDeliverySigns({ now: () => new Date() }),
    pause: async () => {},
    reachability: { tryUrl: async () => undefined },
    setup: {
      platform: DEFAULT_PLATFORM,
      api: 'memory',
      livemode: false,
      isSimulated: true,
      eventsUrl: 'https://platform.example/events',
      embedding: { isWanted: false, hasKey: false },
      urls: [],
    },
    noticeTokens: signedNoticeTokens('sk_test_0123456789'),
    notices: { words: inAppWords, askWords: stripeAskWords, locale: 'en' },
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
    refreshMode: 'redirect',
    livemode: false,
    ...given,
  })
}
