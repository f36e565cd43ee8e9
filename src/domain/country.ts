/**
 * The countries in which accounts can be opened, by their ISO 3166-1 alpha-2 codes. The country of an account never
 * changes, so another one is refused when staff enters it, not when the client opens its link.
 */
export const COUNTRIES: readonly string[] = (
  'AE AG AL AM AO AR AT AU AZ BA BD BE BG BH BJ BN BO BR BS BT BW CA CH CI CL CO CR CY CZ DE DK DO DZ EC EE EG ES ET FI ' +
  'FR GA GB GH GI GM GR GT GY HK HR HU ID IE IL IN IS IT JM JO JP KE KH KR KW KZ LA LC LI LK LT LU LV MA MC MD MG MK MN ' +
  'MO MT MU MX MY MZ NA NE NG NL NO NZ OM PA PE PH PK PL PT PY QA RO RS RW SA SE SG SI SK SM SN SV TH TN TR TT TW TZ US ' +
  'UY UZ VN ZA'
).split(' ')

/** The codes of three letters (ISO 3166-1 alpha-3) of the same countries, in the same order. */
const THREE_LETTERS: readonly string[] = (
  'ARE ATG ALB ARM AGO ARG AUT AUS AZE BIH BGD BEL BGR BHR BEN BRN BOL BRA BHS BTN BWA CAN CHE CIV CHL COL CRI CYP ' +
  'CZE DEU DNK DOM DZA ECU EST EGY ESP ETH FIN FRA GAB GBR GHA GIB GMB GRC GTM GUY HKG HRV HUN IDN IRL ISR IND ISL ' +
  'ITA JAM JOR JPN KEN KHM KOR KWT KAZ LAO LCA LIE LKA LTU LUX LVA MAR MCO MDA MDG MKD MNG MAC MLT MUS MEX MYS MOZ ' +
  'NAM NER NGA NLD NOR NZL OMN PAN PER PHL PAK POL PRT PRY QAT ROU SRB RWA SAU SWE SGP SVN SVK SMR SEN SLV THA TUN ' +
  'TUR TTO TWN TZA USA URY UZB VNM ZAF'
).split(' ')

/** Codes and names that are in use beside the official ones. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  AE: ['UAE'],
  BA: ['Bosnia'],
  CI: ['Ivory Coast'],
  CZ: ['Czech Republic', 'Česká republika'],
  DE: ['Federal Republic of Germany', 'Bundesrepublik Deutschland', 'BRD'],
  GB: ['UK', 'Great Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland'],
  GR: ['EL', 'Hellas'],
  HK: ['Hong Kong', '香港'],
  IE: ['Republic of Ireland'],
  KR: ['Republic of Korea', '한국'],
  LC: ['Saint Lucia'],
  MK: ['Macedonia'],
  MO: ['Macao', 'Macau', '澳門'],
  NL: ['Holland'],
  SK: ['Slovak Republic'],
  TR: ['Turkey'],
  TW: ['臺灣'],
  US: ['United States of America'],
}

/** Languages that people also write the name of their country in, beside English and its most common one. */
const SPOKEN: Readonly<Record<string, readonly string[]>> = {
  BE: ['fr', 'de'],
  BN: ['zh'],
  CA: ['fr'],
  CH: ['fr', 'it', 'rm'],
  CY: ['tr'],
  DZ: ['fr'],
  ES: ['ca', 'eu', 'gl'],
  FI: ['sv'],
  GB: ['cy', 'gd'],
  HK: ['zh-Hant'],
  IE: ['ga'],
  KE: ['sw'],
  KZ: ['kk'],
  LU: ['de', 'lb'],
  MA: ['fr'],
  MG: ['fr'],
  MO: ['pt'],
  NE: ['fr'],
  NO: ['nn'],
  NZ: ['mi'],
  PH: ['en'],
  PK: ['en'],
  PY: ['es'],
  RS: ['sr-Latn'],
  SG: ['zh', 'ms', 'ta'],
  SN: ['fr'],
  TN: ['fr'],
  UZ: ['ru'],
  ZA: ['af', 'zu'],
}

/**
 * The code of the country that a person means: a code of two or three letters in either case, a name in English or in a
 * language of the country, also with `oe` for `ö`. `undefined` if it is no country, or none in which accounts can be
 * opened.
 */
export function countryNamed(text: string): string | undefined {
  return COUNTRIES.includes(text) ? text : codesByName().get(folded(text))
}

/** The name without article, case, accents, punctuation and spaces: `the U.S.A.`, `cote d'ivoire`. */
const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^\s*the\s+/, '')
    .replaceAll('&', 'and')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The name as it is written where keyboards have no umlauts. */
const withoutUmlauts = (name: string): string =>
  name.normalize('NFC').toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue')

let byName: ReadonlyMap<string, string | undefined> | undefined

/** Built when something else than a code is first looked up, because most callers send codes. */
function codesByName(): ReadonlyMap<string, string | undefined> {
  byName ??= new Map([
    ...THREE_LETTERS.map((letters, n) => [folded(letters), COUNTRIES[n]] as const),
    ...COUNTRIES.flatMap((code) => namesOf(code).map((name) => [folded(name), code] as const)),
  ])
  return byName
}

function namesOf(code: string): readonly string[] {
  const { language } = new Intl.Locale('und', { region: code }).maximize()
  const languages = ['en', `${language}-${code}`, ...(SPOKEN[code] ?? [])]
  const shown = languages.map((each) => new Intl.DisplayNames([each], { type: 'region' }).of(code))
  const names = [...shown.filter((name) => name !== undefined), ...(ALSO[code] ?? [])]
  return [code, ...names, ...names.map(withoutUmlauts)]
}
