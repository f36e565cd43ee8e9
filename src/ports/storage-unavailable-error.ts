/** The database is unreachable or did not answer in time. No change is confirmed; a retry is safe. */
export class StorageUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super('the database is unavailable', options)
    this.name = 'StorageUnavailableError'
  }
}
