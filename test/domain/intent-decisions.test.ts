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
  'asks for the account': (state) => openIntent(state, BEFORE_EXPIRY),
  'asks for the account with an expired link': (state) => openIntent(state, PAST_EXPIRY),
  'asks in the background': (state) => decideIntent(state, BEFORE_EXPIRY, { newAccounts: NEW_ACCOUNTS }),
  'asks in the background for an expired link': (state) =>
    decideIntent(state, PAST_EXPIRY, { newAccounts: NEW_ACCOUNTS }),
  'settles what it read as open': (state) => decideIntentChange(state, { intent: INTENTS.open, to: 'settle' }),
  'closes what it read as open': (state) => decideIntentChange(state, { intent: INTENTS.open, to: 'close' }),
  'closes what it read as settling': (state) => decideIntentChange(state, { intent: INTENTS.settling, to: 'close' }),
  'has created the account and a link': (state) => decideLinkCreated(state, BEFORE_EXPIRY, { tokenId, created, link }),
  'has created the account and no link': (state) => decideProviderFailed(state, { tokenId, failure: FAILURE, created }),
  'is refused the account': (state) =>
    decideProviderFailed(state, { tokenId, failure: FAILURE, intentChange: { intent: INTENTS.open, to: 'close' } }),
  'finds the account': (state) => decideAdoption(state, created),
  'is told of the account': (state) => decideAccountRefreshed(state, { snapshot, createdFor: { generation: 2 } }),
  'is told of an account of another generation': (state) =>
    decideAccountRefreshed(state, { snapshot, createdFor: { generation: 1 } }),
  'is told of an account that was created for nobody': (state) => decideAccountRefreshed(state, { snapshot }),
  'changes the country': (state) => decideChange(state, { country: 'FR' }),
  'erases the client': (state) => decideErasure(state),
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
    'asks for the account': 'intent_opened: asked',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'nothing: none',
    'asks in the background for an expired link': 'nothing: none',
    'settles what it read as open': nothing,
    'closes what it read as open': nothing,
    'closes what it read as settling': nothing,
    'has created the account and a link': 'account_stored + link_created: recorded',
    'has created the account and no link': 'account_stored + provider_failed: undefined',
    'is refused the account': 'provider_failed: undefined',
    'finds the account': 'account_stored: acct_1',
    'is told of the account': unknownAccount,
    'is told of an account of another generation': unknownAccount,
    'is told of an account that was created for nobody': unknownAccount,
    'changes the country': changed,
    'erases the client': 'intent_barred + token_revoked + client_erased: erased',
  },
  open: {
    'asks for the account': 'intent_tried: asked',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'intent_tried: asked',
    'asks in the background for an expired link': 'intent_settling: asked',
    'settles what it read as open': 'intent_settling: undefined',
    'closes what it read as open': 'intent_closed: undefined',
    'closes what it read as settling': nothing,
    'has created the account and a link': 'account_stored + link_created: recorded',
    'has created the account and no link': 'account_stored + provider_failed: undefined',
    'is refused the account': 'intent_closed + provider_failed: undefined',
    'finds the account': 'account_stored: acct_1',
    'is told of the account': 'account_stored: saved',
    'is told of an account of another generation': unknownAccount,
    'is told of an account that was created for nobody': unknownAccount,
    'changes the country': 'nothing: country_locked',
    'erases the client': 'nothing: intent_unresolved',
  },
  settling: {
    'asks for the account': 'nothing: asked',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'nothing: asked',
    'asks in the background for an expired link': 'nothing: asked',
    'settles what it read as open': nothing,
    'closes what it read as open': nothing,
    'closes what it read as settling': 'intent_closed: undefined',
    'has created the account and a link': 'account_stored + link_created: recorded',
    'has created the account and no link': 'account_stored + provider_failed: undefined',
    'is refused the account': 'provider_failed: undefined',
    'finds the account': 'account_stored: acct_1',
    'is told of the account': 'account_stored: saved',
    'is told of an account of another generation': unknownAccount,
    'is told of an account that was created for nobody': unknownAccount,
    'changes the country': 'nothing: country_locked',
    'erases the client': 'nothing: intent_unresolved',
  },
  closed: {
    'asks for the account': 'intent_opened: asked',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'nothing: none',
    'asks in the background for an expired link': 'nothing: none',
    'settles what it read as open': nothing,
    'closes what it read as open': nothing,
    'closes what it read as settling': nothing,
    'has created the account and a link': 'account_stored + link_created: recorded',
    'has created the account and no link': 'account_stored + provider_failed: undefined',
    'is refused the account': 'provider_failed: undefined',
    'finds the account': 'account_stored: acct_1',
    'is told of the account': unknownAccount,
    'is told of an account of another generation': unknownAccount,
    'is told of an account that was created for nobody': unknownAccount,
    'changes the country': changed,
    'erases the client': 'intent_barred + token_revoked + client_erased: erased',
  },
  done: {
    'asks for the account': 'nothing: asked',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'nothing: asked',
    'asks in the background for an expired link': 'nothing: asked',
    'settles what it read as open': nothing,
    'closes what it read as open': nothing,
    'closes what it read as settling': nothing,
    'has created the account and a link': 'link_created: recorded',
    'has created the account and no link': 'provider_failed: undefined',
    'is refused the account': 'provider_failed: undefined',
    'finds the account': 'nothing: acct_1',
    'is told of the account': refreshed,
    'is told of an account of another generation': refreshed,
    'is told of an account that was created for nobody': refreshed,
    'changes the country': 'nothing: country_locked',
    'erases the client': 'token_revoked + client_erased: erased',
  },
  barred: {
    'asks for the account': 'nothing: none',
    'asks for the account with an expired link': 'nothing: refused',
    'asks in the background': 'nothing: none',
    'asks in the background for an expired link': 'nothing: none',
    'settles what it read as open': nothing,
    'closes what it read as open': nothing,
    'closes what it read as settling': nothing,
    'has created the account and a link': 'account_stored + link_created: recorded',
    'has created the account and no link': 'account_stored + provider_failed: undefined',
    'is refused the account': 'provider_failed: undefined',
    'finds the account': 'account_stored: acct_1',
    'is told of the account': unknownAccount,
    'is told of an account of another generation': unknownAccount,
    'is told of an account that was created for nobody': unknownAccount,
    'changes the country': changed,
    'erases the client': 'token_revoked + client_erased: erased',
  },
}

for (const situation of keysOf(table)) {
  for (const act of keysOf(acts)) {
    const line = table[situation][act]
    t.test(`${situation}: whoever ${act} -> ${line}`, async (t) => {
      t.equal(inOneLine(decided(situations[situation], BEFORE_EXPIRY, decisions[act])), line)
    })
  }
}
