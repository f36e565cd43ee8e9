import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ConfigError, readConfig } from '../src/config.ts'
import { environmentFor } from './support/service.ts'

const environment = environmentFor({ databaseUrl: 'postgres://db/app', stripeUrl: 'http://127.0.0.1:1' })

t.test('mail', async (t) => {
  const mailOf = (variables: Record<string, string>) => readConfig({ ...environment, ...variables }).mail
  const MAIL_FROM = 'onboarding@platform.example'

  t.test('is off unless a server is named', async (t) => {
    t.equal(mailOf({}), undefined)
    t.equal(mailOf({ MAIL_FROM }), undefined)
    t.equal(mailOf({ SMTP_URL: '', MAIL_FROM: '' }), undefined)
  })

  t.test('is handed in at this server, from this address', async (t) => {
    for (const url of ['smtp://127.0.0.1:25', 'smtps://user:p%40ss@mail.example.com'])
      t.strictSame(mailOf({ SMTP_URL: url, MAIL_FROM }), { url, from: MAIL_FROM })
  })

  t.test('takes the server, which may hold a password, from a file', async (t) => {
    const file = join(t.testdir({}), 'smtp-url')
    await writeFile(file, 'smtp://user:secret@mail.example.com\n')
    t.strictSame(mailOf({ SMTP_URL_FILE: file, MAIL_FROM }), {
      url: 'smtp://user:secret@mail.example.com',
      from: MAIL_FROM,
    })
  })

  t.test('does not start with half of it or with nonsense', async (t) => {
    const faulty: [Record<string, string>, RegExp][] = [
      [{ SMTP_URL: 'smtp://mail.example.com' }, /- MAIL_FROM is missing: the address that mails come from/],
      [{ SMTP_URL: 'mail.example.com', MAIL_FROM }, /- SMTP_URL is not valid: smtp:\/\//],
      [{ SMTP_URL: 'smtp://', MAIL_FROM }, /- SMTP_URL is not valid/],
      [{ SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'Acme <a@example.com>' }, /- MAIL_FROM is not valid/],
      [{ SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com\r\nBcc: b' }, /- MAIL_FROM is not valid/],
    ]
    for (const [variables, fault] of faulty) {
      t.throws(() => mailOf(variables), ConfigError)
      t.throws(() => mailOf(variables), { message: fault })
    }
  })
})
