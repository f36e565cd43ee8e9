import { Type } from '@sinclair/typebox'
import { Absent, AccountId } from '../answers.ts'

/** What the platform's own account says of its public side (docs.stripe.com/api/accounts/object). */
export const PlatformAccountAnswer = Type.Object({
  object: Type.Literal('account'),
  id: AccountId,
  country: Absent(Type.String()),
  business_profile: Absent(
    Type.Object({
      name: Absent(Type.String()),
      support_email: Absent(Type.String()),
      support_phone: Absent(Type.String()),
      support_url: Absent(Type.String()),
    }),
  ),
  settings: Absent(
    Type.Object({
      branding: Absent(Type.Object({ icon: Type.Optional(Type.Unknown()), logo: Type.Optional(Type.Unknown()) })),
      dashboard: Absent(Type.Object({ display_name: Absent(Type.String()) })),
    }),
  ),
})

/** docs.stripe.com/api/webhook_endpoints/object */
export const WebhookEndpointAnswer = Type.Object({
  object: Type.Literal('webhook_endpoint'),
  id: Type.String(),
  url: Type.String(),
  status: Type.String(),
  application: Absent(Type.String()),
  enabled_events: Type.Array(Type.String()),
  metadata: Absent(Type.Record(Type.String(), Type.String())),
  secret: Absent(Type.String()),
})

/** docs.stripe.com/api/v2/core/event-destinations/object */
export const EventDestinationAnswer = Type.Object({
  object: Type.Literal('v2.core.event_destination'),
  id: Type.String(),
  status: Type.String(),
  event_payload: Type.String(),
  events_from: Absent(Type.Array(Type.String())),
  enabled_events: Type.Array(Type.String()),
  webhook_endpoint: Absent(Type.Object({ url: Absent(Type.String()), signing_secret: Absent(Type.String()) })),
})

/** A `ping` that was sent: the event, which is on its way. */
export const PingAnswer = Type.Object({ object: Type.Literal('v2.core.event'), id: Type.String() })
