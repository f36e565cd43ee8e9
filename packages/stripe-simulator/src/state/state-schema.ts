import { type Static, type TSchema, Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { V2Details } from '../accounts/v2/details.ts'
import { AccountAccess, Balance, UnsupportedReason } from '../control/account-schemas.ts'
import { Api } from '../control/schemas.ts'
import { ThinEvent } from '../events/thin-event.ts'
import { literals } from '../support/literals.ts'
import { WebhooksSnapshot } from '../webhooks/schemas.ts'

/** The content of the state file. A new format needs a new number: older files are refused. */
export const stateVersion = 2

const text = Type.String()
const number = Type.Number()

const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Undefined()]))

const Account = Type.Object({
  account: Type.Unsafe<Stripe.Account>(Type.Object({ id: text, object: Type.Literal('account') })),
  v2: Type.Optional(V2Details),
  givenDisabledReason: maybe(text),
  rejectedFor: maybe(text),
  unsupported: maybe(UnsupportedReason),
  balance: maybe(Balance),
  prefillLocked: Type.Optional(Type.Boolean()),
  platform: text,
  livemode: Type.Boolean(),
  index: Type.Integer(),
  createdMs: number,
  access: AccountAccess,
})

const Link = Type.Object({
  secret: text,
  api: Api,
  account: text,
  created: number,
  expiresAt: number,
  refreshUrl: text,
  // Links of v2 can do without; they end on a page of Stripe's.
  returnUrl: Type.Union([text, Type.Null()]),
  type: text,
  useCase: Type.Optional(Type.Record(text, Type.Unknown())),
  visits: Type.Integer(),
})

const Answer = Type.Object({
  status: Type.Integer(),
  body: text,
  headers: Type.Record(text, text),
  requestId: text,
  errorCode: Type.Optional(text),
})

const Key = <Schema extends TSchema>(kept: Schema) =>
  Type.Object({
    key: text,
    use: Type.Object({ endpoint: text, params: text }),
    since: number,
    kept: Type.Optional(kept),
  })

const Step = Type.Object({
  kind: literals(['due', 'past_due']),
  at: number,
  account: text,
  items: Type.Array(text),
  deadline: number,
})

export const SavedState = Type.Object({
  version: Type.Literal(stateVersion),
  clock: Type.Object({ advancedMs: number, latest: number }),
  accounts: Type.Readonly(Type.Array(Account)),
  links: Type.Object({
    links: Type.Array(Link),
    sessions: Type.Array(Type.Object({ id: text, secret: text, ended: Type.Boolean() })),
  }),
  events: Type.Array(ThinEvent),
  keys: Type.Object({ v1: Type.Array(Key(Answer)), v2: Type.Array(Key(text)) }),
  steps: Type.Array(Step),
  webhooks: WebhooksSnapshot,
})
export type SavedState = Static<typeof SavedState>
