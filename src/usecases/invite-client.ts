import type { Act } from '../ports/act.ts'
import type { ClientRepository, Invited } from '../ports/client-repository.ts'
import type { Once } from '../ports/once.ts'
import type { Secrets } from '../ports/secrets.ts'

const HOUR_MS = 3_600_000

export interface Invitation {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
  /** How long the link can be opened, in hours. */
  readonly expiresInHours: number
}

export type InviteResult =
  | (Extract<Invited, { outcome: 'invited' }> & {
      /** The link secret: here for the only time. */
      readonly linkSecret: string
    })
  | Exclude<Invited, { outcome: 'invited' }>

/** Enters a client and issues its first onboarding token. */
export function inviteClient({ clients, secrets }: { clients: ClientRepository; secrets: Secrets }) {
  return async ({ expiresInHours, ...invitation }: Invitation, act: Act, once?: Once): Promise<InviteResult> => {
    const { secret, hash } = secrets.mintLinkSecret()
    const invited = await clients.invite(
      { ...invitation, id: secrets.newId() },
      { id: secrets.newId(), lifetimeMs: expiresInHours * HOUR_MS, secretHash: hash },
      act,
      once,
    )
    return invited.outcome === 'invited' ? { ...invited, linkSecret: secret } : invited
  }
}
