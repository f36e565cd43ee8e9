import t from 'tap'
import type { FileLine } from '../../src/usecases/clients/import-clients.ts'
import { linesOf, told } from '../support/client-file.ts'

const invitations = (lines: readonly FileLine[]) =>
  lines.map((each) => ('invitation' in each ? each.invitation : 'fault' in each ? each.fault : each))
const faultsOf = async (file: string) => (await linesOf(file)).map((each) => ('fault' in each ? each.fault : 'good'))

t.test('the separator is found, or declared in a line "sep="', async (t) => {
  const read = [[2, 'Ada, Countess']]
  for (const separator of [';', '\t', '|']) {
    t.strictSame(told(await linesOf(`name${separator}email\nAda, Countess${separator}a@example.com`)), read, separator)
  }
  for (const first of ['sep=;', '"sep=;"', 'SEP=;\r']) {
    t.strictSame(
      told(await linesOf(`${first}\nname;email\nAda, Countess;a@example.com`)),
      [[3, 'Ada, Countess']],
      first,
    )
  }
  t.strictSame(told(await linesOf('name,email\n"Ada, Countess",a@example.com')), read)
})

t.test('headers are understood in any case, with punctuation, and by other names', async (t) => {
  const lines = await linesOf(
    '"Name";"E-Mail";Land;External ID;Expires in hours;Business_Type;prefill.mcc;Return URL;metadata.Plan\n' +
      'Ada;ada@example.com;Österreich;7;48;Non profit;742;https://app.example.com/;pro',
  )
  t.strictSame(invitations(lines), [
    {
      name: 'Ada',
      email: 'ada@example.com',
      country: 'AT',
      externalId: '7',
      expiresInHours: 48,
      prefill: { businessType: 'non_profit', mcc: '0742' },
      returnUrl: 'https://app.example.com/',
      metadata: { Plan: 'pro' },
    },
  ])
})

t.test('metadata is a column of JSON, columns of its names, or both', async (t) => {
  const file = (cell: string) =>
    `name,email,metadata,metadata.plan\nAda,a@example.com,"${cell.replaceAll('"', '""')}",pro`
  const read = async (cell: string) => invitations(await linesOf(file(cell)))
  const both = { plan: 'pro', tier: '1' }
  t.match(await read('{"plan":"free","tier":"1"}'), [{ metadata: both }], 'the column of a name counts')
  t.match(await read(''), [{ metadata: { plan: 'pro' } }])
  for (const cell of ['pro', '["pro"]', 'null', '{"plan":'])
    t.match(told(await linesOf(file(cell))), [[2, /metadata must be a JSON object, such as {"plan":"pro"}/]], cell)
  t.match(told(await linesOf(file('{"tier":1,"__proto__":"x"}'))), [[2, /metadata\.tier must be a text/]])
})

t.test('unknown columns are refused by name, or ignored by choice', async (t) => {
  const file = 'name,email,Phone 2,notes\nAda,a@example.com,1,VIP\n'
  await t.rejects(linesOf(file), { message: /^Unknown columns: "Phone 2", "notes"\. Remove them, or ignore them/ })
  t.strictSame(told(await linesOf(file, { ignoreUnknown: true })), [[2, 'Ada']])
  const json = '{"name":"Ada","email":"a@example.com","notes":1,"prefill":{"mcc":"5734","tax":1}}'
  t.match(told(await linesOf(json, { format: 'ndjson' })), [
    [1, /notes is not a known field.*prefill\.tax is not a known/],
  ])
  t.strictSame(told(await linesOf(json, { format: 'ndjson', ignoreUnknown: true })), [[1, 'Ada']])
})

t.test('a missing column, two of one name and too many are faults of the file', async (t) => {
  await t.rejects(linesOf('name;Adresse\nAda;x'), {
    message: /has no column email\. Its columns are "name", "Adresse"\./,
  })
  await t.rejects(linesOf('name,E-Mail,email\nAda,a,b'), { message: /columns "E-Mail", "email" are both the email/ })
  await t.rejects(linesOf(`name,email${',x'.repeat(200)}\nA,b`), { message: /more than 200 columns/ })
})

t.test('lines without data are skipped, and lines are numbered as an editor numbers them', async (t) => {
  for (const eol of ['\r\n', '\n', '\r']) {
    const file = [
      '',
      'name,email,"product',
      'description"',
      'Ada,a@example.com,',
      '',
      ',,',
      `"B","b@example.com","two`,
      'lines"',
      'No mail,,',
      '  , ,',
      'C,c@example.com,',
    ].join(eol)
    for (const pieces of [1, 5, 1000]) {
      t.match(
        told(await linesOf(file, { pieces })),
        [
          [4, 'Ada'],
          [7, /^product\s+description must be one line of visible text/],
          [9, 'email is required'],
          [11, 'C'],
        ],
        JSON.stringify(eol),
      )
    }
  }
})

t.test('booleans and numbers are understood as spreadsheets write them', async (t) => {
  const words = { TRUE: true, FALSE: false, wahr: true, FAUX: false, Yes: true, no: false, 1: true, 0: false }
  for (const [word, sendEmail] of Object.entries(words)) {
    t.match(invitations(await linesOf(`name;email;sendEmail\nA;a@example.com;${word}`)), [{ sendEmail }], word)
  }
  for (const [text, hours] of Object.entries({ '72.0': 72, '72,00': 72, ' 72 ': 72, '7.2E+1': 72 })) {
    t.match(invitations(await linesOf(`name;email;hours\nA;a@example.com;${text}`)), [{ expiresInHours: hours }], text)
  }
  for (const text of ['1.000', '72.5', '-1', '0', '2161', '2026-01-02', '1e999', 'Infinity', '9'.repeat(400)]) {
    const [fault] = await faultsOf(`name;email;Hours\nA;a@example.com;${text}`)
    t.match(fault, /^Hours must be a whole number/, text)
  }
  const phone = await linesOf('name;email;phone;externalId\nA;a@example.com;+49 (30) 12-34/56;="007"')
  t.match(invitations(phone), [{ externalId: '007', prefill: { phone: '+4930123456' } }])
})

t.test('all faults of a line are told, by the headers of the file and in plain words', async (t) => {
  const [fault] = await faultsOf('Client;E-Mail;Land;Business type\nA\tda;nobody;XK;gmbh')
  t.match(fault, /Client must be one line of visible text/)
  t.match(fault, /; E-Mail must /)
  t.match(fault, /; Land is not a country in which accounts can be opened \(AE, AG, .*\)/)
  t.match(fault, /; Business type is not one of the allowed values \(individual, company/)
  t.notMatch(fault, /pattern|propert|\^|\\p|nobody|gmbh/)
  t.match(await faultsOf('name,email,externalId\n#N/A,a@example.com,4.5E+12'), [
    /^name is an error of the spreadsheet.*; externalId was rounded by the spreadsheet/,
  ])
  t.match(await faultsOf('name,email\nLovelace, Ada,a@example.com'), [
    /value in column 3 has no name in the first line/,
  ])
  t.strictSame(told(await linesOf('name,email,,\nAda,a@example.com,,\nB,b@example.com')), [
    [2, 'Ada'],
    [3, 'B'],
  ])
})

t.test('quotation marks: doubled, misplaced, and never closed', async (t) => {
  const file =
    'name,email\n"A ""B""",a@example.com\n"half" quoted,h@example.com\nX,x@example.com\n"open,o@example.com\nY,y'
  t.strictSame(told(await linesOf(file)), [
    [2, 'A "B"'],
    [3, '"half" quoted'],
    [4, 'X'],
    'A quotation mark in line 5 is never closed.',
  ])
})

t.test('a header, a line or a record without end is refused at 64 KiB, and what came before is kept', async (t) => {
  const long = 'x'.repeat(70_000)
  await t.rejects(linesOf(`name,email,${long}\n`, { pieces: 5000 }), { message: 'Line 1 is longer than 64 KiB.' })
  const columns = Array.from({ length: 20_000 }, (_, n) => `"${n}`).join('\n')
  await t.rejects(linesOf(columns, { pieces: 5000 }), { message: /first line|columns/ })
  const line = await linesOf(`name,email\nAda,a@example.com\nB,${long}\n`, { pieces: 5000 })
  t.strictSame(told(line), [[2, 'Ada'], 'Line 3 is longer than 64 KiB.'])
  const record = await linesOf(`name,email\nAda,a@example.com\n"${'x\n'.repeat(40_000)}`, { pieces: 5000 })
  t.match(told(record), [[2, 'Ada'], /^Line 3 is longer than 64 KiB, or a quotation mark in it is never closed/])
})

t.test('fifty thousand lines without data end the file, and what came before is kept', async (t) => {
  const line = await linesOf(`name,email\nAda,a@example.com\n${',\n'.repeat(50_001)}B,b@example.com`, { pieces: 5000 })
  t.strictSame(told(line), [[2, 'Ada'], 'Up to line 50003 there are more than 50000 lines without data.'])
  const json = `{"name":"Ada","email":"a@example.com"}\n${'\n'.repeat(50_001)}`
  t.match(told(await linesOf(json, { format: 'ndjson', pieces: 5000 })), [[1, 'Ada'], /^Up to line 50002 there are/])
  const few = await linesOf(`name,email\n${',\n'.repeat(1000)}Ada,a@example.com`, { pieces: 5000 })
  t.strictSame(told(few), [[1002, 'Ada']])
})
