import type { Client } from '../domain/client.ts'
import type { OnboardingToken } from '../domain/onboarding-token.ts'
import type { Act } from '../ports/act.ts'
import type { ClientRepository } from '../ports/client-repository.ts'
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
  | {
      readonly outcome: 'invited'
      readonly client: Client
      readonly token: OnboardingToken
      /** The link secret: here for the only time. */
      readonly linkSecret: string
      readonly now: Date
    }
  | { readonly outcome: 'client_exists' }
  | { readonly outcome: 'external_id_exists' }

/** Enters a client and issues its first onboarding token. */
export function inviteClient({ clients, secrets }: { clients: ClientRepository; secrets: Secrets }) {
  return async ({ expiresInHours, ...invitation }: Invitation, act: Act): Promise<InviteResult> => {
    const { secret, hash } = secrets.mintLinkSecret()
    const invited = await clients.invite(
      { ...invitation, id: secrets.newId() },
      { id: secrets.newId(), lifetimeMs: expiresInHours * HOUR_MS, secretHash: hash },
      act,
    )
    return invited.outcome === 'invited' ? { ...invited, linkSecret: secret } : invited
  }
}
