import t from 'tap'
import { alertText, digestText, STUCK_RULES, type AlertedClient } from '../../src/domain/alert-words.ts'

const since = new Date('2026-02-01T10:00:00.000Z')
const ada: AlertedClient = { clientId: 'c1', name: 'Ada', accountId: 'account-1', since }

t.test('an alert says what happened, to whom, and what to do next', async (t) => {
  const text = alertText({ kind: 'account_rejected', causes: [{ subject: 'c1' }], more: 0 }, [ada])
  t.strictSame(text.title, 'An account was rejected')
  t.strictSame(text.lines, ['Ada (client c1, account account-1)'])
  t.match(text.next, /accounts unreject/)
})

t.test('an alert counts all clients, and names those that are not erased', async (t) => {
  const causes = [{ subject: 'c1' }, { subject: 'erased' }]
  const text = alertText({ kind: 'account_disconnected', causes, more: 3 }, [ada])
  t.equal(text.title, '5 accounts were closed or disconnected')
  t.strictSame(text.lines, ['Ada (client c1, account account-1)', 'and 3 more'])
})

t.test('a missed deadline is named, also of a client without an account', async (t) => {
  const deadline = new Date('2026-02-28T23:00:00.000Z')
  const [first, second] = [
    { ...ada, deadline },
    { clientId: 'c2', name: 'Bob', since },
  ]
  const causes = [{ subject: 'c1' }, { subject: 'c2' }]
  const { title, lines } = alertText({ kind: 'deadline_missed', causes, more: 0 }, [first, second])
  t.equal(title, '2 clients missed their deadlines')
  t.strictSame(lines, ['Ada (client c1, account account-1, deadline 2026-02-28)', 'Bob (client c2)'])
  t.strictSame(alertText({ kind: 'account_rejected', causes: [{ subject: 'c1' }], more: 0 }, [first]).lines, [
    'Ada (client c1, account account-1)',
  ])
})

t.test('one client and several are counted in words', async (t) => {
  const titleOf = (kind: 'account_rejected' | 'account_disconnected' | 'deadline_missed', more: number) =>
    alertText({ kind, causes: [{ subject: 'c1' }], more }, [ada]).title
  t.equal(titleOf('account_rejected', 1), '2 accounts were rejected')
  t.equal(titleOf('account_disconnected', 0), 'An account was closed or disconnected')
  t.equal(titleOf('deadline_missed', 0), 'A client missed its deadline')
  t.match(alertText({ kind: 'endpoint_off', causes: [], more: 2 }, []).title, /^2 webhook endpoints have failed/)
})

t.test('faults of the service have their own words', async (t) => {
  for (const kind of ['webhooks_silent', 'jobs_dead', 'endpoint_off', 'setup_faulty'] as const) {
    const { title, lines, next } = alertText(
      { kind, causes: [{ subject: 'x', words: 'Something is wrong.' }], more: 0 },
      [],
    )
    t.not(title, '', kind)
    t.strictSame(lines, ['Something is wrong.'], kind)
    t.match(next, /command line|connect-onboarding/, kind)
  }
})

t.test('a name is one line, and keeps the direction of the rest', async (t) => {
  const name = 'Ada\n*Everything is fine*\u202e'
  const { lines } = alertText({ kind: 'account_rejected', causes: [{ subject: 'c1' }], more: 0 }, [{ ...ada, name }])
  t.strictSame(lines, ['Ada *Everything is fine*  (client c1, account account-1)'])
})

t.test('the digest says who is stuck, on whom, and since when', async (t) => {
  const text = digestText([
    { nextAction: 'operator', clients: [ada], more: false },
    { nextAction: 'client', clients: [], more: false },
    { nextAction: 'provider', clients: [{ ...ada, clientId: 'c2', name: 'Bob' }], more: true },
  ])
  t.strictSame(text?.lines, [
    'Waiting for your staff:',
    'Ada (client c1), since 2026-02-01',
    'Waiting for the provider, for 3 days or longer:',
    'Bob (client c2), since 2026-02-01',
    'and others',
  ])
  t.match(text?.next, /clients show/)
})

t.test('without a client that is stuck there is no digest', async (t) => {
  t.equal(digestText([{ nextAction: 'client', clients: [], more: false }]), undefined)
  t.strictSame(
    STUCK_RULES.map(({ nextAction }) => nextAction),
    ['operator', 'client', 'provider'],
  )
})
