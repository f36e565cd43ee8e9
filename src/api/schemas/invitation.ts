import { Type } from '@sinclair/typebox'
import { METADATA_LIMITS, type Metadata, type MetadataChange } from '../../domain/metadata.ts'
import { LINE } from '../../domain/text.ts'
import { Country, Line, LINE_EXPECTED, Matching, Nullable, ref, strict } from './common.ts'
import { AccountId } from './account-id.ts'
import { RemindersWord } from './clients.ts'
import { ExpiresInHours, SendEmail } from './onboarding-tokens.ts'
import { Prefill } from './prefill.ts'

export const Email = Type.String({
  format: 'email',
  maxLength: 254,
  description:
    "The client's email address. `Name <address>`, `mailto:`, blanks and invisible characters are cleaned, and a domain " +
    'name outside of ASCII is stored in its ASCII form.',
})

export const CountryOfClient = Country(
  'A country in which Stripe opens accounts: its ISO 3166-1 alpha-2 code, or its name in English or its own language. ' +
    'Stored as the code. If omitted, the country of the account profile, or else the client is asked before it goes to ' +
    'Stripe.',
)

/** Of emails and, where they are translated, of pages. */
export const LocaleOfClient = Type.String({
  format: 'language',
  maxLength: 35,
  description:
    'The language that the client reads, a tag such as `de`, `fr-CA` or `pt-BR`. Emails are in English, German, French, ' +
    'Spanish, Italian or Brazilian Portuguese, whichever is nearest. If omitted, the language of the platform.',
})

export const ReturnUrl = Matching('^https?://\\S+$', 'must be an http or https URL', {
  maxLength: 2048,
  description:
    'Where the client is sent when it returns from Stripe, with `status` added to the query: `completed`, `incomplete`, ' +
    '`unavailable`, `unknown`, `expired`, `revoked` or `busy`. Its origin must be one of `RETURN_URL_ORIGINS`. If omitted, ' +
    'it is sent to the pages of the service.',
})

const { keys, key, value } = METADATA_LIMITS

const names = {
  pattern: `^[A-Za-z0-9][A-Za-z0-9_.-]{0,${key - 1}}$`,
  'x-expected': `must have names of at most ${key} letters, digits, "_", "." and "-", which begin with a letter or a digit`,
}

const ClientMetadata = Type.Unsafe<Metadata>({
  type: 'object',
  maxProperties: keys,
  propertyNames: names,
  additionalProperties: Line(value),
  description:
    `Your own values of the client, given back in its record and in events: at most ${keys} texts of ${value} characters, ` +
    `under names of ${key} letters, digits, \`_\`, \`.\` and \`-\`, which begin with a letter or a digit.`,
})

/** Twice as many names as a client may have: all of them removed, and others in their place. */
export const MetadataToMerge = Nullable(
  Type.Unsafe<Exclude<MetadataChange, null>>({
    type: 'object',
    maxProperties: 2 * keys,
    propertyNames: names,
    additionalProperties: {
      type: ['string', 'null'],
      maxLength: value,
      pattern: `^$|${LINE}`,
      'x-expected': LINE_EXPECTED,
    },
  }),
  {
    description:
      'Values of your own that are set, by their names; all others stay. Null or an empty text removes one, and null in ' +
      `place of the object removes all. Names and values as in an invitation, and at most ${keys} after the change.`,
  },
)

const ExternalId = Line(200, { description: "The client's id in your own system." })

export const InvitationBody = Type.Object(
  {
    name: Line(200, { description: 'The name of the client. Surrounding spaces are removed.' }),
    email: Email,
    country: Type.Optional(CountryOfClient),
    externalId: Type.Optional(ExternalId),
    profile: Type.Optional(
      Line(100, {
        description:
          'The name of a configured account profile. Default: the default profile. It cannot be changed later.',
      }),
    ),
    prefill: Type.Optional(ref(Prefill)),
    locale: Type.Optional(LocaleOfClient),
    returnUrl: Type.Optional(ReturnUrl),
    metadata: Type.Optional(ClientMetadata),
    expiresInHours: ExpiresInHours,
    sendEmail: SendEmail,
  },
  { ...strict, examples: [{ name: 'Ada Lovelace', email: 'ada@example.com', country: 'DE', externalId: 'crm-7' }] },
)

const { externalId: _inPath, ...invited } = InvitationBody.properties

/** An invitation whose external id is in the path. */
export const PutBody = Type.Object(invited, {
  ...strict,
  examples: [{ name: 'Ada Lovelace', email: 'ada@example.com', country: 'DE' }],
})

export const ExternalIdParams = Type.Object({ externalId: ExternalId })

/** A line of an import: an invitation, perhaps of a client that has an account already, or that has stopped reminders. */
export const ImportedInvitation = Type.Object(
  { ...InvitationBody.properties, accountId: Type.Optional(AccountId), reminders: Type.Optional(ref(RemindersWord)) },
  strict,
)
