import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Account, clientRecordExample, Onboarding, standingFields } from './client-record.ts'
import { Client, RemindersWord } from './clients.ts'
import { Id, Line, Nullable, READERS, ref, strict } from './common.ts'
import { CountryOfClient, Email, LocaleOfClient, MetadataToMerge, ReturnUrl } from './invitation.ts'

export const ChangeBody = Type.Object(
  {
    name: Type.Optional(Line(200, { description: 'The name of the client.' })),
    email: Type.Optional(Email),
    country: Type.Optional(Nullable(CountryOfClient, { description: 'Null: the country is not known.' })),
    locale: Type.Optional(Nullable(LocaleOfClient, { description: 'Null: the language of the platform.' })),
    returnUrl: Type.Optional(
      Nullable(ReturnUrl, {
        description: 'As in an invitation. Null: the client returns to the pages of the service.',
      }),
    ),
    metadata: Type.Optional(MetadataToMerge),
    reminders: Type.Optional(ref(RemindersWord)),
  },
  { ...strict, minProperties: 1, examples: [{ email: 'ada@lovelace.example' }] },
)

/** The client, if the caller may read it. */
const ofReaders = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Unsafe<Static<T>>({ allOf: [ref(schema)], description: READERS }))

/** A client, as far as the caller may read it. */
export const storedFields = {
  clientId: Id('The id of the client.'),
  client: ofReaders(Client),
  onboarding: ofReaders(Onboarding),
  account: ofReaders(Account),
  ...Type.Partial(Type.Object(standingFields)).properties,
}

export const SyncedClient = Type.Object(storedFields, {
  $id: 'SyncedClient',
  description: 'A client whose account was fetched from Stripe.',
})

export const syncedClientExample = {
  clientId: clientRecordExample.client.id,
  ...clientRecordExample,
} satisfies Static<typeof SyncedClient>

export const resetExample = {
  ...syncedClientExample,
  onboarding: { ...clientRecordExample.onboarding, status: 'revoked' },
  account: {
    id: null,
    country: null,
    readiness: 'none',
    nextAction: 'operator',
    submitted: false,
    payable: false,
    capabilities: {},
    holdReason: null,
    asks: [],
  },
  deadline: null,
  nextStep: 'Send ada@example.com a new link: staff reset the account, and the client onboards again.',
} satisfies Static<typeof SyncedClient>

export const ChangedClient = Type.Object(
  {
    ...storedFields,
    newLinkNeeded: Type.Boolean({
      description: 'Whether the open link was revoked because it was sent to the old email address.',
    }),
  },
  { $id: 'ChangedClient', description: 'A client after a change, and whether it needs a new link.' },
)

export const changedClientExample = {
  ...syncedClientExample,
  client: { ...clientRecordExample.client, email: 'ada@lovelace.example' },
  onboarding: { ...clientRecordExample.onboarding, status: 'revoked' },
  account: { ...clientRecordExample.account, nextAction: 'operator' },
  nextStep: 'Send a new link to ada@lovelace.example: the last one went to the previous address, and was revoked.',
  newLinkNeeded: true,
} satisfies Static<typeof ChangedClient>
