/** A request for the links of an address. */
interface LinkRequest {
  readonly platform: string
  /** As `readEmail` leaves it. */
  readonly email: string
  /** The id of the request that it came with. */
  readonly requestId: string
}

/** Takes requests for links from people who know nothing but their address. */
export interface LinkRequests {
  /**
   * Queues a job with the ids of the platform's clients that have this address, ignoring case, the newest first, at most
   * {@link MOST_CLIENTS}. Does the same if there are none, so how long it takes tells nothing. Never stores the address.
   */
  add(request: LinkRequest): Promise<void>
}

/** The clients of one address that a request reaches. */
export const MOST_CLIENTS = 50
