/** The actor of a change, and the request it happened in, for the audit trail. Never personal data. */
export interface Actor {
  /** The platform that the actor belongs to. */
  readonly platform: string
  /**
   * `client`, `admin:<key id>`, `admin:environment` (the key in the configuration), `admin:cli:<user of the operating system>`
   * or `job:<name>`.
   */
  readonly name: string
  readonly requestId: string
}

export { DEFAULT_PLATFORM } from '../domain/platform-choice.ts'
