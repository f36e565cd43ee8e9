import type { Stripe } from 'stripe'
import type {
  AccountStateChange,
  ActiveFault,
  Call,
  CallFilter,
  ClockState,
  FaultRule,
  HeldAccount,
  HeldAccountLink,
} from './control-schemas.ts'

export type * from './control-schemas.ts'

/** Everything a test can ask of the simulator, in its own process or over HTTP (`controlClient`). */
export interface SimulatorControl {
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
    /** Moves Stripe's time forward: links expire, idempotency keys are forgotten, list lag ends. */
    advance(ms: number): Promise<ClockState>
  }
  /** Accounts younger than this do not show in `accounts.list` yet. */
  setListLag(ms: number): Promise<void>
  /** Answers 429 above this many calls a second per endpoint (real time); `null` lifts it. */
  setRateLimit(perSecond: number | null): Promise<void>
  /** Changes an account as Stripe, a client or an operator would; throws if there is none with this id. */
  setAccountState(id: string, change: AccountStateChange): Promise<HeldAccount>
  /** Forgets accounts, links, keys, calls and faults, and sets limits, lag and clock back. */
  reset(): Promise<void>
}

export interface AccountUpdate {
  readonly type: 'account.updated' | 'account.application.deauthorized'
  readonly account: Stripe.Account
}

/** The control object of a simulator in this process. */
export interface Simulator extends SimulatorControl {
  /** Calls the listener after each change of an account (webhooks hang on this); answers a function that stops it. */
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
}
