import { Type, type Static } from '@sinclair/typebox'
import type { Reminders } from '../../domain/client.ts'
import { Id, Instant, Nullable, OneOf, ref } from './common.ts'
import { Prefill } from './prefill.ts'

export const RemindersWord = OneOf(['on', 'off'] satisfies Reminders[], {
  $id: 'Reminders',
  description:
    'Whether the client gets reminders. `off`: it has stopped them by the link in one, or staff have. It still gets all ' +
    'other emails.',
})

export const Client = Type.Object(
  {
    id: Id('The id of the client.'),
    name: Type.String(),
    email: Type.String({
      description:
        'Where links are sent. At most one client without an external id has this address, regardless of case.',
    }),
    country: Nullable(Type.String(), { description: 'ISO 3166-1 alpha-2; null: not known yet.' }),
    externalId: Nullable(Type.String(), { description: "The client's id in the platform's own system; unique." }),
    profile: Nullable(Type.String(), {
      description: 'The account profile that the client was invited with, or null: the default profile.',
    }),
    prefill: Nullable(ref(Prefill), { description: 'What was known about the business when the client was invited.' }),
    returnUrl: Nullable(Type.String(), {
      description: 'Where the client is sent when it returns from Stripe; null: to the pages of the service.',
    }),
    metadata: Type.Record(Type.String(), Type.String(), { description: 'Your own values of the client.' }),
    locale: Nullable(Type.String(), {
      description: 'The language that the client reads, a tag such as `pt-BR`; null: that of the platform.',
    }),
    reminders: ref(RemindersWord),
    termsAccepted: Nullable(
      Type.Object({
        version: Type.String(),
        at: Instant('When it was recorded.'),
        address: Nullable(Type.String(), {
          description: 'The IP address that it was done from; null: not known.',
        }),
      }),
      {
        description:
          "The version of the platform's own terms (`TERMS_VERSION`) that the client has accepted last; null: none.",
      },
    ),
    createdAt: Instant('When the client was invited.'),
  },
  { $id: 'Client', description: 'A business to be onboarded.' },
)

export const clientExample = {
  id: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  country: 'DE',
  externalId: 'crm-7',
  profile: null,
  prefill: { businessType: 'company', url: 'https://lovelace.example.com' },
  locale: 'de',
  returnUrl: 'https://app.example.com/payouts',
  metadata: { plan: 'pro' },
  reminders: 'on',
  termsAccepted: { version: '2026-11-01', at: '2026-11-25T10:04:00.000Z', address: '192.0.2.1' },
  createdAt: '2026-11-25T10:00:00.000Z',
} satisfies Static<typeof Client>

export const ClientParams = Type.Object({ clientId: Id('The `id` of the client.') })
