import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

t.test('a preview of emails is written for one kind and language, and says where to look', async (t) => {
  const out = await temporaryFolder()
  const variables = { PLATFORM_NAME: 'Acme', SUPPORT_EMAIL: 'help@acme.example' }
  const args = ['emails', 'preview', '--kind', 'reminder', '--locale', 'pt-BR', '--out', out]
  const { code, stdout } = await commandLine(args, variables)
  t.equal(code, 0)
  t.equal(stdout, `4 emails were written. Open ${join(out, 'index.html')} in a browser.\n`)
  const files = (await readdir(out)).toSorted()
  t.match(files, ['index.html', 'reminder.pt-BR.1.html', 'reminder.pt-BR.1.txt'])
  t.equal(files.length, 9)
  const text = await readFile(join(out, 'reminder.pt-BR.1.txt'), 'utf8')
  t.match(text, /^Subject: Lembrete: Prepare-se para receber os pagamentos de Acme\n\nOlá, Ada Lovelace!\n/)
  t.match(text, 'Dúvidas? Escreva para help@acme.example.')
})

t.test('a faulty template stops the preview and the service, with its name', async (t) => {
  const EMAIL_TEMPLATES = await temporaryFolder()
  await writeFile(join(EMAIL_TEMPLATES, 'reminder.html'), '{{ lnk }}')
  const fault = /EMAIL_TEMPLATES: reminder\.html uses \{\{ lnk \}\}, which is not known\n.*reminder\.html lacks/
  const preview = await commandLine(['emails', 'preview', '--out', EMAIL_TEMPLATES], { EMAIL_TEMPLATES })
  t.match(preview, { code: 1, stdout: '', stderr: fault })
  const serve = await commandLine(['serve'], {
    ...{ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none', STRIPE_SECRET_KEY: 'sk_test_1' },
    ...{ STRIPE_WEBHOOK_SECRET: `whsec_${'a1'.repeat(20)}`, API_BASE_URL: 'http://localhost:4242' },
    ...{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.com', EMAIL_TEMPLATES },
  })
  t.match(serve, { code: 1, stderr: fault })
})
