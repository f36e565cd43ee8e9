import { language } from './words.js'

// Countries in which Stripe Connect opens accounts (docs.stripe.com/connect/cross-border-payouts and stripe.com/global).
const CODES =
  'AE AG AL AM AO AR AT AU AZ BA BD BE BG BH BJ BN BO BR BS BT BW CA CH CI CL CO CR CY CZ DE DK DO DZ EC EE EG ES ET FI ' +
  'FR GA GB GH GI GM GR GT GY HK HR HU ID IE IL IN IS IT JM JO JP KE KH KR KW KZ LA LC LI LK LT LU LV MA MC MD MG MK MN ' +
  'MO MT MU MX MY MZ NA NE NG NL NO NZ OM PA PE PH PK PL PT PY QA RO RS RW SA SE SG SI SK SM SN SV TH TN TR TT TW TZ US ' +
  'UY UZ VN ZA'

/**
 * The countries as options of a select, by their names in the language of the page, in alphabetical order. Browsers that
 * know no names show the codes.
 */
export function countryOptions() {
  const lang = language()
  const names = typeof Intl.DisplayNames === 'function' ? new Intl.DisplayNames(lang, { type: 'region' }) : undefined
  return CODES.split(' ')
    .map((code) => new Option(names ? names.of(code) : code, code))
    .sort((one, other) => one.text.localeCompare(other.text, lang))
}
