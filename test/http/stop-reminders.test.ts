import t from 'tap'
import { PAGE_WORDS } from '../../src/pages/words.ts'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { LOCALES } from '../../src/domain/locale.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' }
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const ONE_CLICK = 'List-Unsubscribe=One-Click'

async function world(t: Parameters<typeof memoryApp>[0], overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, overrides)
  const { app, store, mails, invite } = memory

  async function record(clientId: string) {
    const { body } = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
    return JSON.parse(body)
  }
  const patch = (clientId: string, payload: object) =>
    app.inject({ method: 'PATCH', url: `/api/v1/clients/${clientId}`, headers: asAdmin, payload })
  /** Reminds the client as a due reminder does. The path and the query of the link in it that stops reminders. */
  async function remind(tokenId: string): Promise<string> {
    store.emails.push({ kind: 'reminder', tokenId })
    const mail = (await mails()).at(-1)
    const stopLink = mail !== undefined && 'stopLink' in mail ? (mail.stopLink ?? '') : ''
    const { pathname, search } = new URL(stopLink)
    return pathname + search
  }

  return {
    ...memory,
    record,
    patch,
    remind,
    reminders: async (clientId: string) => (await record(clientId)).client.reminders as string,
    async reminded(body: Record<string, unknown> = {}) {
      const invited = await invite(body)
      return { ...invited, url: await remind(invited.tokenId) }
    },
    async trail(clientId: string): Promise<string[]> {
      const { body } = await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })
      return (JSON.parse(body).data as { type: string; actor: string }[])
        .map(({ type, actor }) => `${type} by ${actor}`)
        .filter((line) => line.startsWith('reminders_'))
        .toReversed()
    },
    get: (url: string, headers: Record<string, string> = browser) => app.inject({ url, headers }),
    post: (url: string, payload: string, headers: Record<string, string> = urlencoded) =>
      app.inject({ method: 'POST', url, payload, headers }),
  }
}

t.test('the page in the foot of a reminder asks, in the language of the client, and changes nothing', async (t) => {
  const { reminded, reminders, get, app, trail } = await world(t, { platformName: '<b>' })
  for (const locale of LOCALES) {
    const { clientId, url } = await reminded({ locale })
    const page = await get(url, { accept: '*/*' })
    t.equal(page.statusCode, 200)
    t.match(page.body, `<html lang="${locale}">`)
    t.match(page.body, `tabindex="-1">${PAGE_WORDS[locale].reminders.ask.title.replaceAll("'", '&#39;')}</h1>`)
    t.match(page.body, '<bdi>&#60;b&#62;</bdi>')
    t.match(page.body, /<form method="post">\s*<input type="hidden" name="reminders" value="off" \/>/)
    t.notMatch(page.body, /obs_|<script|\{\w+\}/, 'its address is its only secret')
    t.equal((await app.inject({ method: 'HEAD', url })).statusCode, 200)
    t.equal(await reminders(clientId), 'on')
    t.strictSame(await trail(clientId), [])
    t.match(page.headers, {
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': /form-action 'self'/,
    })
  }
})

t.test(
  'the button of a mail program stops reminders: one POST, in either form, without cookies or origin',
  async (t) => {
    const { reminded, reminders, post, trail, record, store, mails, remind, tokenOf } = await scene(t)
    const multipart = `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`
    for (const [payload, type] of [
      [ONE_CLICK, 'application/x-www-form-urlencoded'],
      [multipart, 'multipart/form-data; boundary=x'],
    ] as const) {
      const { clientId, tokenId, url } = await reminded()
      const click = async () => (await post(url, payload, { 'content-type': type })).statusCode
      t.strictSame([await click(), await click()], [200, 200], type)
      t.equal(await reminders(clientId), 'off')
      t.strictSame(await trail(clientId), ['reminders_stopped by client'], 'once')
      t.match((await record(clientId)).nextStep, /It has stopped reminders\.$/)

      const before = (await mails()).length
      store.emails.push({ kind: 'reminder', tokenId: tokenOf(clientId) }, { kind: 'link', tokenId })
      t.equal((await mails()).length, before + 1, 'one that was due already is not sent, and what staff send is')
      await t.rejects(remind(tokenId))
    }
  },
)

/** The world, and the latest token of a client. */
async function scene(t: Parameters<typeof memoryApp>[0]) {
  const all = await world(t)
  return { ...all, tokenOf: (clientId: string) => all.store.onboardings.get(clientId)?.state.tokens.at(-1)?.id ?? '' }
}

t.test('the button of the page stops reminders, and one on the next page resumes them', async (t) => {
  const { reminded, reminders, get, post, trail } = await world(t)
  const { clientId, url } = await reminded({ locale: 'fr' })
  const press = (reminders: string) => post(url, `reminders=${reminders}`, { ...browser, ...urlencoded })
  const stopped = await press('off')
  t.match(stopped.body, PAGE_WORDS.fr.reminders.stopped.title)
  t.match(stopped.body, /name="reminders" value="on"/)
  t.equal(await reminders(clientId), 'off')
  t.match((await get(url)).body, PAGE_WORDS.fr.reminders.stopped.title, 'also when it is opened again')
  t.match((await press('on')).body, PAGE_WORDS.fr.reminders.resumed.title)
  t.equal(await reminders(clientId), 'on')
  t.strictSame(await trail(clientId), ['reminders_stopped by client', 'reminders_resumed by client'])
})

t.test('staff see whether a client gets reminders, and set it', async (t) => {
  const { invite, record, patch, trail } = await world(t)
  const { clientId } = await invite()
  t.equal((await record(clientId)).client.reminders, 'on')
  t.match((await patch(clientId, { reminders: 'off' })).json(), { client: { reminders: 'off' }, newLinkNeeded: false })
  t.match((await patch(clientId, { reminders: 'on', name: 'Grace' })).json(), {
    client: { reminders: 'on', name: 'Grace' },
  })
  t.equal((await patch(clientId, { reminders: 'maybe' })).statusCode, 400)
  t.strictSame(await trail(clientId), [
    'reminders_stopped by admin:environment',
    'reminders_resumed by admin:environment',
  ])
})

t.test('a secret that is unknown, or old, gets the same page whatever it was', async (t) => {
  const { reminded, get, post, patch, reminders, app, token } = await withLink(t)
  const moved = await reminded()
  await patch(moved.clientId, { email: 'new@example.com' })
  const erased = await reminded()
  await app.inject({ method: 'DELETE', url: `/api/v1/clients/${erased.clientId}`, headers: asAdmin })
  const old = [moved.url, erased.url]
  const never = ['obs_x', '', token, cryptoSecrets().mintStopSecret().secret].map(
    (each) => `/stop-reminders?token=${each}`,
  )
  const bodies = new Set<string>()
  for (const url of [...old, ...never, '/stop-reminders', '/stop-reminders?token=a&token=b']) {
    for (const answer of [await get(url), await post(url, 'reminders=off', { ...browser, ...urlencoded })]) {
      t.equal(answer.statusCode, 404, url)
      bodies.add(answer.body)
    }
    t.match((await post(url, ONE_CLICK)).json(), { code: 'TOKEN_NOT_FOUND' }, 'a program gets the problem')
  }
  t.equal(bodies.size, 1)
  t.match([...bodies][0], PAGE_WORDS.de.reminders.unknown.title, 'in the language of the browser')
  t.equal(await reminders(moved.clientId), 'on', 'the new address is not in the hands of the old one')
})

async function withLink(t: Parameters<typeof memoryApp>[0]) {
  const all = await world(t)
  return { ...all, token: (await all.invite()).token }
}

t.test('a stop secret opens no link', async (t) => {
  const { reminded, app } = await world(t)
  const token = (await reminded()).url.split('token=')[1]
  const opened = await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
  t.match(opened.json(), { code: 'TOKEN_NOT_FOUND' })
})

t.test('any other form changes nothing', async (t) => {
  const { reminded, reminders, post } = await world(t)
  const { clientId, url } = await reminded()
  const json = { 'content-type': 'application/json' }
  for (const [payload, headers, status] of [
    ['', urlencoded, 400],
    ['List-Unsubscribe=maybe', urlencoded, 400],
    ['reminders=never', urlencoded, 400],
    ['nonsense', { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['nonsense', { 'content-type': 'multipart/form-data' }, 400],
    ['{"reminders":"off"}', json, 415],
    [`${ONE_CLICK}&x=${'x'.repeat(3000)}`, urlencoded, 413],
  ] as const) {
    const answer = await post(url, payload, headers)
    t.equal(answer.statusCode, status, payload.slice(0, 50))
    if (status === 415) t.match(answer.json().detail, /application\/x-www-form-urlencoded or multipart\/form-data/)
    const page = await post(url, payload, { ...browser, ...headers })
    t.match(page, { statusCode: status, body: PAGE_WORDS.de.errors.failed.title })
  }
  t.equal(await reminders(clientId), 'on')
})

t.test('guesses are counted like those of links, and so are the uses of a secret', async (t) => {
  const guessing = await world(t, { perMinute: { unknownCaller: 2 } })
  const guess = () => `/stop-reminders?token=${cryptoSecrets().mintStopSecret().secret}`
  const statuses = []
  for (const url of [guess(), guess(), guess()]) statuses.push((await guessing.get(url)).statusCode)
  t.strictSame(statuses, [404, 404, 429])
  t.match((await guessing.get(guess())).headers['retry-after'], /^\d+$/)

  const { reminded, post } = await world(t, { perMinute: { token: 2 } })
  const { url } = await reminded()
  const uses = []
  for (const wanted of ['off', 'on', 'off']) uses.push((await post(url, `reminders=${wanted}`)).statusCode)
  t.strictSame(uses, [200, 200, 429])
})

t.test('the log names the client and the route, and not the secret', async (t) => {
  const { reminded, post, captured } = await world(t)
  const { clientId, url } = await reminded()
  await post(url, ONE_CLICK)
  t.match(captured.text(), new RegExp(`"route":"/stop-reminders".*"clientId":"${clientId}"`))
  t.notMatch(captured.text(), url.split('token=')[1])
})
