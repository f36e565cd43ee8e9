import pg from 'pg'
import t from 'tap'
import { reloadPlatforms } from '../../src/programs/reload-platforms.ts'
import { capturedLog } from '../support/captured-log.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'
import { watchStatements } from '../support/statements.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'

const url = 'https://bazaar.example/terms'
const withTerms = (termsVersion: string) => ({
  ...BAZAAR,
  ...{ termsUrl: url, termsVersion, stripePublishableKey: 'pk_test_0123456789' },
})

t.test('terms of a platform, on the real database', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t, [ACME, withTerms('1')])
  const service = await startService(t, around, file.variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  const { taken } = watchStatements(t)
  const asAdmin = (platform: string) => ({ authorization: `Bearer ${ADMIN_KEY}`, platform })
  const admin = (method: string, path: string) =>
    service.call(method, `/api/v1/clients${path}`, undefined, asAdmin('bazaar'))
  let invited = 0
  async function invite(platform: string) {
    const client = { name: 'Ada', email: `ada${(invited += 1)}@example.com` }
    const { body } = await service.call('POST', '/api/v1/clients', client, asAdmin(platform))
    return { token: String(body.onboarding.token), clientId: String(body.client.id) }
  }
  /** Opens the link. What was answered, and how many statements that took. */
  async function open(token: string, termsVersion?: string, path = '') {
    taken()
    const body = { token, ...(termsVersion !== undefined && { termsVersion }) }
    const { status, body: answer } = await service.call('POST', `/api/v1/onboard-client${path}`, body)
    const statements = taken().filter((text) => !text.includes('provider_budgets')).length
    return [status, statements, ...(answer.terms ? [answer.terms] : [])]
  }
  const bazaar = await invite('bazaar')
  /** Where a browser comes to that Stripe sends back for another link: the status of a page, or null for Stripe. */
  async function refreshed() {
    const { id } = (await admin('GET', `/${bazaar.clientId}`)).body.account
    const links = (await around.stripe.simulator.accountLinks()).filter(({ account }) => account === id)
    const { pathname, search } = new URL(links.at(-1)?.refresh_url ?? '')
    const answer = await service.call('GET', `${pathname}${search}`, undefined, { accept: 'text/html' })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('status')
  }
  const another = await invite('bazaar')

  t.test('are asked for by that platform alone', async (t) => {
    const acme = await invite('acme')
    t.equal((await open(acme.token))[0], 200)
    t.strictSame(await open(bazaar.token), [409, 1, { version: '1', url }], 'after the load')
  })

  t.test('cost an opening no statement, and are accepted once', async (t) => {
    // What a process loads once is loaded from now on.
    await open((await invite('bazaar')).token, '1')
    t.strictSame(await open(bazaar.token, '1'), [200, 3])
    t.strictSame(await open(bazaar.token), [200, 2])
    t.equal(await refreshed(), null, 'nor for another link that Stripe asks for')
    t.strictSame(await open(another.token, '1', '/session'), [200, 3])
    t.strictSame(await open(another.token, undefined, '/session'), [200, 2])
  })

  t.test('are asked for again in their next version, with one more row in the audit trail', async (t) => {
    const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
    await file.write([ACME, withTerms('2')])
    await reloadPlatforms(service.ports, { ...environment, ...file.variables }, capturedLog().log)()
    t.strictSame(await open(bazaar.token, '1'), [409, 1, { version: '2', url }])
    t.equal(await refreshed(), 'again', 'also of a client that Stripe sends back for another link')
    t.strictSame(await open(bazaar.token, '2'), [200, 2])
    const { body } = await admin('GET', `/${bazaar.clientId}/events`)
    const accepted = body.data.filter(({ type }: { type: string }) => type === 'terms_accepted')
    t.match(accepted, [{ details: { version: '2' } }, { details: { version: '1' } }])
  })

  t.test('are in the record, the export and the file of the clients, and gone with an erased client', async (t) => {
    const kept = { version: '2', at: /^\d{4}-.*Z$/, address: '127.0.0.1' }
    t.match((await admin('GET', `/${bazaar.clientId}`)).body.client.termsAccepted, kept)
    t.match((await admin('GET', `/${bazaar.clientId}/export`)).body.record.client.termsAccepted, kept)
    const [names = '', ...lines] = (await admin('GET', '/export?format=csv')).text.trimEnd().split('\r\n')
    t.match(names, /,termsVersion,termsAcceptedAt$/)
    t.ok(lines.some((line) => /,2,\d{4}-[\d-]+T[\d:.]+Z$/.test(line)))

    await admin('DELETE', `/${bazaar.clientId}`)
    const stored = await db.query('select terms from clients where id = $1', [bazaar.clientId])
    t.strictSame(stored.rows, [{ terms: null }])
    const trail = await db.query('select * from audit_events where client_id = $1', [bazaar.clientId])
    t.notMatch(JSON.stringify(trail.rows), '127.0.0.1')
  })
})
