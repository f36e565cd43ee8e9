import t from 'tap'
import type { AccountIntent } from '../../src/domain/account-intent.ts'
import { decideAccountRefreshed, decideAdoption, decideIntent } from '../../src/domain/decide-account.ts'
import { decideChange, decideErasure } from '../../src/domain/decide-client.ts'
import { decideIntentChange, decideLinkCreated, decideProviderFailed } from '../../src/domain/decide-link.ts'
import type { Decision, Onboarding } from '../../src/domain/onboarding.ts'
import { decided, inOneLine } from '../support/decisions.ts'
import {
  BEFORE_EXPIRY,
  PAST_EXPIRY,
  EMPTY_ACCOUNT,
  EXPIRES_AT,
  FAILURE,
  hash,
  INTENTS,
  keysOf,
  onboardingWith,
} from '../support/onboardings.ts'
import { openIntent } from '../support/open-intent.ts'
import { NEW_ACCOUNTS, TERMS } from '../support/terms.ts'

/** A client with a pending token and an intent of the second generation; with its account where the intent is done. */
type Situation = AccountIntent['status'] | 'none'

const situations: Record<Situation, Onboarding> = {
  none: onboardingWith(),
  open: onboardingWith({ intent: INTENTS.open }),
  settling: onboardingWith({ intent: INTENTS.settling }),
  closed: onboardingWith({ intent: INTENTS.closed }),
  done: onboardingWith({ intent: INTENTS.done, account: EMPTY_ACCOUNT }),
  barred: onboardingWith({ intent: INTENTS.barred }),
}

const { snapshot } = EMPTY_ACCOUNT
const created = { snapshot, generation: 2, terms: TERMS }
const tokenId = 'token-1'
const link = { accountId: 'acct_1', stateHash: hash(1), refreshHash: hash(2), linkExpiresAt: EXPIRES_AT }

const acts = {
  'request the account': (state) => openIntent(state, BEFORE_EXPIRY),
  'request the account with an expired link': (state) => openIntent(state, PAST_EXPIRY),
  'request in the background': (state) => decideIntent(state, BEFORE_EXPIRY, { newAccounts: NEW_ACCOUNTS }),
  'request in the background with an expired link': (state) =>
    decideIntent(state, PAST_EXPIRY, { newAccounts: NEW_ACCOUNTS }),
  'settle what was read as open': (state) => decideIntentChange(state, { intent: INTENTS.open, to: 'settle' }),
  'close what was read as open': (state) => decideIntentChange(state, { intent: INTENTS.open, to: 'close' }),
  'close what was read as settling': (state) => decideIntentChange(state, { intent: INTENTS.settling, to: 'close' }),
  'account and link created': (state) => decideLinkCreated(state, BEFORE_EXPIRY, { tokenId, created, link }),
  'account created, link failed': (state) => decideProviderFailed(state, { tokenId, failure: FAILURE, created }),
  'account refused': (state) =>
    decideProviderFailed(state, { tokenId, failure: FAILURE, intentChange: { intent: INTENTS.open, to: 'close' } }),
  'account found': (state) => decideAdoption(state, created),
  'snapshot of the account': (state) => decideAccountRefreshed(state, { snapshot, createdFor: { generation: 2 } }),
  'snapshot of an account of another generation': (state) =>
    decideAccountRefreshed(state, { snapshot, createdFor: { generation: 1 } }),
  'snapshot of an account without a generation': (state) => decideAccountRefreshed(state, { snapshot }),
  'change of the country': (state) => decideChange(state, { country: 'FR' }),
  'erasure of the client': (state) => decideErasure(state),
} satisfies Record<string, (state: Onboarding) => Decision<unknown>>

type IntentAct = keyof typeof acts

const decisions: Readonly<Record<IntentAct, (state: Onboarding) => Decision<unknown>>> = acts

const nothing = 'nothing: undefined'
const unknownAccount = 'nothing: unknown_account'
const refreshed = 'account_refreshed: saved'
const changed = 'client_changed: changed'

/** Events and result of each act; a new status of an intent without its row fails tsc. */
const table: Record<Situation, Record<IntentAct, string>> = {
  none: {
    'request the account': 'intent_opened: asked',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'nothing: none',
    'request in the background with an expired link': 'nothing: none',
    'settle what was read as open': nothing,
    'close what was read as open': nothing,
    'close what was read as settling': nothing,
    'account and link created': 'account_stored + link_created: recorded',
    'account created, link failed': 'account_stored + provider_failed: undefined',
    'account refused': 'provider_failed: undefined',
    'account found': 'account_stored: acct_1',
    'snapshot of the account': unknownAccount,
    'snapshot of an account of another generation': unknownAccount,
    'snapshot of an account without a generation': unknownAccount,
    'change of the country': changed,
    'erasure of the client': 'intent_barred + token_revoked + client_erased: erased',
  },
  open: {
    'request the account': 'intent_tried: asked',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'intent_tried: asked',
    'request in the background with an expired link': 'intent_settling: asked',
    'settle what was read as open': 'intent_settling: undefined',
    'close what was read as open': 'intent_closed: undefined',
    'close what was read as settling': nothing,
    'account and link created': 'account_stored + link_created: recorded',
    'account created, link failed': 'account_stored + provider_failed: undefined',
    'account refused': 'intent_closed + provider_failed: undefined',
    'account found': 'account_stored: acct_1',
    'snapshot of the account': 'account_stored: saved',
    'snapshot of an account of another generation': unknownAccount,
    'snapshot of an account without a generation': unknownAccount,
    'change of the country': 'nothing: country_locked',
    'erasure of the client': 'nothing: intent_unresolved',
  },
  settling: {
    'request the account': 'nothing: asked',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'nothing: asked',
    'request in the background with an expired link': 'nothing: asked',
    'settle what was read as open': nothing,
    'close what was read as open': nothing,
    'close what was read as settling': 'intent_closed: undefined',
    'account and link created': 'account_stored + link_created: recorded',
    'account created, link failed': 'account_stored + provider_failed: undefined',
    'account refused': 'provider_failed: undefined',
    'account found': 'account_stored: acct_1',
    'snapshot of the account': 'account_stored: saved',
    'snapshot of an account of another generation': unknownAccount,
    'snapshot of an account without a generation': unknownAccount,
    'change of the country': 'nothing: country_locked',
    'erasure of the client': 'nothing: intent_unresolved',
  },
  closed: {
    'request the account': 'intent_opened: asked',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'nothing: none',
    'request in the background with an expired link': 'nothing: none',
    'settle what was read as open': nothing,
    'close what was read as open': nothing,
    'close what was read as settling': nothing,
    'account and link created': 'account_stored + link_created: recorded',
    'account created, link failed': 'account_stored + provider_failed: undefined',
    'account refused': 'provider_failed: undefined',
    'account found': 'account_stored: acct_1',
    'snapshot of the account': unknownAccount,
    'snapshot of an account of another generation': unknownAccount,
    'snapshot of an account without a generation': unknownAccount,
    'change of the country': changed,
    'erasure of the client': 'intent_barred + token_revoked + client_erased: erased',
  },
  done: {
    'request the account': 'nothing: asked',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'nothing: asked',
    'request in the background with an expired link': 'nothing: asked',
    'settle what was read as open': nothing,
    'close what was read as open': nothing,
    'close what was read as settling': nothing,
    'account and link created': 'link_created: recorded',
    'account created, link failed': 'provider_failed: undefined',
    'account refused': 'provider_failed: undefined',
    'account found': 'nothing: acct_1',
    'snapshot of the account': refreshed,
    'snapshot of an account of another generation': refreshed,
    'snapshot of an account without a generation': refreshed,
    'change of the country': 'nothing: country_locked',
    'erasure of the client': 'token_revoked + client_erased: erased',
  },
  barred: {
    'request the account': 'nothing: none',
    'request the account with an expired link': 'nothing: refused',
    'request in the background': 'nothing: none',
    'request in the background with an expired link': 'nothing: none',
    'settle what was read as open': nothing,
    'close what was read as open': nothing,
    'close what was read as settling': nothing,
    'account and link created': 'account_stored + link_created: recorded',
    'account created, link failed': 'account_stored + provider_failed: undefined',
    'account refused': 'provider_failed: undefined',
    'account found': 'account_stored: acct_1',
    'snapshot of the account': unknownAccount,
    'snapshot of an account of another generation': unknownAccount,
    'snapshot of an account without a generation': unknownAccount,
    'change of the country': changed,
    'erasure of the client': 'token_revoked + client_erased: erased',
  },
}

for (const situation of keysOf(table)) {
  for (const act of keysOf(acts)) {
    const line = table[situation][act]
    t.test(`${situation} + ${act} -> ${line}`, async (t) => {
      t.equal(inOneLine(decided(situations[situation], BEFORE_EXPIRY, decisions[act])), line)
    })
  }
}
