import type { AlertCause, AlertKind, AlertsDecided, ClientRule, StoredAlert } from '../domain/alert.ts'

/** What operators were told, and what there is to tell of clients. */
export interface AlertBook {
  /**
   * The stored alerts of these kinds, and the clients to which the rules apply, as causes. Of the kinds of the rules only
   * what differs: clients of which no alert goes on, and alerts whose client is none any more.
   */
  load(
    platform: string,
    kinds: readonly AlertKind[],
    rules: readonly ClientRule[],
  ): Promise<{
    readonly stored: readonly StoredAlert[]
    readonly clients: readonly AlertCause[]
    readonly lastToldAt: Readonly<Partial<Record<AlertKind, Date>>>
    readonly now: Date
  }>

  /**
   * Stores what was decided, and queues each message for each of these channels, in one transaction. Stores nothing and
   * returns `conflict` if a cause was told since it was loaded.
   */
  save(platform: string, decided: AlertsDecided, channels: readonly AlertChannelName[]): Promise<'saved' | 'conflict'>
}

/** The ways to operators. */
export const ALERT_CHANNELS = ['log', 'webhook', 'email'] as const

export type AlertChannelName = (typeof ALERT_CHANNELS)[number]
