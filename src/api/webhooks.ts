import { OUTGOING_EVENT_TYPES } from '../domain/outgoing-event.ts'
import { exampleOfType, OUTGOING_EVENT_WORDS, schemaOfType } from './schemas/outgoing-events.ts'

const headers = {
  'webhook-id': 'The id of the event, the same for each attempt: ignore one that you have seen.',
  'webhook-timestamp': 'When this attempt was made, in seconds since 1970.',
  'webhook-signature': 'Signatures by Standard Webhooks, separated by blanks. One that verifies is enough.',
}

const parameters = Object.entries(headers).map(([name, description]) => ({
  ...{ name, in: 'header' as const, required: true, description, schema: { type: 'string' as const } },
}))

/** The `webhooks` of the OpenAPI document: what is sent to webhook endpoints. */
export const WEBHOOKS = Object.fromEntries(
  OUTGOING_EVENT_TYPES.map((type) => [
    type,
    {
      post: {
        operationId: `on ${type}`.replaceAll(/[ ._](\w)/g, (_all, letter: string) => letter.toUpperCase()),
        summary: type,
        description: `${OUTGOING_EVENT_WORDS[type].when} ${OUTGOING_EVENT_WORDS[type].todo}`,
        tags: ['events'],
        security: [],
        parameters,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: schemaOfType(type),
              example: exampleOfType(type),
            },
          },
        },
        responses: { '2XX': { description: 'The event is accepted. Any other answer is retried.' } },
      },
    },
  ]),
)
