import { gzipSync } from 'node:zlib'
import t from 'tap'
import { linesOf, told } from '../support/client-file.ts'

const TEXT = 'name,email\r\nJörg Müller,j@example.com\r\nZoë 日本,z@example.com\r\n'
const READ = [
  [2, 'Jörg Müller'],
  [3, 'Zoë 日本'],
]
const latin = (text: string) => Buffer.from(text, 'latin1')
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()

t.test('UTF-8 and UTF-16 are recognised, with and without a byte order mark, wherever a piece ends', async (t) => {
  const files = {
    'UTF-8': Buffer.from(TEXT),
    'UTF-8 with a mark': Buffer.from(`\ufeff${TEXT}`),
    'UTF-16, little endian, with a mark': Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
    'UTF-16, big endian, with a mark': bigEndian(`\ufeff${TEXT}`),
    'UTF-16, little endian': Buffer.from(TEXT, 'utf16le'),
    'UTF-16, big endian': bigEndian(TEXT),
  }
  for (const [name, bytes] of Object.entries(files)) {
    for (const pieces of [1, 2, 3, 1000])
      t.strictSame(told(await linesOf(bytes, { pieces })), READ, `${name}, ${pieces}`)
  }
  const bom = Buffer.from(`\ufeff${TEXT}`, 'utf16le')
  t.strictSame(told(await linesOf(bom, { encoding: 'windows-1252' })), READ, 'the mark wins over what was declared')
})

t.test('bytes that are no UTF-8 end the file with their line and their place, and none is replaced', async (t) => {
  for (const eol of ['\r\n', '\n', '\r']) {
    const file = latin(['name,email', 'Ada,a@example.com', 'J\xf6rg,j@example.com', ''].join(eol))
    for (const pieces of [1, 3, 1000]) {
      const lines = await linesOf(file, { pieces }).catch((error: Error) => [{ ended: error.message }])
      t.match(told(lines).at(-1), /^The file is not UTF-8: see line 3, byte 2 \(0xF6\)\. .*windows-1252/, eol)
      t.notMatch(JSON.stringify(lines), /\ufffd/)
    }
  }
  const places = {
    'J\xe4rg': /line 2, byte 2 \(0xE4\)/,
    'J\xe4\xf6g': /line 2, byte 2 \(0xE4\)/,
    'Ada\xe4': /line 2, byte 4 \(0xE4\)/,
    'A\xc3': /line 2, byte 2 \(0xC3\)/,
    'A\x8aB': /line 2, byte 2 \(0x8A\)/,
  }
  for (const [name, place] of Object.entries(places))
    await t.rejects(linesOf(latin(`name,email\n${name}`)), place, name)
})

t.test('another encoding is decoded if it is declared', async (t) => {
  const files: [string, Buffer][] = [
    ['windows-1252', latin('name,email\nJ\xf6rg \x80,j@example.com')],
    ['iso-8859-15', latin('name,email\nJ\xf6rg \xa4,j@example.com')],
    ['macintosh', latin('name,email\nJ\x9arg \xdb,j@example.com')],
  ]
  for (const [encoding, bytes] of files)
    t.strictSame(told(await linesOf(bytes, { encoding })), [[2, 'Jörg €']], encoding)
})

t.test('a character that was lost before the file was sent is a fault of its line', async (t) => {
  const csv = await linesOf('name,email\nJ\ufffdrg,j@example.com\nAda,a@example.com')
  t.match(told(csv), [
    [2, /^name has the sign � in place of a lost character/],
    [3, 'Ada'],
  ])
  for (const name of ['J\ufffdrg', 'J\\ufffdrg']) {
    const json = await linesOf(`{"name":"${name}","email":"j@example.com"}`, { format: 'ndjson' })
    t.match(told(json), [[1, /lost character/]])
  }
})

t.test('a file of another kind is refused, and says what it is', async (t) => {
  const other: [string | Uint8Array, RegExp][] = [
    [gzipSync(TEXT), /compressed with gzip/],
    [Buffer.from('504b030414000600', 'hex'), /a workbook/],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /a workbook/],
    ['%PDF-1.7\n', /a PDF/],
    ['name,email\nA\0da,a@example.com\n', /NUL characters/],
    ['', /is empty/],
    ['\ufeff', /is empty/],
    ['\r\n \r\n', /is empty/],
    ['name,email\n', /no line with data/],
    ['name;email\r\n;\r\n\r\n', /no line with data/],
    ['Ada,ada@example.com', /none of these is known: "Ada", "…"\. Known columns: name, email, country/],
    ['{"name":"Ada"}', /is JSON: send it as application\/x-ndjson/],
    ['[{"name":"Ada"}]', /is JSON/],
  ]
  for (const [content, words] of other) await t.rejects(linesOf(content), { name: 'ClientFileError', message: words })
  const ndjson: [string, RegExp][] = [
    ['[{"name":"Ada"}]', /is a JSON array: write one object a line/],
    ['name,email\nAda,a@example.com', /first line is no JSON object: send a CSV file as text\/csv/],
    ['\n\n', /is empty/],
  ]
  for (const [content, words] of ndjson) await t.rejects(linesOf(content, { format: 'ndjson' }), { message: words })
})
