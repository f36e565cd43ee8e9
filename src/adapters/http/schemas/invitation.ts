import { Type } from '@fastify/type-provider-typebox'
import { Line, strict } from './common.ts'
import { ExpiresInHours, SendEmail } from './onboarding-tokens.ts'

export const Email = Type.String({ format: 'email', maxLength: 254, description: 'Where the client gets mail.' })

export const Country = Type.String({
  pattern: '^[A-Z]{2}$',
  description: 'ISO 3166-1 alpha-2. Left out, the client chooses at Stripe.',
})

export const InvitationBody = Type.Object(
  {
    name: Line(200, { description: 'What the client is called. Spaces around it are dropped.' }),
    email: Email,
    country: Type.Optional(Country),
    externalId: Type.Optional(Line(200, { description: "The client's id in your own system." })),
    expiresInHours: ExpiresInHours,
    sendEmail: SendEmail,
  },
  { ...strict, examples: [{ name: 'Ada Lovelace', email: 'ada@example.com', country: 'DE', externalId: 'crm-7' }] },
)
