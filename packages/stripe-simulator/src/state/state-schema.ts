import { type Static, Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { AccountAccess } from '../control/schemas.ts'
import { literals } from '../support/literals.ts'
import { WebhooksSnapshot } from '../webhooks/schemas.ts'

/** The content of the state file. A new format needs a new number: older files are refused. */
export const stateVersion = 1

const text = Type.String()
const number = Type.Number()

const Account = Type.Object({
  account: Type.Unsafe<Stripe.Account>(Type.Object({ id: text, object: Type.Literal('account') })),
  givenDisabledReason: Type.Optional(Type.Union([text, Type.Undefined()])),
  index: Type.Integer(),
  createdMs: number,
  access: AccountAccess,
})

const Link = Type.Object({
  secret: text,
  account: text,
  created: number,
  expiresAt: number,
  refreshUrl: text,
  returnUrl: text,
  type: text,
  visits: Type.Integer(),
})

const Answer = Type.Object({
  status: Type.Integer(),
  body: text,
  headers: Type.Record(text, text),
  requestId: text,
  errorCode: Type.Optional(text),
})

const Key = Type.Object({
  key: text,
  use: Type.Object({ endpoint: text, params: text }),
  since: number,
  answer: Answer,
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
  keys: Type.Array(Key),
  steps: Type.Array(Step),
  webhooks: WebhooksSnapshot,
})
export type SavedState = Static<typeof SavedState>
