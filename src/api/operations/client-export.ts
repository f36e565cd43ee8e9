import { ClientData, clientDataExample, exportAnswer, ExportQuery } from '../schemas/client-export.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { ADMIN, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const exportClients = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'exportClients',
    summary: 'Export clients',
    description:
      'All clients that match the filters, as a file. A client that exists throughout is in it once; one that is invited ' +
      'meanwhile is not. The import reads both formats: it passes over what says how a client stands. A cell that ' +
      'begins like a formula has an apostrophe before it, which the import removes. Two exports at the same time.',
    tags: ['clients'],
    querystring: ExportQuery,
    response: { 200: exportAnswer, ...problems(...ADMIN, ...INPUT) },
  },
} satisfies Operation

export const exportClientData = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'exportClientData',
    summary: 'Export the data of a client',
    description:
      'Everything that is stored about a client, for its request of access: its record with its account, its tokens, the ' +
      'emails that were sent, and its audit trail.',
    tags: ['clients'],
    params: ClientParams,
    response: {
      200: answer('The data of the client.', ref(ClientData), clientDataExample),
      ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND'),
    },
  },
} satisfies Operation
