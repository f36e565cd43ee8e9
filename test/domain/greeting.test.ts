import t from 'tap'
import { greetingName } from '../../src/domain/greeting.ts'

t.test('an email greets its client by name', async (t) => {
  for (const name of ['Ada Lovelace', "O'Brien & Söhne GmbH & Co. KG", 'A.B. Müller', '山田太郎', 'Dr. No', 'No. 5']) {
    t.equal(greetingName(name), name)
  }
})

t.test('a name with what may become a link is left out', async (t) => {
  for (const name of [
    'Your account is locked. Go to https://evil.example/login now',
    'see HTTP://EVIL',
    'ftp://x',
    'www.evil',
    'WWW.evil.example',
    'evil.example',
    'go to evil.example/login',
    'evil.xn--p1ai',
    'пример.рф',
    'mail ada@evil',
    'ada＠evil',
    'ｗｗｗ．evil',
    'https：／／evil',
    'evil。example',
    'ev\u200bil.exa\u200bmple',
    '',
    '\u200b',
  ]) {
    t.equal(greetingName(name), undefined, name)
  }
})

t.test('a long name is cut at 60 characters, and never within one', async (t) => {
  t.equal(greetingName('a'.repeat(60)), 'a'.repeat(60))
  t.equal(greetingName('a'.repeat(61)), `${'a'.repeat(59)}…`)
  t.equal(greetingName('👩‍🔧'.repeat(61))?.replaceAll('👩‍🔧', ''), '…')
  t.ok((greetingName(`a${'\u0301'.repeat(5000)}`)?.length ?? 0) <= 241)
})

t.test('marks that turn the text around them are dropped', async (t) => {
  t.equal(greetingName('Ada\u202e evol\u202c'), 'Ada evol')
  t.equal(greetingName('\u2067Ada\u2069'), 'Ada')
  t.equal(greetingName('Ada\ud800'), 'Ada')
})
