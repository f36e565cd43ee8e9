import { Type, type Static } from '@sinclair/typebox'
import { Account, clientRecordExample, Onboarding } from './client-record.ts'
import { Client } from './clients.ts'
import { Line, Nullable, ref, strict } from './common.ts'
import { CountryOfClient, Email } from './invitation.ts'

export const ChangeBody = Type.Object(
  {
    name: Type.Optional(Line(200, { description: 'The name of the client.' })),
    email: Type.Optional(Email),
    country: Type.Optional(Nullable(CountryOfClient, { description: 'Null: the country is not known.' })),
  },
  { ...strict, minProperties: 1, examples: [{ email: 'ada@lovelace.example' }] },
)

export const ChangedClient = Type.Object(
  {
    client: ref(Client),
    onboarding: ref(Onboarding),
    account: ref(Account),
    newLinkNeeded: Type.Boolean({
      description: 'Whether the open link was revoked because it was sent to the old email address.',
    }),
  },
  { $id: 'ChangedClient', description: 'A client after a change, and whether it needs a new link.' },
)

export const changedClientExample = {
  ...clientRecordExample,
  client: { ...clientRecordExample.client, email: 'ada@lovelace.example' },
  onboarding: { ...clientRecordExample.onboarding, status: 'revoked' },
  newLinkNeeded: true,
} satisfies Static<typeof ChangedClient>
