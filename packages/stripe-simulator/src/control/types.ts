import type { Stripe } from 'stripe'
import type {
  ActiveWebhookBehaviour,
  Delivery,
  DeliveryFilter,
  HeldWebhookEndpoint,
  WebhookBehaviour,
  WebhookEndpoint,
} from '../webhooks/schemas.ts'
import type {
  AccountStateChange,
  ActiveFault,
  Call,
  CallFilter,
  ClockState,
  FaultRule,
  HeldAccount,
  HeldAccountLink,
  PlatformSettings,
  PlatformState,
  RequirementsSchedule,
} from './schemas.ts'

export type * from './schemas.ts'
export type * from '../webhooks/schemas.ts'

/** What a test can ask of the simulator's webhooks. */
export interface WebhookControl {
  webhookEndpoints(): Promise<HeldWebhookEndpoint[]>
  /** Replaces all endpoints; what is on its way to others is given up. */
  setWebhookEndpoints(endpoints: readonly WebhookEndpoint[]): Promise<HeldWebhookEndpoint[]>
  webhookBehaviour(): Promise<ActiveWebhookBehaviour>
  /** From now on events arrive as badly as this says, and otherwise well: `{}` ends all trouble. */
  setWebhookBehaviour(behaviour: WebhookBehaviour): Promise<ActiveWebhookBehaviour>
  /** The deliveries, oldest first; `limit` keeps the latest. */
  deliveries(filter?: DeliveryFilter): Promise<Delivery[]>
  /** Sends an event again, as it was, to the endpoints that it was for; throws if there is none with this id. */
  redeliver(eventId: string): Promise<Delivery[]>
  /** Waits until nothing is left to send or to try again; throws after `timeoutMs` (30 s unless said), or when paused. */
  flushWebhooks(timeoutMs?: number): Promise<void>
}

/** Everything a test can ask of the simulator, in its own process or over HTTP (`controlClient`). */
export interface SimulatorControl extends WebhookControl {
  readonly faults: {
    /** Adds a fault. Rules strike in the order in which they were added. */
    add(rule: FaultRule): Promise<ActiveFault>
    list(): Promise<ActiveFault[]>
    /** Removes all of them, or the one with this id. */
    clear(id?: string): Promise<void>
  }
  /** All accounts ever created, oldest first, deleted and deauthorised ones too. */
  accounts(): Promise<HeldAccount[]>
  accountLinks(): Promise<HeldAccountLink[]>
  /** The calls that Stripe's API received, oldest first; `limit` keeps the latest. */
  calls(filter?: CallFilter): Promise<Call[]>
  readonly clock: {
    now(): Promise<ClockState>
    /** Moves Stripe's time forward: links expire, keys are forgotten, list lag ends, requirements come due. */
    advance(ms: number): Promise<ClockState>
  }
  /** Accounts younger than this do not show in `accounts.list` yet. */
  setListLag(ms: number): Promise<void>
  /** Answers 429 above this many calls a second per endpoint (real time); `null` lifts it. */
  setRateLimit(perSecond: number | null): Promise<void>
  /** How the platform stands with Stripe. */
  platform(): Promise<PlatformState>
  /** Sets all of it at once: `{}` is a platform that Stripe refuses nothing but transfers alone. */
  setPlatform(settings: PlatformSettings): Promise<PlatformState>
  /** Changes an account as Stripe, a client or an operator would; throws if there is none with this id. */
  setAccountState(id: string, change: AccountStateChange): Promise<HeldAccount>
  /**
   * Stripe will ask the account for something; once the deadline has passed without it, payouts are disabled. Throws if
   * there is no account with this id.
   */
  scheduleRequirements(id: string, schedule: RequirementsSchedule): Promise<HeldAccount>
  /**
   * Forgets accounts, links, keys, calls, faults and deliveries, and sets limits, lag, clock, platform and webhook behaviour back.
   * Webhook endpoints stay.
   */
  reset(): Promise<void>
}

interface AccountUpdate {
  readonly type: 'account.updated' | 'account.application.deauthorized'
  readonly account: Stripe.Account
}

/** The control object of a simulator in this process. */
export interface Simulator extends SimulatorControl {
  /** Calls the listener after each change of an account ; answers a function that stops it. */
  onAccountUpdated(listener: (update: AccountUpdate) => void): () => void
}

export interface RunningSimulator {
  /** Where it listens, e.g. `http://127.0.0.1:12111`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly simulator: Simulator
  close(): Promise<void>
}

export interface SimulatorOptions {
  /** Base of the hosted pages in account links; where it listens unless said. */
  readonly publicUrl?: string
  /** Fastify's logger, off unless said. */
  readonly logger?: boolean
  /** Real time in milliseconds; the simulator's clock adds what it was advanced by. */
  readonly now?: () => number
  /**
   * Where accounts, links, idempotency keys, clock and webhooks are kept, so that a simulator that is started with the same file
   * goes on with them. In memory only unless said.
   */
  readonly stateFile?: string
  /** Where events are sent; if left out, where the state file says, or nowhere. */
  readonly webhooks?: readonly WebhookEndpoint[]
}
