import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { shell } from '../support/staff-shell.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CSV = `name,email,country,externalId
Ada Lovelace,ada@example.com,DE,crm-1
Nobody,not an address,,
Grace Hopper,grace@example.com,US,crm-2
`

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const file = join(await temporaryFolder(), name)
  await writeFile(file, content)
  return file
}

t.test('a file is imported line by line, and again without harm', async (t) => {
  const { lines, json, open, actors } = await shell(t)
  const file = await fileOf('clients.csv', CSV)
  const first = await lines(['clients', 'import', file])
  t.equal(first.code, 4, 'a line was not taken')
  t.match(first.lines, [
    { line: 2, outcome: 'created', url: /^http:\/\/localhost:4242\/onboard#token=obt_/ },
    { line: 3, outcome: 'invalid', fault: /email/ },
    { line: 4, outcome: 'created' },
    { summary: { complete: true, created: 2, exists: 0, invalid: 1 } },
  ])
  t.match(first.stderr, /2 created, 0 already exist, 1 not imported/)
  t.notMatch(first.stderr, /obt_|not an address/)
  const { clientId, token } = first.lines[0]
  t.equal((await open(token)).status, 200)
  t.match((await actors(clientId))[0], { type: 'token_issued', actor: 'admin:cli' })

  const again = await lines(['clients', 'import', file])
  t.match(again.lines, [
    { outcome: 'exists', clientId },
    { outcome: 'invalid' },
    { outcome: 'exists' },
    { summary: {} },
  ])
  t.equal((await json(['clients', 'list'])).body.data.length, 2)
})

t.test('a dry run reports the outcome of each line, and changes nothing', async (t) => {
  const { lines, json, invite } = await shell(t)
  const { email, clientId } = await invite()
  const input = [{ name: 'Ada', email: 'new@example.com' }, { name: 'Old', email }, { name: 'No address' }]
    .map((line) => JSON.stringify(line))
    .join('\n')
  const told = await lines(['clients', 'import', '-', '--format', 'ndjson', '--dry-run'], input)
  t.equal(told.code, 4)
  t.match(told.lines, [
    { line: 1, outcome: 'would_create' },
    { line: 2, outcome: 'exists', clientId },
    { line: 3, outcome: 'invalid' },
    { summary: { would_create: 1, exists: 1, invalid: 1 } },
  ])
  t.match(told.stderr, /1 would be created, 1 already exist, 1 not imported. Nothing was changed/)
  t.equal((await json(['clients', 'list'])).body.data.length, 1)
})

t.test('people get a table with the links, and what to do with them', async (t) => {
  const { admin } = await shell(t)
  const file = await fileOf('clients.jsonl', '{ "name": "Ada \\u001b[31m", "email": "ada@example.com" }\n')
  const refused = await admin(['clients', 'import', file])
  t.equal(refused.code, 4)
  t.match(refused.stdout, /1 +│ invalid/)

  const { code, stdout, stderr } = await admin([
    'clients',
    'import',
    await fileOf('one.csv', 'name,email\nAda,ada@example.com\n'),
  ])
  t.equal(code, 0)
  t.match(stdout, /2 +│ created +│ [0-9a-f-]{36} │ http:\S+obt_/)
  t.match(stderr, /1 created, 0 already exist, 0 not imported/)
  t.match(stderr, /send them to the clients/)
})

t.test('a missing file, and one of an unknown format, is refused before the import begins', async (t) => {
  const { admin } = await shell(t)
  const missing = await admin(['clients', 'import', 'nowhere.csv'])
  t.equal(missing.code, 3)
  t.match(missing.stderr, /There is no file nowhere\.csv/)
  const unknown = await admin(['clients', 'import', '-'])
  t.equal(unknown.code, 2)
  t.match(unknown.stderr, /specify --format csv or --format ndjson/)
})

t.test(
  'a file in another encoding is refused before its first line is imported, unless the encoding is given',
  async (t) => {
    const { admin, lines, json } = await shell(t)
    const rows = Array.from({ length: 3000 }, (_, n) => `Ada ${n},${n}@example.com\n`).join('')
    const bytes = Buffer.from(`name,email\n${rows}J\xf6rg,j@example.com\n`, 'latin1')
    const refused = await admin(['clients', 'import', await fileOf('excel.csv', bytes)])
    t.equal(refused.code, 3)
    t.match(
      refused.stderr,
      /not UTF-8: see line 3002, byte 2 \(0xF6\)\..*--encoding windows-1252.*Nothing was imported\./,
    )
    t.strictSame((await json(['clients', 'list'])).body.data, [])

    const short = await fileOf('short.csv', Buffer.from('Name;E-Mail;Notiz\nJ\xf6rg;j@example.com;x\n', 'latin1'))
    const unknown = await admin(['clients', 'import', short, '--encoding', 'windows-1252'])
    t.equal(unknown.code, 3)
    t.match(unknown.stderr, /Unknown columns: "Notiz"/)
    const taken = await lines(['clients', 'import', short, '--encoding', 'windows-1252', '--ignore-unknown'])
    t.equal(taken.code, 0, taken.stderr)
    t.equal((await json(['clients', 'list'])).body.data[0].client.name, 'J\u00f6rg')
    const nonsense = await admin(['clients', 'import', short, '--encoding', 'klingon'])
    t.equal(nonsense.code, 2)
    t.match(nonsense.stderr, /--encoding is not known/)
  },
)

t.test('with --send-email each client gets an email, unless its line says otherwise', async (t) => {
  const { lines } = await shell(t)
  const file = await fileOf('mail.csv', 'name,email,sendEmail\nAda,a@example.com,\nBob,b@example.com,FALSE\n')
  const { code, lines: told } = await lines(['clients', 'import', file, '--send-email'])
  t.equal(code, 4, 'this service sends none')
  t.match(told, [
    { line: 2, outcome: 'invalid', fault: 'sendEmail must be left out: this service sends no emails' },
    { line: 3, outcome: 'created' },
    { summary: { complete: true, created: 1, invalid: 1 } },
  ])
})

t.test('an import that ends early says why, and exits as partly done', async (t) => {
  const { admin, lines } = await shell(t)
  const file = await fileOf('bad.csv', `name,email\nAda,a@example.com\n${'x,\n'.repeat(5000)}`)
  const told = await lines(['clients', 'import', file, '--dry-run'])
  t.equal(told.code, 4)
  t.match(told.lines.at(-1), { summary: { complete: false, ended: /after 1000 invalid lines/, would_create: 1 } })
  t.match(told.stderr, /The rest of the file was not read\. The import ended after 1000 invalid lines/)
  const again = await admin([
    'clients',
    'import',
    await fileOf('twice.csv', 'name,email\nA,a@x.com\nB,A@x.com'),
    '--dry-run',
  ])
  t.match(again.stdout, /3 +│ already exists +│ +│ same as line 2/)
})
