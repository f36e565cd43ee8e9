/** Where use cases tell operators what they must know. Facts hold ids and codes, never secrets or personal data. */
export interface Log {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
