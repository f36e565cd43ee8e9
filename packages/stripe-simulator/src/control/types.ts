import type { Stripe } from 'stripe'
import type {
  ActiveWebhookBehaviour,
  Delivery,
  DeliveryFilter,
  HeldWebhookEndpoint,
  WebhookBehaviour,
  WebhookEndpoint,
} from '../webhooks/schemas.ts'
import type { AccountStateChange, HeldAccount, HeldAccountLink, RequirementsSchedule } from './account-schemas.ts'
import type {
  ActiveFault,
  Call,
  CallFilter,
  ClockState,
  FaultRule,
  PlatformSettings,
  PlatformState,
} from './schemas.ts'

export type * from './account-schemas.ts'
export type * from './schemas.ts'
export type * from '../webhooks/schemas.ts'

/** Control of the simulator's webhooks. */
export interface WebhookControl {
  webhookEndpoints(): Promise<HeldWebhookEndpoint[]>
  /**
   * Replaces all endpoints but the event destinations of Stripe's API. Deliveries to removed endpoints are dropped.
   */
  setWebhookEndpoints(endpoints: readonly WebhookEndpoint[]): Promise<HeldWebhookEndpoint[]>
  webhookBehaviour(): Promise<ActiveWebhookBehaviour>
  /** Sets the delivery faults; everything not given is back to normal: `{}` ends all faults. */
  setWebhookBehaviour(behaviour: WebhookBehaviour): Promise<ActiveWebhookBehaviour>
  /** The deliveries, oldest first; `limit` returns only the latest. */
  deliveries(filter?: DeliveryFilter): Promise<Delivery[]>
  /** Sends an event again, unchanged, to its original endpoints. Throws if there is no such event. */
  redeliver(eventId: string): Promise<Delivery[]>
  /** Waits until no delivery or retry is pending. Throws after `timeoutMs` (default 30 s), or while paused. */
  flushWebhooks(timeoutMs?: number): Promise<void>
}

/** Control of the simulator, in the same process or over HTTP (`controlClient`). */
export interface SimulatorControl extends WebhookControl {
  readonly faults: {
    /** Adds a fault. Faults strike in the order in which they were added. */
    add(rule: FaultRule): Promise<ActiveFault>
    list(): Promise<ActiveFault[]>
    /** Removes all faults, or the one with this id. */
    clear(id?: string): Promise<void>
  }
  /** All accounts ever created, oldest first, including deleted and deauthorised ones. */
  accounts(): Promise<HeldAccount[]>
  accountLinks(): Promise<HeldAccountLink[]>
  /** The calls that Stripe's API received, oldest first; `limit` returns only the latest. */
  calls(filter?: CallFilter): Promise<Call[]>
  readonly clock: {
    now(): Promise<ClockState>
    /** Advances Stripe's clock: links expire, keys are forgotten, list lag ends, requirements come due. */
    advance(ms: number): Promise<ClockState>
  }
  /** Hides accounts, and thin events, younger than this from lists. */
  setListLag(ms: number): Promise<void>
  /**
   * Responds with 429 above this many calls a second of a platform (real time): for each endpoint, and in all. `null`
   * removes a limit. Default in all: none.
   */
  setRateLimit(perSecond: number | null, inAll?: number | null): Promise<void>
  /** The platform's status at Stripe. */
  platform(): Promise<PlatformState>
  /** Replaces all settings. With `{}`, Stripe refuses the platform only `transfers` without `card_payments`. */
  setPlatform(settings: PlatformSettings): Promise<PlatformState>
  /** Changes an account as Stripe, a client or an operator would. Throws if there is no such account. */
  setAccountState(id: string, change: AccountStateChange): Promise<HeldAccount>
  /**
   * Makes Stripe require something from the account later. If it is not given by the deadline, payouts are disabled.
   * Throws if there is no such account.
   */
  scheduleRequirements(id: string, schedule: RequirementsSchedule): Promise<HeldAccount>
  /**
   * Deletes accounts, links, keys, calls, faults and deliveries, and resets limits, lag, clock, platform and webhook
   * behaviour. Webhook endpoints stay.
   */
  reset(): Promise<void>
}

interface AccountUpdate {
  readonly type: 'account.updated' | 'account.application.deauthorized'
  readonly account: Stripe.Account
}

/** The control object of a simulator in the same process. */
export interface Simulator extends SimulatorControl {
  /** Calls the listener after each change of an account. Returns a function that removes it. */
  onAccountUpdated(listener: (update: AccountUpdate) => void): () => void
}

export interface RunningSimulator {
  /** The address it listens on, for example `http://127.0.0.1:12111`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly simulator: Simulator
  close(): Promise<void>
}

export interface SimulatorOptions {
  /** Base URL of the hosted pages in account links. Default: the address it listens on. */
  readonly publicUrl?: string
  /** Fastify's logger. Default: off. */
  readonly logger?: boolean
  /** Real time in milliseconds. The simulator's clock adds its advance. */
  readonly now?: () => number
  /**
   * The file that stores accounts, links, idempotency keys, clock and webhooks, so that a simulator started with the
   * same file continues with them. Default: in memory only.
   */
  readonly stateFile?: string
  /**
   * Where events are sent. Default: as in the state file, or nowhere. Event destinations that were created through
   * Stripe's API are always those of the file.
   */
  readonly webhooks?: readonly WebhookEndpoint[]
}
