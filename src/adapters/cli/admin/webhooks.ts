import { Option, type Command } from 'commander'
import { endpointReply } from '../../../api/outgoing-replies.ts'
import { NewWebhookEndpoint, WebhookEndpointChange } from '../../../api/schemas/webhook-endpoints.ts'
import { OUTGOING_EVENT_TYPES } from '../../../domain/outgoing-event.ts'
import { facts, note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { parseOptions } from './parse-options.ts'
import { addDeliveryCommands, refusedAs } from './webhook-deliveries.ts'

interface EndpointOptions extends Format {
  readonly url?: string
  readonly eventTypes?: readonly string[]
  readonly on?: boolean
  readonly off?: boolean
}

const eventTypes = () => new Option('--event-types <type...>', 'the types that it gets').choices(OUTGOING_EVENT_TYPES)

/** Commands on the receivers of outgoing events. */
export function addWebhookCommands(admin: Command, withStaffService: WithStaffService): void {
  const webhooks = admin.command('webhooks').description('The URLs of the platform that events are sent to.')
  addCreateCommand(webhooks, withStaffService)
  addListCommand(webhooks, withStaffService)
  addChangeCommand(webhooks, withStaffService)
  addRotateCommand(webhooks, withStaffService)
  addRemoveCommand(webhooks, withStaffService)
  addDeliveryCommands(webhooks, withStaffService)
}

const secretNote = () => note('The secret is shown only now: store it where the receiver can find it.')

function addCreateCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('create')
      .description('Sends events to a URL, and prints the secret that signs them.')
      .argument('<url>', 'of https in live mode, with a public address')
      .addOption(eventTypes())
      .option('--json', 'print JSON, as POST /api/v1/webhook-endpoints returns it'),
    {
      needs: 'WEBHOOK_MASTER_KEY, and a running worker.',
      examples: [
        'connect-onboarding admin webhooks create https://app.example.com/hooks --event-types account.ready account.rejected',
      ],
    },
  ).action(async (url: string, { json, ...options }: EndpointOptions) => {
    const given = parseOptions(NewWebhookEndpoint, { url, ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const created = await useCases.createWebhookEndpoint(given, actor)
      if (created.outcome !== 'created') throw refusedAs(created)
      const { endpoint, secret } = created
      print({ ...endpointReply(endpoint), secret }, { json }, (reply) => facts({ id: reply.id, url, secret }))
      if (!json) secretNote()
    })
  })
}

function addListCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('list')
      .description('Lists the endpoints, and whether they fail.')
      .option('--json', 'print JSON, as GET /api/v1/webhook-endpoints returns it'),
    { needs: 'nothing else.', examples: ['connect-onboarding admin webhooks list'] },
  ).action(async (format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const data = (await useCases.listWebhookEndpoints(actor)).map(endpointReply)
      print({ data }, format, () =>
        table(
          ['id', 'url', 'types', 'on', 'failing since'],
          data.map((each) => [
            ...[each.id, each.url, each.eventTypes.join(' ') || 'all'],
            ...[each.enabled ? 'on' : `off (${each.offReason ?? ''})`, each.failingSince],
          ]),
        ),
      )
    })
  })
}

function addChangeCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('change')
      .description('Changes an endpoint, or switches it off and on. Events wait for one that is off.')
      .argument('<endpoint id>', 'from "admin webhooks list"', id)
      .option('--url <url>', 'where the events are sent from now on')
      .addOption(eventTypes())
      .addOption(new Option('--on', 'switch it on again').conflicts('off'))
      .option('--off', 'switch it off')
      .option('--json', 'print JSON, as PATCH /api/v1/webhook-endpoints/:endpointId returns it'),
    {
      needs: 'at least one of the options.',
      examples: ['connect-onboarding admin webhooks change 3fa85f64-5717-4562-b3fc-2c963f66afa6 --on'],
    },
  ).action(async (endpointId: string, { json, on, off, ...options }: EndpointOptions) => {
    const enabled = on === true ? true : off === true ? false : undefined
    const change = parseOptions(WebhookEndpointChange, { ...options, ...(enabled !== undefined && { enabled }) })
    await withStaffService(async ({ useCases, actor }) => {
      const changed = await useCases.changeWebhookEndpoint(endpointId, change, actor)
      if (changed.outcome !== 'changed') throw refusedAs(changed)
      print(endpointReply(changed.endpoint), { json }, () => 'The endpoint was changed.')
    })
  })
}

function addRotateCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('rotate-secret')
      .description('Makes a new secret. For 24 hours the one before it signs as well.')
      .argument('<endpoint id>', 'from "admin webhooks list"', id)
      .option('--json', 'print JSON'),
    {
      needs: 'WEBHOOK_MASTER_KEY.',
      examples: ['connect-onboarding admin webhooks rotate-secret 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (endpointId: string, { json }: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const rotated = await useCases.rotateWebhookSecret(endpointId, actor)
      if (rotated.outcome !== 'rotated') throw refusedAs(rotated)
      const { endpoint, secret } = rotated
      print({ ...endpointReply(endpoint), secret }, { json }, () => facts({ id: endpointId, secret }))
      if (!json) secretNote()
    })
  })
}

function addRemoveCommand(webhooks: Command, withStaffService: WithStaffService): void {
  addUsage(
    webhooks
      .command('remove')
      .description('Removes an endpoint and its deliveries. What waits for it is not sent.')
      .argument('<endpoint id>', 'from "admin webhooks list"', id)
      .option('--json', 'print JSON'),
    {
      needs: 'nothing else.',
      examples: ['connect-onboarding admin webhooks remove 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (endpointId: string, { json }: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const { outcome } = await useCases.removeWebhookEndpoint(endpointId, actor)
      if (outcome === 'unknown_endpoint') throw refusedAs({ outcome })
      print({ id: endpointId, removed: true }, { json }, () => 'The endpoint was removed.')
    })
  })
}
