export interface TurnRequest {
  /** The provider counts the calls of each platform by themselves. */
  readonly platform: string
  /** The turns of one bucket come `perSecond` a second, whoever claims them. */
  readonly bucket: string
  readonly perSecond: number
  /** Number of consecutive turns to claim. */
  readonly turns: number
  readonly isBackground: boolean
}

/** Granted: the first turn is in `waitMs` milliseconds. Not granted: it is worth asking again in `waitMs`. */
export interface Claim {
  readonly isGranted: boolean
  readonly waitMs: number
}

/** The calls that all processes together may make to the provider. */
export interface ProviderBudget {
  /**
   * Claims the next free turns of a bucket: always for an opening; for background work only if no turn of the bucket
   * has been claimed ahead, so that no opening ever queues behind it for longer than the turns that it asks for.
   */
  claim(request: TurnRequest): Promise<Claim>
}
