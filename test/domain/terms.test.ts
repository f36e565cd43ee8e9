import t from 'tap'
import { decideAdmission, needsTerms } from '../../src/domain/decide-confirmation.ts'
import { tombstone } from '../../src/domain/client.ts'
import { holderView } from '../../src/domain/link-holder.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import { decided } from '../support/decisions.ts'
import {
  BEFORE_EXPIRY,
  CLIENT,
  EMPTY_ACCOUNT,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  tokenIn,
} from '../support/onboardings.ts'

const tokenId = 'token-1'
const rules = { asksForCode: false, terms: '2' }

const accepted = (version: string, parts: Partial<Onboarding> = {}) =>
  onboardingWith({ client: { ...CLIENT, terms: { version, at: ISSUED_AT } }, ...parts })

/** What the holder of the link is told, if it accepts this version. */
const admission = (state: Onboarding, accepts?: string, own: typeof rules | { asksForCode: boolean } = rules) =>
  decided(state, BEFORE_EXPIRY, (from, now) => decideAdmission(from, now, { heldTokenId: tokenId, accepts }, own))

t.test('a link opens only for those who accept the terms of the platform in their present version', async (t) => {
  t.equal(admission(onboardingWith()).result, 'terms_required')
  t.equal(admission(onboardingWith(), '1').result, 'terms_required', 'an older version')
  t.equal(admission(onboardingWith(), '3').result, 'terms_required', 'a version that is none')
  t.strictSame(admission(onboardingWith(), '1').events, [], 'and asking saves nothing')
  t.equal(admission(onboardingWith(), '2').result, 'admitted')
})

t.test('a version is accepted once, and the next one has to be accepted anew', async (t) => {
  t.equal(admission(accepted('2')).result, 'admitted')
  t.equal(admission(accepted('2'), '1').result, 'admitted', 'whatever a front end sends that is not up to date')
  t.equal(admission(accepted('1')).result, 'terms_required')
})

t.test('where there are no terms, none are asked for, and those that are sent are ignored', async (t) => {
  const none = { asksForCode: false }
  t.equal(admission(onboardingWith(), undefined, none).result, 'admitted')
  t.equal(admission(onboardingWith(), '2', none).result, 'admitted')
  t.notOk(needsTerms(onboardingWith(), BEFORE_EXPIRY, { heldTokenId: tokenId }, none))
})

t.test('a link that opens nothing asks for no terms, and one that may be continued does', async (t) => {
  const heldTokenId = tokenId
  t.equal(admission(onboardingWith({ tokens: [tokenIn('revoked')] })).result, 'admitted', 'and is refused then')
  t.notOk(needsTerms(onboardingWith(), PAST_EXPIRY, { heldTokenId }, rules))
  const completed = onboardingWith({ tokens: [{ ...tokenIn('completed'), browsers: ['ab'] }], account: EMPTY_ACCOUNT })
  t.ok(needsTerms(completed, BEFORE_EXPIRY, { heldTokenId, browser: 'ab' }, rules))
  t.notOk(needsTerms(completed, BEFORE_EXPIRY, { heldTokenId, browser: 'cd' }, rules))
})

t.test('a code comes before the terms, and is not lost by terms that are missing', async (t) => {
  const both = { asksForCode: true, terms: '2' }
  const state = evolve(onboardingWith(), { type: 'code_sent', tokenId, hash: 'right' }, BEFORE_EXPIRY)
  const typed = (code: string | undefined, accepts?: string) => {
    const isCode = code === undefined ? undefined : (hash: string) => hash === code
    return decided(state, BEFORE_EXPIRY, (from, now) =>
      decideAdmission(from, now, { heldTokenId: tokenId, isCode, accepts }, both),
    )
  }
  t.equal(typed(undefined, '2').result, 'code_required')
  t.equal(typed('wrong', '2').result, 'code_wrong')
  t.match(typed('right'), { result: 'terms_required', events: [{ type: 'code_confirmed' }] })
  t.equal(admission(typed('right').after, '2', both).result, 'admitted', 'the code that was typed counts still')
  t.equal(typed('right', '2').result, 'admitted')
})

t.test('the holder of a link sees whether there are terms to accept', async (t) => {
  const view = (state: Onboarding, now = BEFORE_EXPIRY) =>
    holderView(state, now, { tokenId, browser: undefined, sendsEmails: true, rules })
  t.equal(view(onboardingWith()).needsTerms, true)
  t.equal(view(accepted('1')).needsTerms, true)
  t.notOk('needsTerms' in view(accepted('2')))
  t.notOk('needsTerms' in view(onboardingWith(), PAST_EXPIRY), 'not where the link opens nothing')
})

t.test('nothing remains of what an erased client has accepted', async (t) => {
  t.notOk('terms' in tombstone(accepted('2').client))
})
