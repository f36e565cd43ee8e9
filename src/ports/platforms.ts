/**
 * The platforms that this deployment serves, each with what belongs to it: its settings, or its use cases. What belongs
 * to one has no way to another. They may be replaced while the service runs; what was handed out stays as it is.
 */
export interface Platforms<Own> {
  /** `undefined` if there is no such platform, or no longer. */
  of(id: string): Own | undefined

  all(): readonly Own[]
}
