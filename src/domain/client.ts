/** The business to be onboarded. */
export interface Client {
  readonly id: string
  readonly name: string
  /** Trimmed, as it was entered; two addresses that differ only in case are the same client. */
  readonly email: string
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** The platform's own id of this client. */
  readonly externalId?: string
  readonly createdAt: Date
}
