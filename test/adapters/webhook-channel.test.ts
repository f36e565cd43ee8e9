import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { webhookChannel } from '../../src/adapters/alerts/webhook-channel.ts'
import { AlertError } from '../../src/ports/alert-channel.ts'

const SECRET = 'B00-the-secret'
const alert = { platformName: 'Acme', text: { title: 'Jobs', lines: [], next: 'Look.' } }

async function served(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${SECRET}`
}

/** The code that sending an alert fails with. No error contains the URL. */
async function failure(t: Test, url: string, timeoutMs = 10_000): Promise<string | undefined> {
  try {
    await webhookChannel(url, { timeoutMs }).send(alert as never)
    return undefined
  } catch (error) {
    if (!(error instanceof AlertError)) throw error
    t.notMatch(`${error.message} ${error.stack ?? ''}`, SECRET)
    return error.code
  }
}

t.test('an alert follows no redirect', async (t) => {
  let followed = 0
  const elsewhere = await served(t, (_request, response) => {
    followed += 1
    response.end()
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await served(t, (_request, response) => void response.writeHead(status, { location: elsewhere }).end())
    t.equal(await failure(t, url), `status_${status}`)
  }
  t.equal(followed, 0)
  t.equal(await failure(t, elsewhere), undefined, 'a private address is taken')
})

t.test('a webhook that does not answer in time has failed, and the rest of an answer is not waited for', async (t) => {
  t.equal(await failure(t, await served(t, () => {}), 100), 'timeout')
  const endless = await served(t, (_request, response) => void response.write('o'))
  t.equal(await failure(t, endless), undefined)
})
