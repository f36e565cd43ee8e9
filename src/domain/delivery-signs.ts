/**
 * Signs of how the provider's events arrive. `refused_…`: an event was refused for this reason. `other_mode`: it was of
 * the other mode, live or test. `ping_…`: what became of an event that we had the provider send. `unannounced`: an account
 * had changed, and no event had said so.
 */
const DELIVERY_SIGNS = [
  'delivered',
  'refused_clock',
  'refused_body',
  'refused_secret',
  'other_mode',
  'ping_arrived',
  'ping_missing',
  'unannounced',
] as const

export type DeliverySign = (typeof DELIVERY_SIGNS)[number]

/** How often a sign was seen, and when last. */
export type DeliveryRecord = Readonly<Partial<Record<DeliverySign, { readonly count: number; readonly lastAt: Date }>>>
