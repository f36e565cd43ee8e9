import t from 'tap'
import { mailServer } from '../support/mail-server.ts'
import { startService, surroundings } from '../support/service.ts'
import { watchStatements } from '../support/statements.ts'

const browser = 'browser-of-ada'

/** Services that share a database and ask for codes, and where these arrive. */
async function scene(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const variables = { ...mails.variables, CONFIRM_BY_EMAIL: 'on', TOKEN_LIMIT_PER_MINUTE: '1000' }
  const services = await Promise.all([1, 2].map(() => startService(t, around, variables)))
  const [service] = services
  if (service === undefined) throw new Error('no service')
  return {
    mails,
    services,
    service,
    send: (token: string) => service.call('POST', '/api/v1/onboard-client/code', { token, browser }),
    /** The code in the last email. */
    code: () => /^\d{6}$/m.exec(mails.received.at(-1)?.mail.text ?? '')?.[0] ?? 'none',
    open: (token: string, code?: string, through = service) =>
      through.call('POST', '/api/v1/onboard-client', { token, browser, ...(code !== undefined && { code }) }),
  }
}

t.test('five tries hold when fifty guesses come at once over two instances', async (t) => {
  const { service, services, send, code, open } = await scene(t)
  const { token, tokenId, clientId } = await service.invite()
  await send(token)
  const right = code()
  const guesses = Array.from({ length: 50 }, (_, n) => String((Number(right) + 1 + n) % 1e6).padStart(6, '0'))
  const answers = await Promise.all(guesses.map((guess, n) => open(token, guess, services[n % 2])))
  const codes = answers.map(({ body }) => body.code)
  t.equal(codes.filter((answer) => answer === 'CODE_WRONG').length, 4)
  t.equal(codes.filter((answer) => answer === 'CODE_OVER').length, 46)
  const { items } = await service.ports.auditTrail.list({ clientId, platform: 'default' }, { limit: 100 })
  t.equal(items.filter(({ type }) => type === 'code_refused').length, 5)
  t.match(await open(token, right), { status: 409, body: { code: 'CODE_OVER' } }, 'the right one comes too late')
  t.notMatch(JSON.stringify(items), right)
  t.notMatch(services.map(({ captured }) => captured.text()).join(), new RegExp(`\\b${right}\\b`))
  t.ok(items.every((item) => item.tokenId === tokenId || item.tokenId === undefined))
})

t.test('as many codes as are allowed are sent when many are requested at once', async (t) => {
  const { service, services, mails } = await scene(t)
  const { token, email } = await service.invite()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      (services[n % 2] ?? service).call('POST', '/api/v1/onboard-client/code', { token }),
    ),
  )
  t.equal(answers.filter(({ status }) => status === 202).length, 5)
  t.equal(answers.filter(({ status }) => status === 429).length, 15)
  t.equal(mails.to(email).length, 5)
})

t.test('a code costs an opening one statement, and none while it is remembered', async (t) => {
  const { service, send, code, open } = await scene(t)
  const { taken } = watchStatements(t)
  const counted = async (asked: Promise<{ status: number }>) => {
    const { status } = await asked
    return { status, statements: taken().filter((text) => !text.includes('provider_budgets')).length }
  }
  const other = await service.invite()
  await send(other.token)
  await open(other.token, code())
  const { token } = await service.invite()
  taken()
  t.same(await counted(open(token)), { status: 409, statements: 1 }, 'the load')
  t.same(await counted(send(token)), { status: 202, statements: 2 }, 'the load, the code')
  t.same(await counted(open(token, code())), { status: 200, statements: 4 }, 'one more than without')
  t.same(await counted(open(token)), { status: 200, statements: 2 })
})

t.test('a mail server that is down is said to be so, and the next try succeeds', async (t) => {
  const { service, mails, send, code, open } = await scene(t)
  const { token } = await service.invite()
  await mails.down()
  for (let n = 1; n <= 6; n += 1) t.match(await send(token), { status: 503, body: { code: 'CODE_NOT_SENT' } })
  await mails.up()
  t.match(await send(token), { status: 202, body: { sentTo: 'c•••@example.com' } })
  t.equal((await open(token, code())).status, 200)
})
