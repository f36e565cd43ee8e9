/** The database could not be asked, or did not answer in time. Nothing is known to have changed; trying again is safe. */
export class StorageUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super('the database is unavailable', options)
    this.name = 'StorageUnavailableError'
  }
}
