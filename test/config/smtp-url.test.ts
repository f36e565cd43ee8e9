import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { commandLine } from '../support/command-line.ts'
import { COMPLETE, faultsWith } from '../support/config-faults.ts'

const MAIL_FROM = 'onboarding@example.com'

t.test('emails to another machine require TLS, unless the URL says that they do not', async (t) => {
  const urlFor = (SMTP_URL: string) => readConfig({ ...COMPLETE, SMTP_URL, MAIL_FROM }).mail?.url
  t.equal(urlFor('smtp://mail.example.com'), 'smtp://mail.example.com?requireTLS=true')
  t.equal(urlFor('smtp://u:p%2Fw@mail.example.com:587/'), 'smtp://u:p%2Fw@mail.example.com:587/?requireTLS=true')
  t.equal(urlFor('smtp://mail.internal:25?requireTLS=false'), 'smtp://mail.internal:25?requireTLS=false')
  t.equal(urlFor('smtps://mail.example.com'), 'smtps://mail.example.com')
  for (const host of ['localhost', '127.0.0.1', '[::1]']) t.equal(urlFor(`smtp://${host}:1025`), `smtp://${host}:1025`)
  t.equal(urlFor('smtp://localhost?requireTLS=true'), 'smtp://localhost?requireTLS=true')
})

const REFUSED: readonly (readonly [given: string, fault: RegExp])[] = [
  ['smtp://AKIAX:hunter2/x@mail.example.com:587', /contains \/: write it as %2F, and % as %25/],
  ['smtp://AKIAX:hunter2#x@mail.example.com:587', /contains #: write it as %23/],
  ['smtp://AKIAX:ab/c#hunter2@mail.example.com:587', /contains \/: write it as %2F/],
  ['smtp://AKIAX:hunter2?x@mail.example.com:587', /contains \?: write it as %3F/],
  ['smtp://ada@example.com:hunter2@mail.example.com', /contains @: write it as %40/],
  ['smtp://ada:hunter2%@mail.example.com', /contains %: write it as %25/],
  ['smtp://ada:hunter2 x@mail.example.com', /contains a space: write it as %20/],
  ['smtp://ada:hunter2@', /smtp:\/\/user:password/],
  ['smtp://ada:hunter2@mail.example.com:port', /smtp:\/\/user:password/],
  ['smtp://ada:hunter2@mail.example.com:99999', /smtp:\/\/user:password/],
  ['smtp://ada:hunter2@mail.example.com/inbox', /smtp:\/\/user:password/],
  ['http://ada:hunter2@mail.example.com', /smtp:\/\/user:password/],
  ['mail.example.com', /smtp:\/\/user:password/],
  ['smtp://ada:hunter2@mail.example.com?tls.rejectUnauthorized=false', /only have requireTLS/],
  ['smtp://ada:hunter2@mail.example.com?requireTLS=no', /only have requireTLS/],
]

for (const [given, fault] of REFUSED) {
  t.test(`${given.replace('hunter2', '…')} is answered with what to write`, async (t) => {
    const faults = faultsWith({ SMTP_URL: given, MAIL_FROM })
    t.match(faults, [/^SMTP_URL is not valid: /])
    t.match(faults[0], fault)
    t.equal(faults.length, 1)
    t.notMatch(faults[0], /hunter2/)
  })
}

t.test('no output of a failed start contains a password, warnings of Node included', async (t) => {
  const passwords = {
    SMTP_URL: 'smtp://AKIAX:hunter2/c#d@mail.example:587',
    DATABASE_URL: 'postgres://ada:hunter2/c#d@db.example/x',
    STRIPE_SECRET_KEY: 'sk_test_hunter2 x',
    ADMIN_API_KEY: 'hunter2',
  }
  for (const command of [['serve'], ['worker'], ['migrate'], ['admin', 'clients', 'list'], ['demo']]) {
    const { code, stdout, stderr } = await commandLine(command, { ...COMPLETE, ...passwords, MAIL_FROM })
    t.equal(code, 1, command.join(' '))
    t.match(stderr, /DATABASE_URL is not valid/)
    t.notMatch(stdout + stderr, /hunter2|DEP0|Warning/i)
  }
})
