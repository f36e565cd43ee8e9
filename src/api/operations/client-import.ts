import { importAnswer, ImportFile, ImportQuery } from '../schemas/client-import.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const importClients = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'importClients',
    summary: 'Import clients',
    description:
      'Invites the clients of a file: `text/csv` with the field names in the first line, or `application/x-ndjson` ' +
      'with one invitation per line, or a record as an export has it. The reply has a line for each line of the file and a last line with the counts; ' +
      'if the last line is missing, the import was interrupted. An invalid line does not affect the others, but the ' +
      'import ends after 1,000 of them. The same file can be sent again: clients that already exist are not changed. ' +
      'With `accountId`, an account that exists at Stripe becomes the account of the client (see `adoptAccount`). ' +
      'Emails also require the scope `emails:send`. At most 16 MiB, one file at a time for each API key.',
    tags: ['clients'],
    'x-safe-to-repeat': false,
    querystring: ImportQuery,
    body: ImportFile,
    response: { 200: importAnswer, ...problems(...ADMIN, ...BODY, 'FILE_UNREADABLE') },
  },
} satisfies Operation
