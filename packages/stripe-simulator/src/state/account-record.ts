import type { StoredAccount } from '../accounts/account.ts'
import type { HeldAccount } from '../control/account-schemas.ts'

/** The platform that an account belongs to, and its mode. A key sees only the accounts of its own. */
export interface Owner {
  readonly platform: string
  readonly livemode: boolean
}

/** An account with its place in the simulator. */
export interface AccountRecord extends StoredAccount, Owner {
  // Its place in the order of creation.
  readonly index: number
  readonly createdMs: number
  readonly access: HeldAccount['access']
}

export const owns = (owner: Owner, { platform, livemode }: Owner): boolean =>
  owner.platform === platform && owner.livemode === livemode
