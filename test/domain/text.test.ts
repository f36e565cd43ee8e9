import t from 'tap'
import { isSearchable, LINE, searchKey, tidied } from '../../src/domain/text.ts'

t.test('a text is stored composed, and without blanks and invisible characters at its ends', async (t) => {
  const name = 'J\u00f6rg M\u00fcller'
  for (const entered of [name, name.normalize('NFD'), ` ${name}\u00a0`, `\u200b${name}\ufeff`, `\u202a${name}\u202c`]) {
    t.equal(tidied(entered), name, JSON.stringify(entered))
  }
  t.equal(tidied('\u200b \u2060'), '')
  t.equal(tidied(''), '')
  for (const whole of ['❤\ufe0f', '👩\u200d🔧', 'می\u200cخواهم', 'a\u00a0b']) t.equal(tidied(whole), whole)
})

t.test('a line is visible text without line breaks, and turns nothing around it', async (t) => {
  const line = new RegExp(LINE, 'u')
  for (const text of ['Ada', '-', '7', '日本', '😀', '❤\ufe0f', 'می\u200cخواهم', "O'Brien & Söhne", 'a\u200eb']) {
    t.match(text, line, JSON.stringify(text))
  }
  const refused = {
    nothing: '',
    'a blank': ' ',
    'a line break': 'a\nb',
    'a tab': 'a\tb',
    'a zero byte': 'a\u0000',
    'a line separator': 'a\u2028b',
    'a paragraph separator': 'a\u2029b',
    'the first half of a character': 'a\ud83d',
    'the second half of a character': '\ude00a',
    'a zero-width space alone': '\u200b',
    'a filler that has no width': '\u3164',
    'an empty braille cell': '\u2800',
    'an accent alone': '\u0301',
    'a right-to-left override': 'a\u202eb',
    'an embedding': 'a\u202ab\u202c',
    'an isolate': 'a\u2067b\u2069',
    'a lost character': 'J\ufffdrgen',
  }
  for (const [what, text] of Object.entries(refused)) t.notMatch(text, line, what)
})

t.test('texts that differ only in case, width or composition have one search key', async (t) => {
  for (const same of [
    ['Müller', 'MÜLLER', 'Mu\u0308ller', 'müller'],
    ['Straße', 'STRASSE'],
    ['Istanbul', 'İstanbul', 'ISTANBUL', 'istanbul'],
    ['ΟΔΟΣ', 'οδος', 'οδοσ'],
    ['ＡＤＡ', 'ada'],
    ['ﬁn', 'fin'],
  ]) {
    t.equal(new Set(same.map(searchKey)).size, 1, same.join(' '))
  }
  t.not(searchKey('Müller'), searchKey('Muller'))
})

t.test('a search key is in ASCII, and a part of a text has a part of its key', async (t) => {
  const text = 'Café 日本語 😀 Ωμέγα x00e9'
  const key = searchKey(text)
  t.match(key, /^[\x20-\x7e]+$/)
  for (const part of ['café', '日本', '語 😀', 'ΩΜΈΓΑ', 'x00e9']) t.ok(key.includes(searchKey(part)), part)
  for (const other of ['日語', 'xe9z', '65e5', 'é日']) t.notOk(key.includes(searchKey(other)), other)
})

t.test('a text is searchable with three letters or digits in a row, or one character outside of ASCII', async (t) => {
  for (const text of ['ada', 'a b ccc', '123', '日', '日本', 'é', '😀']) t.ok(isSearchable(text), text)
  for (const text of ['', 'ab', '!!!', '...', 'a-b', '   ', 'a@b']) t.notOk(isSearchable(text), text)
})
