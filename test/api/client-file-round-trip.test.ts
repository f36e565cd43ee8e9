import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { writtenClients, type WrittenFormat } from '../../src/api/client-file/written-clients.ts'
import { readBody } from '../../src/api/input.ts'
import { ImportedInvitation } from '../../src/api/schemas/invitation.ts'
import { schemaCompiler } from '../../src/api/validation.ts'
import type { ClientRecord } from '../../src/ports/onboarding-queries.ts'
import type { ImportedClient } from '../../src/usecases/clients/import-outcome.ts'
import { linesOf } from '../support/client-file.ts'
import { ISSUED_AT, snapshotWith, tokenIn } from '../support/onboardings.ts'

const isInvitation = schemaCompiler().compile<ImportedClient>(ImportedInvitation)

/** What spreadsheets, and those who read their files, take for something else; and what separates cells and lines. */
const TRICKY = [
  ...['=1+1', '+7', '-dash', '@SUM(1)', '＝1', "'", "'=1", "''=1", "'Ada'", '="007"', '007', '72.0', '1E+5', '4,5e12'],
  ...['#N/A', "'#N/A", '#REF!', 'true', 'Nein', 'null', '"', '""', ',', ';', '|', 'sep=;', '{"a":"b"}', '\\u0041', '%'],
]
const text = fc.oneof(fc.constantFrom(...TRICKY), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
const joined = fc.array(text, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))
const wordOf = <T>(...words: T[]) => fc.constantFrom<T>(...words)

/** Every field that can be set, each by itself. A field of the schema that is missing here does not compile. */
const FIELDS: { readonly [Field in Exclude<keyof Required<ImportedClient>, 'expiresInHours' | 'sendEmail'>]: unknown } =
  {
    name: joined,
    email: wordOf('ada@example.com', '-ada@example.com', "'=o@example.com", 'ÄDA@bücher.example'),
    country: wordOf('DE', 'NO', 'GB'),
    externalId: joined,
    profile: joined,
    locale: wordOf('de', 'pt-BR', 'no'),
    returnUrl: wordOf('https://app.example.com/?a=1,2;3', "http://localhost/'x'#=1"),
    metadata: fc.dictionary(wordOf('plan', 'crm.id', '0', 'constructor'), joined, { maxKeys: 3 }),
    prefill: fc.record(
      {
        businessType: wordOf('individual', 'company', 'non_profit', 'government_entity'),
        businessName: joined,
        url: wordOf('https://lovelace.example.com/a,b"c'),
        phone: wordOf('+4930123456'),
        productDescription: joined,
        mcc: wordOf('0742', '5734', '0000'),
      },
      { requiredKeys: [] },
    ),
    accountId: wordOf('acct_1', '-', '007', '1E5'),
    reminders: wordOf('on', 'off'),
  }

/** Clients as they may have been entered: what the service would have refused is left out. */
const entered = fc
  .record(FIELDS as unknown as Record<keyof typeof FIELDS, fc.Arbitrary<unknown>>, { requiredKeys: ['name', 'email'] })
  .map((values) => {
    const body: unknown = JSON.parse(JSON.stringify(values))
    readBody(body, ImportedInvitation)
    return isInvitation(body) ? body : undefined
  })
  .filter((client) => client !== undefined)

function recordOf({ accountId, reminders, ...client }: ImportedClient): ClientRecord {
  const stopped = reminders === 'off' && { remindersStoppedAt: ISSUED_AT }
  return {
    client: { ...client, id: 'client-1', createdAt: ISSUED_AT, ...stopped },
    token: tokenIn('pending'),
    ...(accountId !== undefined && { account: snapshotWith({ accountId }) }),
    since: ISSUED_AT,
    now: ISSUED_AT,
  }
}

for (const format of ['csv', 'ndjson'] satisfies WrittenFormat[]) {
  t.test(`an import reads from an export as ${format} every field that can be set, as it was`, async (t) => {
    const property = fc.asyncProperty(fc.array(entered, { minLength: 1, maxLength: 5 }), async (clients) => {
      const records = (async function* () {
        for (const client of clients) yield recordOf(client)
      })()
      let file = ''
      for await (const piece of writtenClients(records, format)) file += piece
      const lines = await linesOf(file, { format, pieces: 10_000 })
      const read = lines.map((line) => ('invitation' in line ? { metadata: {}, ...line.invitation } : line))
      const wanted = clients.map((client) => ({ metadata: {}, reminders: 'on', ...client, expiresInHours: 5 }))
      deepStrictEqual(read, wanted)
    })
    await t.resolves(fc.assert(property, { numRuns: 100 }))
  })
}
