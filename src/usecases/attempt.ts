import { PaymentProviderError } from '../ports/payment-provider.ts'

/** Returns a provider failure as a value. All other errors are thrown: they are bugs or outages of our own. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | PaymentProviderError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof PaymentProviderError) return error
    throw error
  }
}
