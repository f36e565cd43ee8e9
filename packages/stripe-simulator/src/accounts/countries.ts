const inFull =
  'AE AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG ' +
  'SI SK TH US'

// Payouts only, to accounts under the recipient service agreement.
const asRecipients =
  'AG AL AM AO AR AZ BA BD BH BJ BN BO BS BT BW CI CL CO CR DO DZ EC EG ET GA GH GM GT GY ID IL IN IS JM JO KE KH KR KW KZ ' +
  'LA LC LK MA MC MD MG MK MN MO MU MZ NA NE NG OM PA PE PH PK PY QA RS RW SA SM SN SV TN TR TT TW TZ UY UZ VN ZA'

/** Countries whose accounts can only receive payouts. */
export const receivesOnly: ReadonlySet<string> = new Set(asRecipients.split(' '))

/** Countries in which Stripe Connect opens accounts. */
export const connectCountries: ReadonlySet<string> = new Set(`${inFull} ${asRecipients}`.split(' '))

const currencies: Record<string, string> = {
  AE: 'aed',
  AU: 'aud',
  BR: 'brl',
  CA: 'cad',
  CH: 'chf',
  CZ: 'czk',
  DK: 'dkk',
  GB: 'gbp',
  GI: 'gbp',
  HK: 'hkd',
  HU: 'huf',
  JP: 'jpy',
  LI: 'chf',
  MX: 'mxn',
  MY: 'myr',
  NO: 'nok',
  NZ: 'nzd',
  PL: 'pln',
  RO: 'ron',
  SE: 'sek',
  SG: 'sgd',
  TH: 'thb',
  US: 'usd',
}
const euro = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK SM'.split(' ')

/** The default currency of a country's accounts. */
export const defaultCurrency = (country: string): string =>
  currencies[country] ?? (euro.includes(country) ? 'eur' : 'usd')
