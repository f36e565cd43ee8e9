/** The intent that an account was created for. Both generations carry it in the account's metadata. */
export interface CreatedFor {
  readonly clientId: string
  readonly generation: number
}

interface WithMetadata {
  readonly metadata?: Readonly<Record<string, string>> | null | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The metadata of a new account. */
export const metadataFor = ({ clientId, generation }: CreatedFor) => ({
  client_id: clientId,
  generation: String(generation),
})

/** The intent that an account was created for, from the metadata that we wrote; `undefined` if we did not write any. */
export function createdForOf({ metadata }: WithMetadata): CreatedFor | undefined {
  const { client_id: clientId, generation } = metadata ?? {}
  // Other software may use metadata of the same names.
  const isOurs = clientId !== undefined && UUID.test(clientId) && /^[1-9]\d{0,8}$/.test(generation ?? '')
  return isOurs ? { clientId, generation: Number(generation) } : undefined
}

/** Whether an account was created for exactly this client and generation. */
export const isFor =
  ({ clientId, generation }: CreatedFor) =>
  (account: WithMetadata): boolean => {
    const createdFor = createdForOf(account)
    return createdFor?.clientId === clientId && createdFor.generation === generation
  }
