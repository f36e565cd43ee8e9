import { Type, type Static } from '@sinclair/typebox'
import type { Ask as DomainAsk } from '../../domain/ask.ts'
import { Instant, OneOf } from './common.ts'

export const Ask = Type.Object(
  {
    what: Type.String({ description: 'What Stripe needs, in words for the client.' }),
    from: OneOf(['client', 'provider'] satisfies DomainAsk['from'][], {
      description: '`client`: the client provides it. `provider`: Stripe still checks what the client sent.',
    }),
    due: OneOf(['later', 'now', 'overdue'] satisfies DomainAsk['due'][], {
      description:
        '`now`: it is needed. `overdue`: what depends on it is blocked, e.g. payouts. `later`: it will be needed; for information.',
    }),
    by: Type.Optional(Instant('Until when it is needed; with `later`, from when. Absent if Stripe names no time.')),
    error: Type.Optional(
      Type.String({ description: 'Why Stripe did not accept what the client sent, in words for the client.' }),
    ),
  },
  { $id: 'Ask', description: 'Something that Stripe still needs before it pays, or keeps paying, the client.' },
)

export const askExample = {
  what: 'A document that proves identity',
  from: 'client',
  due: 'now',
  by: '2026-12-24T00:00:00.000Z',
  error: 'The document has expired, or was issued too long ago.',
} satisfies Static<typeof Ask>
