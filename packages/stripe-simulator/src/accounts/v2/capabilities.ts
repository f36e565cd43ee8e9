import type { Stripe } from 'stripe'

type MerchantCapability = keyof Stripe.V2.Core.AccountCreateParams.Configuration.Merchant.Capabilities

// An object, so that `tsc` fails if this list and the capabilities in the SDK's types differ.
const known = {
  ach_debit_payments: true,
  acss_debit_payments: true,
  affirm_payments: true,
  afterpay_clearpay_payments: true,
  alma_payments: true,
  amazon_pay_payments: true,
  au_becs_debit_payments: true,
  bacs_debit_payments: true,
  bancontact_payments: true,
  blik_payments: true,
  blik_recurring_payments: true,
  boleto_payments: true,
  card_payments: true,
  cartes_bancaires_payments: true,
  cashapp_payments: true,
  eps_payments: true,
  fpx_payments: true,
  gb_bank_transfer_payments: true,
  grabpay_payments: true,
  ideal_payments: true,
  jcb_payments: true,
  jp_bank_transfer_payments: true,
  kakao_pay_payments: true,
  klarna_payments: true,
  konbini_payments: true,
  kr_card_payments: true,
  link_payments: true,
  mobilepay_payments: true,
  multibanco_payments: true,
  mx_bank_transfer_payments: true,
  naver_pay_payments: true,
  oxxo_payments: true,
  p24_payments: true,
  pay_by_bank_payments: true,
  payco_payments: true,
  paynow_payments: true,
  promptpay_payments: true,
  revolut_pay_payments: true,
  samsung_pay_payments: true,
  satispay_payments: true,
  sepa_bank_transfer_payments: true,
  sepa_debit_payments: true,
  sequra_payments: true,
  sunbit_payments: true,
  swish_payments: true,
  twint_payments: true,
  us_bank_transfer_payments: true,
  zip_payments: true,
} satisfies Record<MerchantCapability, true>

/** The capabilities of the merchant configuration, by v2's names. */
export const merchantCapabilities: readonly string[] = Object.keys(known)

/** The only capability of recipients that is simulated, by v1's name. */
export const transfers = 'transfers'

/** v1's name of a merchant's capability, by which the account stores it. */
export const v1CapabilityName = (name: string): string =>
  name === 'ach_debit_payments' ? 'us_bank_account_ach_payments' : name
