import type { KnownRefusal } from './advice.ts'

/**
 * Stripe refusals that staff can resolve, recognised by fixed parts of their text, because v1 gives them no code. The
 * text itself is dropped, because Stripe may repeat in it what was sent.
 */
const BY_TEXT: readonly (readonly [RegExp, KnownRefusal])[] = [
  [/signed up for connect/i, 'platform_not_registered'],
  [/responsibilities of managing losses|settings\/connect\/platform-profile/i, 'platform_profile_incomplete'],
  [/`?transfers`? (?:capability )?without (?:the )?`?card_payments`?/i, 'transfers_need_approval'],
  [/no longer recommends accounts v1/i, 'accounts_v1_disabled'],
  [/must always be redirected via https/i, 'https_required'],
  [/capabilit(?:y|ies)\b.*\b(?:not available|cannot be requested|not supported)\b/i, 'capability_not_available'],
  [/service agreement/i, 'service_agreement_conflict'],
  [/country\b.*\b(?:not (?:currently )?supported|unsupported|not available)/i, 'country_not_supported'],
  [/account link cannot be created.*has been rejected/i, 'account_rejected'],
  [/not connected to your platform or does not exist/i, 'account_not_found'],
]

const BY_CODE: Readonly<Record<string, KnownRefusal>> = {
  country_unsupported: 'country_not_supported',
}

/** Our code for a refusal by Stripe, or `undefined` if it is not known. */
export function knownRefusal(code: string | undefined, message: string): KnownRefusal | undefined {
  const byCode = code === undefined ? undefined : BY_CODE[code]
  return byCode ?? BY_TEXT.find(([text]) => text.test(message.slice(0, 2000)))?.[1]
}
