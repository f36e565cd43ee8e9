/** The log that use cases write for operators. Facts contain ids and codes, never secrets or personal data. */
export interface Log {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
