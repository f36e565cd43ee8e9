/** The file, or the rest of it, cannot be read. The message is a sentence for the person who sent the file. */
export class ClientFileError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ClientFileError'
  }
}
