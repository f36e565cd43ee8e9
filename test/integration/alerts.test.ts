import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import t from 'tap'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { giveUp } from '../support/dead-jobs.ts'
import { mailServer } from '../support/mail-server.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

t.setTimeout(110_000)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }
const SECRET = 'B00-the-secret-of-the-webhook'

/** A receiver of alerts, which answers with an error until it is up. */
async function receiver(t: { teardown(handler: () => Promise<void>): unknown }) {
  const texts: string[] = []
  let refused = 0
  let isUp = false
  const server = createServer((request, response) => {
    void (async () => {
      const { text } = (await json(request)) as { text: string }
      if (isUp) texts.push(text)
      else refused += 1
      response.writeHead(isUp ? 200 : 503).end()
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/services/${SECRET}`,
    texts,
    refused: () => refused,
    up: () => void (isUp = true),
  }
}

t.test(
  'each alert reaches operators once, whichever of two workers finds it, also after their receiver was down',
  async (t) => {
    const around = await surroundings(t)
    const mails = await mailServer(t)
    const slack = await receiver(t)
    const variables = {
      ...mails.variables,
      ALERTS: 'account_rejected,account_disconnected,deadline_missed,webhooks_silent,jobs_dead,setup_faulty',
      ALERT_WEBHOOK_URL: slack.url,
      ALERT_EMAIL: 'ops@example.com',
    }
    const service = await startService(t, around, mails.variables)
    const workers = [await startWorker(t, around, variables), await startWorker(t, around, variables)]
    const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
    t.teardown(() => db.end())
    const config = readConfig({
      ...environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url }),
      ...variables,
    })
    const ports = openPorts(config, service.captured.log)
    t.teardown(() => ports.close())
    const useCases = composeUseCases(ports, config, service.captured.log).at('default')
    const raise = (scope: 'stored' | 'setup') => useCases?.raiseAlerts(scope, AbortSignal.timeout(20_000))

    const opened = async (name: string) => {
      const { clientId, token } = await service.invite({ name })
      await service.open(token)
      return { clientId, accountId: (await service.show(clientId)).account.id as string }
    }
    const sync = (clientId: string) => service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)
    const [rejected, closed, late] = [await opened('Ada <!channel> & Co'), await opened('Bob'), await opened('Eve')]
    await around.stripe.simulator.setAccountState(rejected.accountId, { outcome: 'reject' })
    await sync(rejected.clientId)
    await service.call('POST', `/api/v1/clients/${closed.clientId}/account/close`, undefined, admin)
    await db.query(`update onboardings set deadline = now() - interval '1 hour' where client_id = $1`, [late.clientId])
    await giveUp(db, { kind: 'email', subject: { kind: 'link' }, reason: 'EENVELOPE' })
    await ports.signs.count('default', 'unannounced', 2)

    // The workers' schedules may be the first of all.
    await Promise.all([raise('stored'), raise('stored'), raise('setup'), raise('setup')])
    await until('the receiver was tried', async () => slack.refused() > 0)
    slack.up()
    const titles = [
      'An account was rejected',
      'An account was closed or disconnected',
      'A client missed its deadline',
      'Events of the provider do not arrive',
      'Background jobs were given up',
      'The set-up has a fault',
    ]
    await until('all alerts are there', async () => slack.texts.length >= titles.length, 60)
    await Promise.all([raise('stored'), raise('setup')])
    const emails = () => mails.to('ops@example.com')
    await until('all emails are there', async () => emails().length >= titles.length)
    const { rows } = await db.query(`select 1 from pgboss.job where name = 'alert-message' and state < 'completed'`)
    t.equal(rows.length, 0, 'nothing else is on its way')
    t.same(slack.texts.map((text) => /\*(?:.*): (.*)\*/.exec(text)?.[1] ?? '').toSorted(), titles.toSorted())
    t.equal(emails().length, titles.length)

    const ofAda = slack.texts.find((text) => text.includes('rejected*'))
    t.match(ofAda, `• Ada &lt;!channel&gt; &amp; Co (client ${rejected.clientId}, account ${rejected.accountId})`)
    t.match(ofAda, /Find out why/)
    const email = emails().find(({ mail }) => mail.subject?.includes('rejected'))
    t.match(email?.mail.text, `- Ada <!channel> & Co (client ${rejected.clientId}`)

    const logged = [...workers.map(({ captured }) => captured), service.captured].map((log) => log.text()).join('')
    t.match(logged, /"alert":"account_rejected"/, 'the log is a channel, too')
    t.match(logged, /status_503/)
    t.notMatch(logged, SECRET)
  },
)
