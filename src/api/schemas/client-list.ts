import { Type, type Static, type TSchema } from '@sinclair/typebox'
import type { ClientOrder } from '../../domain/client-order.ts'
import type { ClientFilter } from '../../ports/onboarding-queries.ts'
import { ClientRecord, clientRecordExample, NextActionWord, ReadinessWord } from './client-record.ts'
import { Line, Matching, OneOf, ref, strict } from './common.ts'
import { pageFor, pageOf, pageQuery } from './page.ts'
import { TokenStatus } from './token-words.ts'

/**
 * The id of the last client of the page before. If the list is sorted by an instant, its order and the instant of the
 * client, in milliseconds since 1970, stand before it.
 */
const CURSOR = '^((since|deadline|expiry)_[0-9]{1,15}_)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** A filter that may be given several times. */
const severalOf = <T extends TSchema>(word: T, description: string) =>
  Type.Optional(Type.Array(ref(word), { minItems: 1, description }))

export const ClientsQuery = Type.Object(
  {
    status: Type.Optional(ref(TokenStatus)),
    readiness: severalOf(ReadinessWord, 'Whether the account can be paid; several values: one of them.'),
    nextAction: severalOf(NextActionWord, 'Who has to act next; several values: one of them.'),
    stuckFor: Type.Optional(
      Matching('^[1-9][0-9]{0,4}[mhd]$', 'must be a time in minutes, hours or days: 90m, 12h or 3d', {
        description:
          'Neither the status nor the readiness has changed for so long: minutes, hours or days, e.g. `90m`, `12h`, `3d`.',
        examples: ['3d'],
      }),
    ),
    sort: Type.Optional(
      OneOf(['-createdAt', 'since', 'deadline'] satisfies ClientOrder[], {
        description:
          '`-createdAt`: the newest first, the default. `since`: the longest unchanged first, the default with ' +
          '`stuckFor`. `deadline`: the earliest deadline first; only clients that have one.',
      }),
    ),
    q: Type.Optional(
      Line(200, {
        format: 'search-text',
        description:
          'A part of the name, the email address or the external id, regardless of case. It contains three letters or ' +
          'digits in a row, or a letter outside of ASCII.',
      }),
    ),
    externalId: Type.Optional(Line(200, { description: 'The external id, exactly.' })),
    ...pageQuery('clients', CURSOR),
  },
  strict,
)

const { sort: _sort, cursor: _cursor, limit: _limit, ...filters } = ClientsQuery.properties

/** What clients are chosen by, in a list or elsewhere. */
export const FILTERS = filters

export const Clients = Type.Object(pageOf(ref(ClientRecord)), { $id: 'Clients', description: 'A page of clients.' })

export const clientsExample = {
  data: [clientRecordExample],
  nextCursor: clientRecordExample.client.id,
} satisfies Static<typeof Clients>

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** The duration `3d`, `12h` or `90m` in milliseconds. */
const durationMs = (text: string): number =>
  Number.parseInt(text, 10) * UNIT_MS[text.endsWith('d') ? 'd' : text.endsWith('h') ? 'h' : 'm']

/** What a query asks the use case for. */
export function listOf(query: Static<typeof ClientsQuery>) {
  const { status, readiness, nextAction, stuckFor, sort: order, externalId, q: text } = query
  const stuckForMs = stuckFor === undefined ? undefined : durationMs(stuckFor)
  const filter: ClientFilter = { status, readiness, nextAction, stuckForMs, externalId, text }
  return { filter, page: { ...pageFor(query), order } }
}
