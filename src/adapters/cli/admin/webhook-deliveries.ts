import { Option, type Command } from 'commander'
import { endpointProblem } from '../../../api/endpoint-problem.ts'
import { deliveryReply } from '../../../api/outgoing-replies.ts'
import { problemOf } from '../../../api/problem.ts'
import { pageReply } from '../../../api/replies.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import { DeliveriesQuery, RedeliverBody } from '../../../api/schemas/webhook-endpoints.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { parseOptions } from './parse-options.ts'

/** The refusal of a use case, in the words of the API. */
export function refusedAs(result: Parameters<typeof endpointProblem>[0]): CommandError {
  const { code, details } = endpointProblem(result)
  return refused(problemOf(code, '', details).detail)
}

/** Commands on what was sent to an endpoint. */
export function addDeliveryCommands(webhooks: Command, withStaffService: WithStaffService): void {
  addListCommand(webhooks, withStaffService)
  addUsage(
    webhooks
      .command('redeliver')
      .description('Sends events again that were delivered or given up: one delivery, or all since an instant.')
      .argument('<endpoint id>', 'from "admin webhooks list"', id)
      .argument('[delivery id]', 'from "admin webhooks deliveries"')
      .option('--since <instant>', 'the events that happened then or later, such as 2026-11-25T10:00:00Z')
      .option('--json', 'print JSON'),
    {
      needs: 'a running worker.',
      examples: [
        'connect-onboarding admin webhooks redeliver 3fa85f64-5717-4562-b3fc-2c963f66afa6 17',
        'connect-onboarding admin webhooks redeliver 3fa85f64-5717-4562-b3fc-2c963f66afa6 --since 2026-11-25T10:00:00Z',
      ],
    },
  ).action(async (endpointId: string, deliveryId: string | undefined, given: Format & { since?: string }) => {
    const { json, ...options } = given
    if ((deliveryId === undefined) === (options.since === undefined)) {
      throw new CommandError(EXIT.usage, 'error: specify either the id of a delivery, or --since')
    }
    if (deliveryId !== undefined && !/^[1-9]\d{0,17}$/.test(deliveryId)) {
      throw new CommandError(EXIT.usage, 'error: this is not the id of a delivery, which is a number')
    }
    const which =
      deliveryId === undefined ? { since: new Date(parseOptions(RedeliverBody, options).since) } : { deliveryId }
    await withStaffService(async ({ useCases, actor }) => {
      const result = await useCases.redeliver(endpointId, which, actor)
      if (result.outcome !== 'redelivered') throw refusedAs(result)
      const { deliveries: redelivered } = result
      print(
        { redelivered },
        { json },
        () => `${redelivered} ${redelivered === 1 ? 'event is' : 'events are'} sent again.`,
      )
    })
  })
}

function addListCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('deliveries')
      .description('Lists what was sent to an endpoint, newest first, with the last answers.')
      .argument('<endpoint id>', 'from "admin webhooks list"', id)
      .addOption(new Option('--status <status>', 'only these').choices(['waiting', 'delivered', 'given_up']))
      .option('--limit <number>', 'maximum number of deliveries, 1 to 200; default: 50')
      .option('--cursor <cursor>', 'cursor of the next page, as printed with the previous one')
      .option('--json', 'print JSON, as GET /api/v1/webhook-endpoints/:endpointId/deliveries returns it'),
    {
      needs: 'nothing else.',
      examples: ['connect-onboarding admin webhooks deliveries 3fa85f64-5717-4562-b3fc-2c963f66afa6 --status given_up'],
    },
  ).action(async (endpointId: string, { json, ...options }: Format & Record<string, string>) => {
    const query = parseOptions(DeliveriesQuery, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const page = await useCases.listDeliveries(endpointId, { ...pageFor(query), status: query.status }, actor)
      if (page === undefined) throw refusedAs({ outcome: 'unknown_endpoint' })
      print(pageReply(page, deliveryReply), { json }, ({ data }) =>
        table(
          ['delivery', 'event', 'client', 'status', 'attempts', 'last answer', 'next attempt'],
          data.map((each) => [
            ...[each.id, each.type, each.clientId, each.status, each.attempts],
            ...[each.answerStatus ?? each.failure, each.nextAttemptAt],
          ]),
        ),
      )
      if (page.next !== undefined) note(`There are earlier deliveries: --cursor ${page.next}`)
    })
  })
}
