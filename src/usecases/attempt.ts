import { PaymentProviderError } from '../ports/payment-provider.ts'

/** The provider's failure as a value; anything else is a bug or an outage of ours and goes up. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | PaymentProviderError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof PaymentProviderError) return error
    throw error
  }
}
