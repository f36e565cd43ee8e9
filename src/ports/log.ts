/** The log that use cases write for operators. Facts contain ids and codes, never secrets or personal data. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
