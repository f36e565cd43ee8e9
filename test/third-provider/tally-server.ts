import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

interface Merchant {
  readonly id: string
  /** What the platform calls it. */
  readonly reference: string
  readonly body: string
  readonly createdAt: string
  readonly country?: string
  readonly state: 'new' | 'checking' | 'paid_out'
}

/** The made-up provider Tally, whose API has nothing in common with Stripe's. `merchants` lists what it holds. */
export async function startTally(t: Test): Promise<{ url: string; merchants: () => readonly Merchant[] }> {
  const merchants = new Map<string, Merchant>()
  let sessions = 0

  async function answer(request: IncomingMessage): Promise<readonly [status: number, body: object]> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tally.invalid')
    const [, , id = '', part] = pathname.split('/')
    const merchant = [...merchants.values()].find((one) => one.id === id)
    if (pathname === '/me') return [200, { shop: 'shop-1', sandbox: true }]
    if (request.method === 'PUT') return put(decodeURIComponent(id), await textOf(request))
    if (pathname === '/merchants') {
      const found = merchants.get(searchParams.get('reference') ?? '')
      return [200, { found: found === undefined ? [] : [found] }]
    }
    if (merchant === undefined) return [404, { reason: 'no_such_merchant' }]
    if (part !== 'sessions') return [200, merchant]
    sessions += 1
    return [201, { link: `https://tally.invalid/s/${sessions}`, validSeconds: 120 }]
  }

  /** Creates the merchant with this reference, or returns the one that there is. */
  function put(reference: string, body: string): readonly [number, object] {
    const known = merchants.get(reference)
    if (known !== undefined) return known.body === body ? [200, known] : [422, { reason: 'reference_reused' }]
    const id = `m-${merchants.size + 1}`
    const { country } = JSON.parse(body) as Pick<Merchant, 'country'>
    const merchant: Merchant = {
      id,
      reference,
      body,
      createdAt: new Date().toISOString(),
      ...(country !== undefined && { country }),
      state: 'new',
    }
    merchants.set(reference, merchant)
    return [201, merchant]
  }

  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    merchants: () => [...merchants.values()],
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
