import t, { type Test } from 'tap'
import { invited, newClient, newToken, platform, staff, stored } from '../contract/fixtures.ts'
import { decideInvitation } from '../../src/domain/decide-client.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { rawConnection } from '../support/raw-rows.ts'
import { until } from '../support/worker.ts'
import { watchStatements } from '../support/statements.ts'

async function open(t: Test) {
  const { url } = await testDatabase(t)
  return { ...postgresPorts(t, url), db: await rawConnection(t, url) }
}

const renamed = (name: string) => [{ type: 'client_changed', fields: ['name'], changes: { name } } as const]

t.test('a client that another transaction has locked holds up no save of another client', async (t) => {
  const { db: holder, ...store } = await open(t)
  const clients = await Promise.all(Array.from({ length: 5 }, () => invited(store)))
  const [held, ...others] = clients
  if (held === undefined) throw new Error('no client')
  await holder.query('begin')
  await holder.query('select from onboardings where client_id = $1 for no key update', [held.clientId])

  const { taken } = watchStatements(t)
  let isHeldSaved = false
  const save = ({ loaded }: typeof held) => store.tokens.save(loaded, renamed('Grace'), { actor: staff })
  const waiting = save(held).then((result) => {
    isHeldSaved = true
    return result
  })
  const results = await Promise.all(others.map(save))
  t.strictSame(
    results.map(({ outcome }) => outcome),
    others.map(() => 'saved'),
  )
  t.notOk(isHeldSaved)
  t.equal(taken().filter((text) => text.includes('skip locked')).length, 1, 'all five were in one statement')

  await holder.query('commit')
  t.equal((await waiting).outcome, 'saved')
  for (const { clientId } of clients) t.equal((await stored(store, clientId)).state.client.name, 'Grace')
})

t.test('however many saves wait for a locked client, those of others go on', async (t) => {
  const { db: holder, ...store } = await open(t)
  const [held, other] = [await invited(store), await invited(store)]
  await holder.query('begin')
  await holder.query('select from onboardings where client_id = $1 for no key update', [held.clientId])
  const save = ({ loaded }: typeof held) => store.tokens.save(loaded, renamed('Grace'), { actor: staff })
  const order: string[] = []
  const waiting = Array.from({ length: 5 }, async () => {
    const { outcome } = await save(held)
    order.push('held')
    return outcome
  })
  await until('they wait', async () => {
    const { rows } = await holder.query('select from pg_locks where not granted')
    return rows.length >= 4
  })
  t.equal((await save(other)).outcome, 'saved')
  order.push('other')

  await holder.query('commit')
  const outcomes = await Promise.all(waiting)
  t.equal(order[0], 'other')
  t.strictSame(outcomes.toSorted(), ['conflict', 'conflict', 'conflict', 'conflict', 'saved'])
})

t.test('saves in one statement each have their own outcome', async (t) => {
  const { tokens, db, ...store } = await open(t)
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => invited({ tokens, ...store })))
  if (one === undefined || two === undefined || three === undefined) throw new Error('no clients')
  await tokens.save(two.loaded, renamed('Edsger'), { actor: staff })
  const outcomes = await Promise.all([
    tokens.save(one.loaded, renamed('Grace'), { actor: staff }),
    tokens.save(two.loaded, renamed('Grace'), { actor: staff }),
    tokens.save(three.loaded, renamed('Grace'), { actor: staff, notAfter: new Date(0) }),
  ])
  t.strictSame(
    outcomes.map(({ outcome }) => outcome),
    ['saved', 'conflict', 'too_late'],
  )
  const { rows } = await db.query('select name from clients order by id')
  t.strictSame(
    rows.map(({ name }) => name),
    ['Grace', 'Edsger', three.loaded.state.client.name],
  )
})

t.test('of invitations at the same time, one that is refused does not spoil the others', async (t) => {
  const { tokens } = await open(t)
  const { email } = await invited({ tokens })
  const invite = (to: string) =>
    tokens.save(undefined, decideInvitation(platform, newClient({ email: to }), newToken()), { actor: staff })
  const outcomes = await Promise.all(['a@example.com', email, 'b@example.com'].map(invite))
  t.match(outcomes, [{ outcome: 'saved' }, { outcome: 'duplicate', of: 'email' }, { outcome: 'saved' }])
})
