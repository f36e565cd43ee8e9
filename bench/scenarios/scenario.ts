import type pg from 'pg'
import type { FilledClient } from '../fill/clients.ts'
import type { Traffic } from '../load/run-load.ts'

/** A server's database, and the clients that it contained from the start. */
export interface World {
  readonly db: pg.Client
  readonly clients: readonly FilledClient[]
}

/** Prepares the requests of one run: at most `amount`, if each needs rows of its own. */
export type Prepare = (world: World, amount: number) => Promise<Traffic>

/** What a row of the table measures. To add one: export it from a file of this folder, and list it in all.ts. */
export interface Scenario {
  readonly name: string
  /** Calls to the provider for each request. With none, the provider's latency makes no difference. */
  readonly providerCalls: number
  /** The numbers of connections that it is measured with. */
  readonly connections: readonly number[]
  /** Absent if only the reference has it. */
  readonly ours?: Prepare
  readonly reference: Prepare
  /** Requests to the reference that cost the least that such a request can cost; measured in the same turns. */
  readonly floor?: Prepare
}

/** From an idle server to an overloaded one. */
export const EVERY_LOAD = [1, 16, 64, 256]

/** The requests of these, each sent once. */
export function once(expected: number, requests: readonly Buffer[]): Traffic {
  let sent = 0
  return { expected, next: () => requests[sent++] }
}

/** The requests of these, in turn, for as long as the run takes. */
export function inTurn(expected: number, requests: readonly Buffer[]): Traffic {
  let sent = 0
  return { expected, next: () => requests[sent++ % requests.length] }
}
