import t from 'tap'
import { isReturnAllowed, returnUrlWith } from '../../src/domain/return-url.ts'

const origins = ['https://app.example.com', 'http://localhost:3000']

t.test('a client is sent to pages of the platform alone, whatever a URL looks like', async (t) => {
  const allowed = (returnUrl?: string) => isReturnAllowed({ returnUrl }, origins)
  t.ok(allowed(), 'none')
  for (const url of ['https://app.example.com', 'https://APP.example.com:443/a?b=c#d', 'http://localhost:3000/']) {
    t.ok(allowed(url), url)
  }
  for (const url of [
    ...[
      'https://evil.example',
      'http://app.example.com/',
      'https://app.example.com:8443/',
      'https://app.example.com.evil/',
    ],
    ...['https://app.example.com@evil.example/', 'https://user@app.example.com/', 'https://:word@app.example.com/'],
    ...['javascript:alert(1)', '//app.example.com/', '', 'blob:https://app.example.com/x'],
  ]) {
    t.notOk(allowed(url), url)
  }
})

t.test('the page of the platform gets the status, in place of one that its URL has', async (t) => {
  const page = 'https://app.example.com'
  t.equal(returnUrlWith(page, 'done'), `${page}/?status=completed`)
  t.equal(returnUrlWith(`${page}/a?b=c#d`, 'incomplete'), `${page}/a?b=c&status=incomplete#d`)
  t.equal(returnUrlWith(`${page}/?status=x&status=y`, 'expired'), `${page}/?status=expired`)
})
