import t from 'tap'
import { MailError, type Mailer } from '../../src/ports/mailer.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const browser = 'browser-of-ada'

/** An app whose links are opened with codes, and a client of it. */
async function scene(t: Parameters<typeof memoryApp>[0], options: Parameters<typeof memoryApp>[1] = {}) {
  const own = await memoryApp(t, { codes: 'asked_for', ...options })
  const invited = await own.invite({ email: 'ada@example.com', locale: 'de' })
  const post = (path: string, payload: object) =>
    own.app.inject({ method: 'POST', url: `/api/v1/onboard-client${path}`, payload })
  const answer = async (path: string, payload: object = {}) => {
    const response = await post(path, { token: invited.token, ...payload })
    return [response.statusCode, response.json()] as const
  }
  return {
    ...own,
    ...invited,
    /** The status, and the code of the problem. */
    open: async (payload: object = {}) => {
      const [status, body] = await answer('', payload)
      return status === 200 ? 200 : `${status} ${body.code}`
    },
    send: (payload: object = {}) => answer('/code', payload),
    preview: async (payload: object = {}) => (await answer('/preview', payload))[1],
    /** The code in the last email. */
    code: async () => /^\d{6}$/m.exec((await own.mails()).at(-1)?.text ?? '')?.[0] ?? 'none',
    events: async () => {
      const { body } = await own.app.inject({
        url: `/api/v1/clients/${invited.clientId}/events`,
        headers: asAdmin,
      })
      return body
    },
  }
}

const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000')

t.test('a link opens with the code that is emailed to its client, and then without for an hour', async (t) => {
  const { open, send, code, preview, mails, advance, app, token } = await scene(t)
  t.equal(await open({ browser }), '409 CODE_REQUIRED')
  t.match(await preview({ browser }), { action: 'open', codeSentTo: 'a•••@example.com' })
  t.match(await send({ browser }), [202, { sentTo: 'a•••@example.com', expiresAt: String }])
  t.match((await mails()).at(-1), {
    kind: 'code',
    subject: 'Ihr Code für Test Platform',
    to: { address: 'ada@example.com' },
  })
  const typed = await code()
  t.equal(await open({ browser, code: `${typed.slice(0, 3)} ${typed.slice(3)}` }), 200, 'as people type it')
  t.equal(await open({ browser }), 200)
  t.equal((await preview({ browser })).codeSentTo, null)
  t.equal(await open({ browser: 'another-browser' }), '409 CODE_REQUIRED', 'whoever the link was forwarded to')
  const byUrl = await app.inject({ url: `/api/v1/onboard-client?token=${token}` })
  t.match([byUrl.statusCode, byUrl.json().code], [409, 'CODE_REQUIRED'], 'by GET as well')
  advance(3_600_000)
  t.equal(await open({ browser }), '409 CODE_REQUIRED')
})

t.test('wrong codes end the code, and another one can be requested', async (t) => {
  const { open, send, code, events } = await scene(t)
  await send()
  const first = await code()
  for (let n = 1; n <= 4; n += 1) t.equal(await open({ code: wrongFor(first) }), '409 CODE_WRONG')
  t.equal(await open({ code: wrongFor(first) }), '409 CODE_OVER')
  t.equal(await open({ code: first }), '409 CODE_OVER')
  await send()
  t.equal(await open({ code: await code() }), 200)
  const trail = await events()
  for (const type of ['code_sent', 'code_refused', 'code_confirmed']) t.match(trail, `"type":"${type}"`)
  t.notMatch(trail, first)
})

t.test('a code opens no other link, not even one of the same client', async (t) => {
  const { open, send, code, app, clientId } = await scene(t)
  await send()
  const url = `/api/v1/clients/${clientId}/onboarding-tokens`
  const { onboarding } = (await app.inject({ method: 'POST', url, headers: asAdmin })).json()
  t.equal(await open({ token: onboarding.token, code: await code() }), '409 CODE_OVER')
})

t.test('a session for a form on a page of the platform needs the code as well', async (t) => {
  const { app, token, send, code } = await scene(t, { publishableKey: 'pk_test_0123456789' })
  const session = async (payload: object) => {
    const url = '/api/v1/onboard-client/session'
    const response = await app.inject({ method: 'POST', url, payload: { token, browser, ...payload } })
    return [response.statusCode, response.json().code]
  }
  t.strictSame(await session({}), [409, 'CODE_REQUIRED'])
  await send()
  t.strictSame(await session({ code: wrongFor(await code()) }), [409, 'CODE_WRONG'])
  t.strictSame(await session({ code: await code() }), [200, undefined])
})

t.test('a link without a code stores no country', async (t) => {
  const { open, app, clientId } = await scene(t)
  await open({ country: 'FR' })
  t.equal((await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })).json().client.country, null)
})

t.test('at most five codes an hour are sent, and the next one says when', async (t) => {
  const { send } = await scene(t)
  for (let n = 1; n <= 5; n += 1) t.equal((await send())[0], 202)
  t.match(await send(), [429, { code: 'RATE_LIMITED' }])
})

t.test('a code that cannot be emailed is said to be so, and costs none of the codes', async (t) => {
  const down = { is: true, refuses: false }
  const mailer = (memory: Mailer): Mailer => ({
    ...memory,
    sendCode: async (mail) => {
      if (down.is) throw new MailError('ECONNREFUSED', { refusesRecipient: down.refuses })
      return memory.sendCode(mail)
    },
  })
  const { send, open, code, captured, events } = await scene(t, { mailer })
  for (let n = 1; n <= 7; n += 1) t.match(await send(), [503, { code: 'CODE_NOT_SENT', retryable: true }])
  t.match(captured.text(), 'a code could not be emailed')
  down.refuses = true
  await send()
  t.match(await events(), '"type":"email_refused"', 'staff see that the address is wrong')
  down.is = false
  t.equal((await send())[0], 202)
  const typed = await code()
  t.equal(await open({ code: typed }), 200)
  t.notMatch(captured.text(), typed, 'no code is logged')
})

t.test('a link of which nothing can be opened gets no code, and an unknown one is not known', async (t) => {
  const { send, advance } = await scene(t)
  t.match(await send({ token: 'obt_unknown' }), [404, { code: 'TOKEN_NOT_FOUND' }])
  advance(400 * 3_600_000)
  t.match(await send(), [410, { code: 'TOKEN_EXPIRED' }])
})

t.test('where no code is asked for none is sent, and one that is sent along is ignored', async (t) => {
  const { send, open, mails } = await scene(t, { codes: 'sent' })
  t.equal(await open({ code: '123456' }), 200)
  t.equal((await send())[0], 202)
  t.equal((await mails()).length, 1)
  const without = await memoryApp(t)
  const { token } = await without.invite()
  const refused = await without.app.inject({ method: 'POST', url: '/api/v1/onboard-client/code', payload: { token } })
  t.match([refused.statusCode, refused.json().code], [409, 'CODE_NOT_NEEDED'])
})

t.test('what is no code is a fault of the request, and costs no try', async (t) => {
  const { send, open, code } = await scene(t)
  await send()
  for (const typed of ['12345', '1234567', 'abcdef', '']) t.equal(await open({ code: typed }), '400 VALIDATION_FAILED')
  t.equal(await open({ code: await code() }), 200)
})
