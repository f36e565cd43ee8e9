import { isSameReference, type ProviderReference } from '../../domain/account-terms.ts'
import type { ProviderOperation } from '../../domain/provider-failure.ts'
import { PaymentProviderError, type PaymentProvider } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'

/**
 * The provider that holds the accounts of this reference, whatever creates new ones now. Throws a failure with the outcome
 * `other_platform` if none of our keys is of that platform and mode, or the failure of finding that out.
 */
export async function providerFor<Provider extends PaymentProvider>(
  providers: readonly Provider[],
  reference: ProviderReference,
  operation: ProviderOperation,
  signal: AbortSignal,
): Promise<Provider> {
  const provider = providers.find(({ traits }) => traits.api === reference.api)
  const own = provider && (await referenceFor(provider, operation, signal))
  if (provider !== undefined && own !== undefined && isSameReference(own, reference)) return provider
  throw otherPlatform(operation)
}

/**
 * Our platform and mode behind this API. Throws a failure of the call that needs them if they cannot be found out, which
 * says nothing about the account of that call.
 */
export async function referenceFor(
  provider: PaymentProvider,
  operation: ProviderOperation,
  signal: AbortSignal,
): Promise<ProviderReference> {
  const reference = await attempt(() => provider.reference(signal))
  if (!(reference instanceof PaymentProviderError)) return reference
  const { failure } = reference
  const outcome = failure.outcome === 'account_unavailable' ? 'unknown' : failure.outcome
  throw new PaymentProviderError({ ...failure, operation, outcome }, { cause: reference })
}

/** The failure of a call that was not made, because it concerns another platform or mode. */
export function otherPlatform(operation: ProviderOperation = 'create_account'): PaymentProviderError {
  return new PaymentProviderError({
    operation,
    outcome: 'other_platform',
    code: 'mode_mismatch',
    advice:
      'The account belongs to another platform, sandbox or mode than the key of the service: use the key of that one.',
  })
}
