// What a straightforward implementation does: read, call Stripe, update. No retries, no guards, nothing slow on purpose.
import { randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { fastify, LogController } from 'fastify'
import pg from 'pg'
import { Stripe } from 'stripe'

const env = process.env
const { DATABASE_URL, STRIPE_API_BASE = '', STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', ADMIN_API_KEY } = env
const max = Number(env['DATABASE_POOL_SIZE'])
const pool = new pg.Pool({ connectionString: DATABASE_URL, max, keepAlive: true })
const { hostname: host, port } = new URL(STRIPE_API_BASE)
const stripe = new Stripe(STRIPE_SECRET_KEY, { host, port, protocol: 'http', telemetry: false })
const app = fastify({ logger: true, logController: new LogController({ disableRequestLogging: true }) })

// One line for each request, as our server writes it.
app.addHook('onResponse', async (request, reply) => {
  const { method, routeOptions } = request
  const facts = { method, route: routeOptions.url, status: reply.statusCode, durationMs: reply.elapsedTime }
  request.log.info(facts, 'request completed')
})

app.post<{ Body: { token: string } }>('/onboard-client', async (request, reply) => {
  const found = await pool.query('select id, client_id, status, expires_at from tokens where token = $1', [
    request.body.token,
  ])
  const [token] = found.rows
  if (token === undefined) return reply.code(404).send({ error: 'This link does not exist' })
  if (token.status === 'revoked') return reply.code(410).send({ error: 'This link was revoked' })
  if (token.expires_at < new Date()) return reply.code(410).send({ error: 'This link has expired' })

  const { rows } = await pool.query('select name, email, account_id from clients where id = $1', [token.client_id])
  const [client] = rows
  let account = client.account_id
  if (account === null) {
    const created = await stripe.accounts.create({
      type: 'express',
      email: client.email,
      business_profile: { name: client.name },
      capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
      metadata: { client_id: token.client_id },
    })
    account = created.id
    await pool.query('update clients set account_id = $2 where id = $1', [token.client_id, account])
  }
  const link = await stripe.accountLinks.create({
    account,
    return_url: 'http://localhost/return',
    refresh_url: 'http://localhost/refresh',
    type: 'account_onboarding',
  })
  await pool.query(`update tokens set status = 'in_progress', started_at = now() where id = $1`, [token.id])
  return { url: link.url, expiresAt: new Date(link.expires_at * 1000).toISOString() }
})

// A password needs a slow hash: about 100 ms of one core, as with bcrypt at cost 10 to 12.
const hash = promisify<string, Buffer, number, object, Buffer>(scrypt)
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** Whether the request has the name and the password of an admin (HTTP Basic). */
async function isAdmin(authorization = ''): Promise<boolean> {
  const [name = '', password = ''] = Buffer.from(authorization.slice(6), 'base64').toString().split(':')
  const { rows } = await pool.query('select password_hash from admins where name = $1', [name])
  const [salt = '', expected = ''] = (rows[0]?.password_hash ?? '').split(':')
  if (expected === '') return false
  const actual = await hash(password, Buffer.from(salt, 'hex'), expected.length / 2, COST)
  return timingSafeEqual(actual, Buffer.from(expected, 'hex'))
}

app.post<{ Body: { name: string; email: string } }>('/clients', async (request, reply) => {
  if (!(await isAdmin(request.headers.authorization))) return reply.code(401).send({ error: 'Unauthorized' })
  const { name, email } = request.body
  const [id, token] = [randomUUID(), randomBytes(32).toString('base64url')]
  await pool.query('insert into clients (id, name, email) values ($1, $2, $3)', [id, name, email])
  await pool.query(
    `insert into tokens (id, client_id, token, expires_at) values ($1, $2, $3, now() + interval '14 days')`,
    [randomUUID(), id, token],
  )
  return reply.code(201).send({ id, name, email, link: `http://localhost/onboard?token=${token}` })
})

// Reading takes the key of the environment, on our server too, so that the two read equally fast.
app.addHook('preHandler', async (request, reply) => {
  const isRead = request.method === 'GET' && request.url.startsWith('/clients')
  if (isRead && request.headers.authorization !== `Bearer ${ADMIN_API_KEY}`) return reply.code(401).send()
})
const CLIENT = `select c.id, c.name, c.email, c.account_id, c.created_at, t.status, t.expires_at
                from clients c join tokens t on t.client_id = c.id`
app.get<{ Params: { id: string } }>('/clients/:id', async (request, reply) => {
  const { rows } = await pool.query(`${CLIENT} where c.id = $1`, [request.params.id])
  return rows[0] ?? reply.code(404).send({ error: 'Not found' })
})
app.get('/clients', async () => (await pool.query(`${CLIENT} order by c.created_at desc limit 50`)).rows)

app.get('/select-1', async () => (await pool.query('select 1 as one')).rows[0])

await app.register(async (webhooks) => {
  webhooks.removeAllContentTypeParsers()
  webhooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  webhooks.post<{ Body: Buffer }>('/webhooks/stripe', async (request) => {
    const signature = request.headers['stripe-signature'] ?? ''
    const event = stripe.webhooks.constructEvent(request.body, signature, STRIPE_WEBHOOK_SECRET)
    await pool.query('insert into events (id, type, payload) values ($1, $2, $3) on conflict do nothing', [
      event.id,
      event.type,
      event,
    ])
    return { received: true }
  })
})
await app.listen({ port: Number(env['PORT']), host: '127.0.0.1' })
