import type { Opening } from '../opening.ts'

/** A failure after the link was found, so its client can still be led to the page of its invitation. */
export class FailedOnLink extends Error {
  // Private, so no log takes the client's details for facts about the error.
  readonly #opening: Opening

  constructor(opening: Opening, cause: unknown) {
    super('a visit to a known link failed', { cause })
    this.name = 'FailedOnLink'
    this.#opening = opening
  }

  get opening(): Opening {
    return this.#opening
  }
}
