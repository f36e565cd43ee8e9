import type { Command } from 'commander'
import { eventReply, pageReply } from '../../../api/replies.ts'
import { EventsQuery } from '../../../api/schemas/events.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import { note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { unknownClient } from './client-facts.ts'
import { parseOptions } from './parse-options.ts'

interface EventOptions extends Format {
  readonly limit?: string
  readonly cursor?: string
}

/** Shows a client's audit trail. */
export function addClientEventsCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('events')
      .description("Shows a client's audit trail: who did what, and when; newest first.")
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--limit <number>', 'maximum number of events, 1 to 200; default: 50')
      .option('--cursor <cursor>', 'cursor of the next page, as printed with the previous one')
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId/events returns it'),
    {
      needs: 'the id of the client, which may be erased.',
      examples: ['connect-onboarding admin clients events 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, { json, ...options }: EventOptions) => {
    const query = parseOptions(EventsQuery, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const page = await useCases.listClientEvents(clientId, pageFor(query), actor)
      if (page === undefined) throw unknownClient()
      print(pageReply(page, eventReply), { json }, ({ data }) =>
        table(
          ['at', 'what', 'from → to', 'who', 'details'],
          data.map(({ at, type, from, to, actor: who, details }) => [at, type, change(from, to), who, inLine(details)]),
        ),
      )
      if (page.next !== undefined) note(`There are earlier events: --cursor ${page.next}`)
    })
  })
}

const change = (from: string | null, to: string | null): string =>
  from === to ? (from ?? '') : `${from ?? ''} → ${to ?? ''}`.trim()

const inLine = (details: Readonly<Record<string, unknown>> | null): string =>
  Object.entries(details ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
