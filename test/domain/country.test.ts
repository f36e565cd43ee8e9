import t from 'tap'
import { COUNTRIES, countryNamed } from '../../src/domain/country.ts'

const MEANT: Readonly<Record<string, readonly string[]>> = {
  DE: [
    'DE',
    'de',
    ' De ',
    'ＤＥ',
    'DEU',
    'deu',
    'ＤＥＵ',
    'D E',
    'Ｇermany',
    'Germany',
    'GERMANY',
    'Deutschland',
    'deutschland',
  ],
  GB: ['GB', 'UK', 'uk', 'United Kingdom', 'the United Kingdom', 'Great Britain', 'England'],
  GR: ['GR', 'EL', 'Greece', 'Ελλάδα', 'ΕΛΛΑΔΑ'],
  US: ['US', 'USA', 'U.S.A.', 'United States', 'The United States of America'],
  CH: ['Switzerland', 'Schweiz', 'Suisse', 'Svizzera'],
  BE: ['Belgium', 'België', 'belgique', 'Belgien'],
  AT: ['Österreich', 'osterreich', 'O\u0308sterreich', 'Oesterreich', 'OESTERREICH', 'AUT'],
  CI: ['Côte d’Ivoire', "Cote d'Ivoire", 'Ivory Coast'],
  TT: ['Trinidad & Tobago', 'trinidad and tobago'],
  TR: ['Türkiye', 'Turkiye', 'Tuerkiye', 'Turkey', 'TUR'],
  RO: ['ROU'],
  ZA: ['ZAF'],
  CZ: ['Czechia', 'Czech Republic', 'Česko'],
  JP: ['Japan', '日本'],
  IE: ['Ireland', 'Éire'],
  KR: ['South Korea', '대한민국'],
}

t.test('a country is understood by its code, its name in English and in its own languages, in any case', async (t) => {
  for (const [code, texts] of Object.entries(MEANT)) for (const text of texts) t.equal(countryNamed(text), code, text)
})

t.test('a country in which no account can be opened is none, and neither is anything else', async (t) => {
  for (const text of [
    'PR',
    'PRI',
    'XKX',
    'OE',
    'XK',
    'KP',
    'RU',
    'Kosovo',
    'North Korea',
    'XX',
    'ZZ',
    '',
    ' ',
    '-',
    'D',
    'Germania',
    '__proto__',
  ])
    t.equal(countryNamed(text), undefined, text)
})

t.test('no name means two countries', async (t) => {
  t.equal(new Set(COUNTRIES).size, COUNTRIES.length)
  const english = new Intl.DisplayNames(['en'], { type: 'region' })
  for (const code of COUNTRIES) {
    const { language } = new Intl.Locale('und', { region: code }).maximize()
    const own = new Intl.DisplayNames([`${language}-${code}`], { type: 'region' })
    for (const name of [english.of(code) ?? '', own.of(code) ?? '']) t.equal(countryNamed(name), code, name)
  }
})
