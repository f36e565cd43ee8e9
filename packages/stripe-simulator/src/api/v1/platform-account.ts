import type { Stripe } from 'stripe'
import { defaultCurrency } from '../../accounts/countries.ts'
import type { Parts } from '../../state/parts.ts'

/** The account of the platform itself, with what its owner has set in the Dashboard. */
export function platformAccount({ platform, publicUrl }: Parts, id: string) {
  const { country, name, supportEmail, logo } = platform.state()
  return {
    id,
    object: 'account',
    business_profile: {
      mcc: null,
      minority_owned_business_designation: null,
      name: name || null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: supportEmail || null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country,
    created: 1_577_836_800,
    default_currency: defaultCurrency(country),
    details_submitted: true,
    email: `platform@${URL.parse(publicUrl())?.hostname ?? 'localhost'}`,
    payouts_enabled: true,
    settings: {
      branding: { icon: null, logo: logo ? 'file_1SimulatedLogo' : null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: name || null, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: null,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    type: 'standard',
  } satisfies Stripe.Account
}
