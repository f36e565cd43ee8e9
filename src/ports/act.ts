/** Who does something, in which request: what the audit trail says of every change. Never personal data. */
export interface Act {
  /** `client`, `admin:<key id>`, `provider` or `job:<name>`. */
  readonly actor: string
  readonly requestId: string
}
