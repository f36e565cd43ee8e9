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

async function fileOf(name: string, content: string): Promise<string> {
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
