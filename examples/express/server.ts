// A back end: invites clients, leads them to their link, and receives events. It needs the packages express and
// @connect-onboarding/client, and a key with the scopes clients:write and tokens:write.
import { createOnboardingClient } from '@connect-onboarding/client'
import { EventVerificationError, verifyEvent, type OnboardingEvent } from '@connect-onboarding/client/events'
import express, { type Express } from 'express'

export interface Settings {
  readonly baseUrl: string
  readonly apiKey: string
  /** The secrets of the webhook endpoint: two while it is rotated. */
  readonly secrets: readonly string[]
  /** Handles an event. Store it and return: the service waits for 10 seconds. */
  readonly onEvent: (event: OnboardingEvent) => Promise<void>
}

export function backEnd({ baseUrl, apiKey, secrets, onEvent }: Settings): Express {
  const onboarding = createOnboardingClient({ baseUrl, apiKey })
  const app = express()
  // A real back end stores the ids with its own data, so that it knows them after a restart.
  const handled = new Set<string>()

  // In a real back end, routes like this one require the platform's own sign-in.
  app.post('/sellers', express.json(), async (request, response) => {
    const { name, email, id } = request.body
    // An outage is bridged by the client: it repeats the request, under one Idempotency-Key.
    const { data, error } = await onboarding.POST('/api/v1/clients', { body: { name, email, externalId: id } })
    if (error?.code === 'EXTERNAL_ID_EXISTS' || error?.code === 'CLIENT_EXISTS') {
      response.status(409).json({ error: 'This seller is invited already.' })
    } else if (error) {
      response.status(502).json({ error: error.detail, requestId: error.requestId })
    } else {
      response.status(201).json({ clientId: data.client.id, link: data.onboarding.url })
    }
  })

  // The signature is of the bytes of the body, so this route parses no JSON.
  app.post('/hooks/onboarding', express.raw({ type: 'application/json' }), async (request, response) => {
    try {
      const { id, event } = await verifyEvent({ body: request.body, headers: request.headers, secrets })
      if (!handled.has(id)) await onEvent(event)
      handled.add(id)
      response.sendStatus(204)
    } catch (error) {
      if (!(error instanceof EventVerificationError)) throw error
      response.status(400).json({ error: error.message })
    }
  })
  return app
}

if (import.meta.main) {
  const { ONBOARDING_URL = 'http://localhost:4242', ONBOARDING_KEY = '', ONBOARDING_SECRETS = '' } = process.env
  const onEvent = async (event: OnboardingEvent) => {
    if (event.type === 'account.ready') console.log(`${event.data.externalId} can be paid`)
    else console.log(event.type, event.data.clientId)
  }
  const secrets = ONBOARDING_SECRETS.split(',')
  backEnd({ baseUrl: ONBOARDING_URL, apiKey: ONBOARDING_KEY, secrets, onEvent }).listen(3000, () => {
    console.log('listening on http://localhost:3000')
  })
}
