import t from 'tap'
import { served } from '../support/served.ts'
import { ADMIN_KEY, environmentFor, surroundings } from '../support/service.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'
import { until } from '../support/worker.ts'

const THIRD = { ...BAZAAR, id: 'third', stripeSecretKey: 'sk_test_sandbox_third' }

t.test('SIGHUP to a process that serves', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t)
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const service = await served(t, { ...environment, ...file.variables })
  const list = async (platform: string) => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, platform }
    const answer = await fetch(`${service.url}/api/v1/clients`, { headers })
    await answer.text()
    return answer.status
  }
  /** Sends the signal; returns the statuses of the requests that are sent until the log says this. */
  async function hangUp(said: RegExp): Promise<Set<number>> {
    const statuses = new Set<number>()
    const before = service.output().length
    service.kill('SIGHUP')
    await until(String(said), async () => {
      for (const status of await Promise.all([list('acme'), list('acme')])) statuses.add(status)
      return said.test(service.output().slice(before))
    })
    return statuses
  }
  t.equal(await list('third'), 404)

  t.test('adds a platform, and requests are answered meanwhile', async (t) => {
    await file.write([ACME, BAZAAR, THIRD])
    t.strictSame([...(await hangUp(/the platforms were read again/))], [200])
    t.equal(await list('third'), 200)
  })

  t.test('keeps the platforms when the file is faulty, and says why', async (t) => {
    await file.write([ACME, { ...BAZAAR, stripeSecretKey: 'sk_wrong_verysecret' }])
    t.strictSame([...(await hangUp(/the platforms were not read again/))], [200])
    t.match(service.output(), /\[1\]\.stripeSecretKey is not valid/)
    t.notMatch(service.output(), /verysecret/)
    t.equal(await list('third'), 200)
  })

  t.test('removes a platform', async (t) => {
    await file.write([ACME, BAZAAR])
    t.strictSame([...(await hangUp(/the platforms were read again/))], [200])
    t.equal(await list('third'), 404)
  })

  t.notOk(service.hasEnded(), 'and the same process goes on')
})
