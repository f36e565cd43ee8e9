/** Who holds an account: the provider's API that it was created by, our platform there, and the mode. */
export interface ProviderReference {
  /** The name of the API, as the provider's adapter gives it. An account is read by the API that created it. */
  readonly api: string
  /** The provider's own id of our platform. */
  readonly platformId: string
  readonly livemode: boolean
}

/** Who pays the provider's fees, or bears the losses of an account. */
export type Payer = 'platform' | 'provider'

/** What kind of account is created. It follows from an account profile and the client's country. */
export interface AccountShape {
  /** The name of the profile. */
  readonly profile: string
  /** The provider's dashboard for the client. */
  readonly dashboard: 'express' | 'full' | 'none'
  readonly fees: Payer
  readonly losses: Payer
  /** The capabilities that the platform needs: they decide whether the account is payable. */
  readonly capabilities: readonly string[]
  /** Capabilities that are requested only because the provider demands them for the others. */
  readonly added: readonly string[]
  readonly agreement: 'full' | 'recipient'
  /** What clients provide up front: what is due at present, or everything that will ever be due. */
  readonly upFront: 'due' | 'everything'
}

/**
 * The terms that an account is created on. Frozen with the intent and stored with the account, so that neither a new
 * configuration nor a new release changes how an intent is finished or an account is read.
 */
export interface AccountTerms {
  readonly reference: ProviderReference
  /** The version of the adapter's translation of these terms into a request. */
  readonly template: number
  readonly shape: AccountShape
}

/** Other terms with which a provider would create an account that it has refused. */
export type Cure =
  /** The account must request this capability as well. */
  | { readonly add: string }
  /** The account must have the agreement of recipients, which excludes all capabilities but transfers. */
  | { readonly agreement: 'recipient' }

/** The shape with this cure. `undefined` if it makes no difference, or costs a capability that the platform needs. */
export function cured(shape: AccountShape, cure: Cure): AccountShape | undefined {
  if ('add' in cure) {
    if (shape.agreement === 'recipient' || requestedCapabilities(shape).includes(cure.add)) return undefined
    return { ...shape, added: [...shape.added, cure.add] }
  }
  const needsMore = shape.capabilities.some((name) => name !== 'transfers')
  return needsMore || shape.agreement === cure.agreement ? undefined : { ...shape, added: [], ...cure }
}

/** All capabilities that are requested for the account, each once. */
export const requestedCapabilities = ({ capabilities, added }: AccountShape): readonly string[] => [
  ...new Set([...capabilities, ...added]),
]

/** Whether both references name the same accounts. */
export function isSameReference(one: ProviderReference, other: ProviderReference): boolean {
  return one.api === other.api && isSamePlatform(one, other)
}

/** Whether both references are of the same platform and mode, by whatever API. */
export function isSamePlatform(one: ProviderReference, other: ProviderReference): boolean {
  return one.platformId === other.platformId && one.livemode === other.livemode
}
