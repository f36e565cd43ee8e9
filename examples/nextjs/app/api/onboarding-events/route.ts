// A route handler of Next.js, which needs nothing of Next.js: POST /api/onboarding-events receives the events.
import { EventVerificationError, verifyEvent } from '@connect-onboarding/client/events'

export async function POST(request: Request): Promise<Response> {
  const secrets = (process.env['ONBOARDING_SECRETS'] ?? '').split(',')
  try {
    const { id, event } = await verifyEvent({ body: await request.text(), headers: request.headers, secrets })
    switch (event.type) {
      case 'account.ready':
        console.log(`${id}: ${event.data.externalId} can be paid`)
        break
      case 'account.action_required':
        console.log(
          `${id}: ${event.data.externalId} has to provide ${event.data.asks.map(({ what }) => what).join(', ')}`,
        )
        break
      default: // Also types that later versions of the service send.
    }
    return new Response(null, { status: 204 })
  } catch (error) {
    if (error instanceof EventVerificationError) return new Response(error.message, { status: 400 })
    throw error
  }
}
