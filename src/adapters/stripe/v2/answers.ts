import { Type, type Static } from '@sinclair/typebox'
import { Absent, AccountId } from '../answers.ts'

const Entry = Type.Object({
  awaiting_action_from: Type.String(),
  description: Type.String(),
  errors: Absent(Type.Array(Type.Object({ code: Type.String() }))),
  minimum_deadline: Absent(Type.Object({ status: Type.String() })),
})
export type EntryAnswer = Static<typeof Entry>

const Described = Type.Array(Type.Object({ description: Type.String() }))

const Alternative = Type.Object({
  original_entries: Described,
  options: Type.Array(Type.Object({ entries: Described })),
})
export type AlternativeAnswer = Static<typeof Alternative>

const Requirements = Type.Object({
  entries: Absent(Type.Array(Entry)),
  alternatives: Absent(Type.Array(Alternative)),
  minimum_transition_date: Absent(Type.String()),
  summary: Absent(
    Type.Object({
      minimum_deadline: Absent(Type.Object({ status: Type.String(), time: Absent(Type.String()) })),
    }),
  ),
})
export type RequirementsAnswer = Static<typeof Requirements>

const Capability = Type.Object({
  status: Type.String(),
  status_details: Absent(Type.Array(Type.Object({ code: Type.String(), resolution: Type.String() }))),
})
export type CapabilityAnswer = Static<typeof Capability>

const Recipient = Type.Object({
  capabilities: Absent(
    Type.Object({
      stripe_balance: Absent(Type.Object({ stripe_transfers: Absent(Capability), payouts: Absent(Capability) })),
    }),
  ),
})

const Merchant = Type.Object({
  capabilities: Absent(
    Type.Object({
      card_payments: Absent(Capability),
      stripe_balance: Absent(Type.Object({ payouts: Absent(Capability) })),
    }),
  ),
})

const Named = {
  object: Type.Literal('v2.core.account'),
  id: AccountId,
  metadata: Absent(Type.Record(Type.String(), Type.String())),
}

/**
 * The fields of an account of Accounts v2 that we read (docs.stripe.com/api/v2/core/accounts/object). Stripe omits the
 * parts that a request does not include. An open account without them is no answer: it would pass for one that lacks
 * everything.
 */
export const AccountAnswer = Type.Union([
  Type.Object({ ...Named, closed: Type.Literal(true) }),
  Type.Object({
    ...Named,
    closed: Absent(Type.Literal(false)),
    configuration: Type.Object({ merchant: Absent(Merchant), recipient: Absent(Recipient) }),
    identity: Absent(Type.Object({ country: Absent(Type.String()) })),
    requirements: Requirements,
    future_requirements: Absent(Requirements),
  }),
])
export type AccountAnswer = Static<typeof AccountAnswer>
export type OpenAccountAnswer = Exclude<AccountAnswer, { closed: true }>

const page = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ data: Type.Array(item), next_page_url: Absent(Type.String()) })

/** One page of accounts, without the parts that only `include` adds. */
export const AccountPageAnswer = page(Type.Object({ ...Named, created: Type.String() }))

/** One page of events, with the request that caused each. */
export const EventPageAnswer = page(
  Type.Object({
    object: Type.Literal('v2.core.event'),
    id: Type.String(),
    related_object: Absent(Type.Object({ id: Type.String() })),
    reason: Absent(Type.Object({ request: Absent(Type.Object({ idempotency_key: Absent(Type.String()) })) })),
  }),
)

/** An account link (docs.stripe.com/api/v2/core/account-links/object). */
export const AccountLinkAnswer = Type.Object({
  object: Type.Literal('v2.core.account_link'),
  account: AccountId,
  url: Type.String({ minLength: 1 }),
  expires_at: Type.String(),
})
