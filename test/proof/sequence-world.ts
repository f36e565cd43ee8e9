/** A token as a world shows it, and all that its audit trail tells, oldest first. */
export interface SeenToken {
  readonly id: string
  readonly clientId: string
  readonly purpose: string
  /** `staff`, `client`, or how the service issues tokens by itself: `remedy`, `reminder`. */
  readonly issuedBy: string
  readonly status: string
  readonly attempts: number
  readonly expired: boolean
  readonly trail: readonly { readonly type: string; readonly from?: string; readonly to?: string }[]
}

/** An account at the provider. */
export interface SeenAccount {
  readonly id: string
  readonly submitted: boolean
  /** Whether staff have detached it from its client. */
  readonly detached: boolean
  /** Whether the provider opens it no more: it is rejected, closed or disconnected. */
  readonly isGone: boolean
}

export interface Given {
  readonly clientId: string
  readonly tokenId: string
  readonly secret: string
}

/** What a client, the provider or an operator can do to an account at the provider. */
export const HAPPENINGS = ['complete', 'save_for_later', 'needs_more', 'under_review', 'reject', 'deauthorise'] as const
export type Happening = (typeof HAPPENINGS)[number]

/** What staff do to an account at the provider. */
export const ACCOUNT_ACTS = ['reject', 'unreject', 'close'] as const
type Act = (typeof ACCOUNT_ACTS)[number]

/** How a call to the provider fails; `lost after` and `saved after` have had their effect all the same. */
export const TROUBLES = ['lost before', 'lost after', 'saved before', 'saved after', 'refused'] as const
type Trouble = (typeof TROUBLES)[number]

export const OPERATIONS = ['create_account', 'create_account_link', 'retrieve_account', 'find_account'] as const
type Operation = (typeof OPERATIONS)[number]

/** The service with all around it. What is asked of it answers with a word for what came of it, and throws on a bug. */
export interface World {
  invite(hours: number, where: number): Promise<Given>
  /** `unknown` when the client was erased. */
  issue(clientId: string, hours: number, where: number): Promise<Given | 'nothing to do' | 'unknown'>
  revoke(tokenId: string, where: number): Promise<string>
  /** Gives the client another e-mail address, or another country; `unknown` when it was erased. */
  correct(clientId: string, where: number): Promise<string>
  /** `erased`, or `unresolved` while there may be an account that nobody knows of. */
  erase(clientId: string, where: number): Promise<string>
  /** `opened` when there is a link in the answer. */
  open(secret: string, by: 'GET' | 'POST', where: number): Promise<string>
  preview(secret: string, where: number): Promise<string>
  callback(state: string, where: number): Promise<string>
  /** `opened` when it leads to a fresh link. */
  refresh(state: string, where: number): Promise<string>
  /** `unknown` when the client was erased. */
  sync(clientId: string, where: number): Promise<string>
  deliver(eventId: string, accountId: string, where: number): Promise<string>
  process(eventId: string): Promise<string>
  look(): Promise<string>
  pass(ms: number): Promise<void>
  /** New accounts are created by the other API from now on. */
  switchApi(where: number): Promise<string>
  happen(accountId: string, happening: Happening): Promise<void>
  /** Detaches the account; `unknown` when the client was erased. */
  reset(clientId: string, where: number): Promise<string>
  /** `unknown` when the client was erased. */
  manage(clientId: string, act: Act, where: number): Promise<string>
  /** Requests the emails that are due. */
  followUp(): Promise<string>
  /** Sends the emails that were requested, and gives the links in them. */
  mail(): Promise<readonly (Given & { readonly kind: string })[]>
  /** What the client is asked for, by an account that it has submitted, while it was given no link for that. */
  silent(clientId: string): Promise<string | undefined>
  trouble(operation: Operation, trouble: Trouble): Promise<void>
  noTrouble(): Promise<void>
  /** Every pair of states that the provider was told, oldest first, and whose it is where the link was kept. */
  states(
    clientId: string,
  ): Promise<readonly { readonly state: string; readonly refreshState: string; readonly tokenId: string | undefined }[]>
  /** All accounts that the provider holds for the client, oldest first. */
  accounts(clientId: string): Promise<readonly SeenAccount[]>
  tokens(clientIds: readonly string[]): Promise<readonly SeenToken[]>
}
