import t from 'tap'
import { cured, isSamePlatform, isSameReference, requestedCapabilities } from '../../src/domain/account-terms.ts'
import { cureFor } from '../../src/domain/account-intent.ts'
import { INTENTS } from '../support/onboardings.ts'
import { SHAPE, TERMS } from '../support/terms.ts'

const TRANSFERS = { ...SHAPE, capabilities: ['transfers'] }

t.test('an added capability is requested, and requested once', async (t) => {
  t.strictSame(requestedCapabilities({ ...TRANSFERS, added: ['card_payments'] }), ['transfers', 'card_payments'])
  t.strictSame(requestedCapabilities({ ...SHAPE, added: ['transfers'] }), ['card_payments', 'transfers'])
})

t.test('a cure that adds a capability', async (t) => {
  const cure = { add: 'card_payments' }
  const added = { ...TRANSFERS, added: ['card_payments'] }
  t.strictSame(cured(TRANSFERS, cure), added, 'leaves the needed ones as they are')
  t.equal(cured(added, cure), undefined, 'helps once')
  t.equal(cured(SHAPE, cure), undefined, 'is no cure for what was requested')
  t.equal(cured({ ...TRANSFERS, agreement: 'recipient' }, cure), undefined, 'is none for a recipient')
})

t.test('a cure by the agreement of recipients', async (t) => {
  const cure = { agreement: 'recipient' } as const
  const recipient = { ...TRANSFERS, ...cure }
  t.strictSame(cured(TRANSFERS, cure), recipient)
  t.strictSame(cured({ ...TRANSFERS, added: ['card_payments'] }, cure), recipient, 'gives up what was only added')
  t.equal(cured(SHAPE, cure), undefined, 'but no capability that the platform needs')
  t.equal(cured(recipient, cure), undefined, 'helps once')
})

t.test('a refusal is cured for all accounts of the profile and the country', async (t) => {
  const terms = { ...TERMS, shape: { ...TRANSFERS, profile: 'payouts' } }
  const intent = { ...INTENTS.open, terms, parameters: { email: 'ada@example.com', name: 'Ada', country: 'GB' } }
  const refused = { operation: 'create_account', outcome: 'refused', code: 'any' } as const
  const cure = { add: 'card_payments' }
  t.strictSame(cureFor(intent, { ...refused, cure }), { profile: 'payouts', country: 'GB', cure })
  t.equal(cureFor(intent, refused), undefined)
  t.equal(cureFor(INTENTS.open, { ...refused, cure }), undefined, 'an account with both needs another remedy')
})

t.test('a reference names an API, a platform and a mode', async (t) => {
  const { reference } = TERMS
  t.ok(isSameReference(reference, { ...reference }))
  t.notOk(isSameReference(reference, { ...reference, api: 'other' }))
  t.ok(isSamePlatform(reference, { ...reference, api: 'other' }), 'whatever the API')
  for (const other of [{ platformId: 'acct_other' }, { livemode: true }]) {
    t.notOk(isSameReference(reference, { ...reference, ...other }))
    t.notOk(isSamePlatform(reference, { ...reference, ...other }))
  }
})
