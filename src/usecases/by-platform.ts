import type { Actor } from '../ports/actor.ts'
import type { ApiKeyRepository } from '../ports/api-key-repository.ts'
import type { Log } from '../ports/log.ts'
import type { Platforms } from '../ports/platforms.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { LoadedToken, TokenLookup, TokenRepository } from '../ports/token-repository.ts'
import type { UseCases } from './all.ts'
import { authenticate } from './api-keys/authenticate.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { revokeApiKey } from './api-keys/revoke-api-key.ts'
import { FailedOnLink } from './links/failed-on-link.ts'
import { returnsTogether } from './links/return-from-provider.ts'
import { openingOf } from './opening.ts'

interface Dependencies {
  readonly platforms: Platforms<UseCases>
  readonly tokens: TokenRepository
  readonly apiKeys: ApiKeyRepository
  readonly secrets: Secrets
  readonly log: Log
  readonly pauseBetweenReturns: () => Promise<void>
}

/** What has neither an actor nor a link, so its caller has to name the platform: `at`. */
type OfNamedPlatform =
  | 'receiveEvent'
  | 'fetchMissedEvents'
  | 'checkPlatform'
  | 'diagnose'
  | 'pingReceivers'
  | 'setUpReceivers'
  | 'raiseAlerts'
  | 'sendAlert'

export type ServiceUseCases = Omit<UseCases, OfNamedPlatform> &
  ReturnType<typeof apiKeyUseCases> & {
    /** The use cases of a platform; `undefined` if there is none with this id. */
    readonly at: (platform: string) => UseCases | undefined
  }

/**
 * The use cases of all platforms. Each runs on one of them: on that of its actor, or on that of the link that a visitor
 * holds. The use cases of a platform know no other.
 */
export function useCasesByPlatform(dependencies: Dependencies): ServiceUseCases {
  return {
    at: (platform) => dependencies.platforms.of(platform),
    ...byActor(dependencies),
    ...emailJobs(dependencies),
    ...byLink(dependencies),
    ...byState(dependencies),
    ...byNoticeToken(dependencies),
    ...apiKeyUseCases(dependencies),
  }
}

/** The use cases of the actor's platform. */
const ofActor =
  (platforms: Platforms<UseCases>) =>
  ({ platform }: Actor): UseCases => {
    const own = platforms.of(platform)
    if (own === undefined) throw new Error(`there is no platform ${platform} in the configuration`)
    return own
  }

/** Staff, and background jobs. */
function byActor({ platforms }: Dependencies) {
  const at = ofActor(platforms)
  return {
    inviteClient: (invitation, actor, key) => at(actor).inviteClient(invitation, actor, key),
    importClients: (lines, options, actor) => at(actor).importClients(lines, options, actor),
    listClients: (filter, page, actor) => at(actor).listClients(filter, page, actor),
    countClients: (actor) => at(actor).countClients(actor),
    actOnClients: (request, actor) => at(actor).actOnClients(request, actor),
    exportClients: (filter, actor) => at(actor).exportClients(filter, actor),
    exportClientData: (clientId, actor) => at(actor).exportClientData(clientId, actor),
    putClient: (invitation, actor) => at(actor).putClient(invitation, actor),
    showClient: (clientId, actor) => at(actor).showClient(clientId, actor),
    showNotice: (clientId, actor) => at(actor).showNotice(clientId, actor),
    createNoticeToken: (request, actor) => at(actor).createNoticeToken(request, actor),
    listClientEvents: (clientId, page, actor) => at(actor).listClientEvents(clientId, page, actor),
    changeClient: (clientId, change, actor) => at(actor).changeClient(clientId, change, actor),
    eraseClient: (clientId, actor) => at(actor).eraseClient(clientId, actor),
    issueToken: (request, actor, key) => at(actor).issueToken(request, actor, key),
    extendToken: (extension, actor) => at(actor).extendToken(extension, actor),
    remindClient: (clientId, actor) => at(actor).remindClient(clientId, actor),
    revokeToken: (tokenId, actor) => at(actor).revokeToken(tokenId, actor),
    adoptAccount: (request, actor) => at(actor).adoptAccount(request, actor),
    resetAccount: (target, actor) => at(actor).resetAccount(target, actor),
    manageAccount: (request, actor) => at(actor).manageAccount(request, actor),
    createLoginLink: (target, actor) => at(actor).createLoginLink(target, actor),
    syncClient: (clientId, actor) => at(actor).syncClient(clientId, actor),
    listAuditEvents: (page, actor) => at(actor).listAuditEvents(page, actor),
    exportAuditEvents: (span, actor) => at(actor).exportAuditEvents(span, actor),
    createWebhookEndpoint: (endpoint, actor) => at(actor).createWebhookEndpoint(endpoint, actor),
    signsEvents: (actor) => at(actor).signsEvents(actor),
    listWebhookEndpoints: (actor) => at(actor).listWebhookEndpoints(actor),
    changeWebhookEndpoint: (endpointId, change, actor) => at(actor).changeWebhookEndpoint(endpointId, change, actor),
    rotateWebhookSecret: (endpointId, actor) => at(actor).rotateWebhookSecret(endpointId, actor),
    removeWebhookEndpoint: (endpointId, actor) => at(actor).removeWebhookEndpoint(endpointId, actor),
    listDeliveries: (endpointId, page, actor) => at(actor).listDeliveries(endpointId, page, actor),
    redeliver: (endpointId, which, actor) => at(actor).redeliver(endpointId, which, actor),
    reconcile: (options, actor) => at(actor).reconcile(options, actor),
    listProviderEvents: (state, page, actor) => at(actor).listProviderEvents(state, page, actor),
    applyRetention: (actor, options) => at(actor).applyRetention(actor, options),
    listDeadJobs: (filter, page, actor) => at(actor).listDeadJobs(filter, page, actor),
    replayDeadJobs: (which, actor) => at(actor).replayDeadJobs(which, actor),
    processEvent: (eventId, actor, signal) => at(actor).processEvent(eventId, actor, signal),
    refreshStaleAccounts: (actor, options) => at(actor).refreshStaleAccounts(actor, options),
    requestLinks: (email, actor) => at(actor).requestLinks(email, actor),
    warmUpAccount: (tokenId, actor) => at(actor).warmUpAccount(tokenId, actor),
  } satisfies Partial<UseCases>
}

/** The jobs of emails. There are none if no platform sends any. */
function emailJobs({ platforms }: Dependencies) {
  const at = ofActor(platforms)
  const sendsEmails = platforms.all().some(({ sendLinkEmail }) => sendLinkEmail !== undefined)
  return {
    sendFollowUps: sendsEmails
      ? async (actor) => (await at(actor).sendFollowUps?.(actor)) ?? { requested: 0, failed: 0 }
      : undefined,
    sendRequestedLinks: sendsEmails
      ? async (clientIds, actor) => (await at(actor).sendRequestedLinks?.(clientIds, actor)) ?? { requested: 0 }
      : undefined,
    sendLinkEmail: sendsEmails
      ? async (job, actor) => (await at(actor).sendLinkEmail?.(job, actor)) ?? 'not_sent'
      : undefined,
    sendNotice: sendsEmails
      ? async (notice, actor) => (await at(actor).sendNotice?.(notice, actor)) ?? 'not_sent'
      : undefined,
  } satisfies Partial<UseCases>
}

/** Visitors: the secret that they hold says which platform they deal with. It is looked up once, by one statement. */
function holders({ platforms, tokens }: Pick<Dependencies, 'platforms' | 'tokens'>) {
  return async (by: TokenLookup | undefined): Promise<{ own: UseCases; loaded: LoadedToken } | undefined> => {
    const loaded = by && (await tokens.load(by))
    const own = loaded && platforms.of(loaded.state.platform)
    return own && { own, loaded }
  }
}

const visitor = (actor: Actor, { state: { platform } }: LoadedToken): Actor => ({ ...actor, platform })

/** What the link secret is for. */
function byLink({ secrets, ...dependencies }: Dependencies) {
  const held = holders(dependencies)
  const byLinkSecret = (linkSecret: string) => {
    const secretHash = secrets.hashLinkSecret(linkSecret)
    return held(secretHash && { secretHash })
  }

  return {
    async openLink(linkSecret, actor, options) {
      const found = await byLinkSecret(linkSecret)
      if (found === undefined) return { outcome: 'unknown_token' }
      return found.own.openLink(linkSecret, visitor(actor, found.loaded), options, found.loaded)
    },
    async openSession(linkSecret, actor, options) {
      const found = await byLinkSecret(linkSecret)
      if (found === undefined) return { outcome: 'unknown_token' }
      return found.own.openSession(linkSecret, visitor(actor, found.loaded), options, found.loaded)
    },
    async leaveSession(linkSecret, actor) {
      const found = await byLinkSecret(linkSecret)
      return found?.own.leaveSession(linkSecret, visitor(actor, found.loaded), found.loaded)
    },
    async sendCode(linkSecret, actor, options) {
      const found = await byLinkSecret(linkSecret)
      if (found === undefined) return { outcome: 'unknown_token' }
      return found.own.sendCode(linkSecret, visitor(actor, found.loaded), options, found.loaded)
    },
    async previewLink(linkSecret, browser) {
      const found = await byLinkSecret(linkSecret)
      return found?.own.previewLink(linkSecret, browser, found.loaded)
    },
    async setReminders(stopSecret, wanted, actor) {
      const stopHash = secrets.hashStopSecret(stopSecret)
      const found = await held(stopHash && { stopHash })
      return found?.own.setReminders(stopSecret, wanted, visitor(actor, found.loaded), found.loaded)
    },
    async requestNewLink(linkSecret, actor) {
      const found = await byLinkSecret(linkSecret)
      return found?.own.requestNewLink(linkSecret, visitor(actor, found.loaded), found.loaded)
    },
  } satisfies Partial<UseCases>
}

/** What the states in return and refresh URLs are for. */
function byState({ secrets, pauseBetweenReturns, ...dependencies }: Dependencies) {
  const held = holders(dependencies)
  const together = returnsTogether(pauseBetweenReturns)
  return {
    async refreshLink(state, actor) {
      const hash = secrets.hashState(state)
      const found = await held(hash && { refreshHash: hash })
      if (found !== undefined)
        return known(found.loaded, () => found.own.refreshLink(state, visitor(actor, found.loaded), found.loaded))
      const returning = await held(hash && { stateHash: hash })
      return returning === undefined
        ? { outcome: 'unknown_state' }
        : { outcome: 'return_state', opening: openingOf(returning.loaded) }
    },
    async returnFromProvider(state, actor) {
      const stateHash = secrets.hashState(state)
      if (stateHash === undefined) return { outcome: 'unknown_state' }
      const returned = together(Buffer.from(stateHash).toString('hex'), async () => {
        const found = await held({ stateHash })
        if (found === undefined) return { outcome: 'unknown_state' }
        const { own, loaded } = found
        return known(loaded, () => own.returnFromProvider(state, visitor(actor, loaded), loaded))
      })
      return returned ?? { outcome: 'too_often' }
    },
  } satisfies Partial<UseCases>
}

/** Whose link it is, is part of every failure. */
async function known<T>(loaded: LoadedToken, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new FailedOnLink(openingOf(loaded), error)
  }
}

/** The holders of notice tokens. Each platform signs with a key of its own, so at most one accepts the token. */
function byNoticeToken({ platforms }: Pick<Dependencies, 'platforms'>) {
  return {
    async readNotice(token) {
      for (const own of platforms.all()) {
        const notice = await own.readNotice(token)
        if (notice !== 'unknown') return notice
      }
      return 'unknown'
    },
  } satisfies Partial<UseCases>
}

/** Keys may be of all platforms, so they are not of the use cases of one. */
function apiKeyUseCases(dependencies: Pick<Dependencies, 'apiKeys' | 'secrets' | 'log'>) {
  return {
    authenticate: authenticate(dependencies),
    createApiKey: createApiKey(dependencies),
    listApiKeys: listApiKeys(dependencies),
    revokeApiKey: revokeApiKey(dependencies),
  }
}
