import type pg from 'pg'

/**
 * Where a client stands: just invited; with an account that was created before the first opening (warmed); opened once;
 * or with a link that was revoked.
 */
export type Stage = 'invited' | 'warmed' | 'opened' | 'revoked'

/** A client that was entered into a database. */
export interface FilledClient {
  readonly id: string
  /** What opens its link. */
  readonly secret: string
}

/** Enters new clients into a server's database, as its API would have left them. */
export type Fill = (db: pg.Client, amount: number, stage: Stage) => Promise<FilledClient[]>
