import { bulkAnswer, BulkBody } from '../schemas/client-bulk.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const actOnClients = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'actOnClients',
    summary: 'Act on all clients that match a filter',
    description:
      'Reminds clients, issues, extends or revokes their links, or refreshes their accounts, one after the other, the ' +
      'newest first. `dryRun` says for each what would be done, or why not. Each act also requires its own scope: ' +
      '`emails:send` for `remind`, `clients:write` for `sync`, `tokens:write` for the others, and `emails:send` for ' +
      '`sendEmail`. A caller that hangs up stops the run after the client in hand. If the last line is missing, send the ' +
      'request again with the `cursor` of the last one that arrived; repeating what was done does no harm. An empty ' +
      'filter is refused unless `all` is true. Two at the same time for each platform.',
    tags: ['clients'],
    'x-safe-to-repeat': false,
    body: BulkBody,
    response: { 200: bulkAnswer, ...problems(...ADMIN, ...BODY, 'MAIL_NOT_CONFIGURED') },
  },
} satisfies Operation
