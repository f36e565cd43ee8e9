/** The storage cannot hold or compare a value of the request: the caller must send another one. */
export class UnusableInputError extends Error {
  constructor(options: { cause: unknown }) {
    super('the storage cannot use a value of the request', options)
    this.name = 'UnusableInputError'
  }
}
