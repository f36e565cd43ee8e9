import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { emailRenderer } from '../../src/emails/render.ts'
import { sampleOf } from '../../src/emails/samples.ts'
import { templatesIn } from '../../src/emails/template-folder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function read(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return templatesIn(folder)
}

t.test('the most specific template of an email is used, and those of this project for the rest', async (t) => {
  const found = await read({
    'email.html':
      'all {{ link }}{% for each in paragraphs %}{% endfor %} {% if asks %}{{ asks.title }}{% endif %}{% if stop %}{{ stop.link }}{% endif %}',
    'reminder.html': 'reminder {{ link }} {{ stop.link }}',
    'reminder.de.html': 'Erinnerung {{ link }} {{ stop.text }} {{ greeting.name }}',
    'reminder.de.subject': 'Noch offen:\n {{ platform.name }}\n',
    '.DS_Store': '',
  })
  if ('faults' in found) throw new Error(found.faults.join())
  const of = (kind: 'reminder' | 'deadline' | 'done', locale: 'de' | 'fr') =>
    emailRenderer(found.templates).of(sampleOf({ kind, locale, name: '<b>', platformName: 'A & B' }))
  t.match(of('reminder', 'de'), {
    html: /^Erinnerung https:.* &lt;b&gt;$/,
    subject: 'Noch offen: A & B',
    text: /Das benötigt Stripe/,
  })
  t.match(of('reminder', 'fr'), { html: /^reminder /, subject: /^Rappel : / })
  t.match(of('deadline', 'fr').html, /^all https:.* Ce dont Stripe a besoin :$/)
  t.match(of('done', 'de').html, /^all {2}$/)
})

t.test('everything that is wrong with templates is named, with the file', async (t) => {
  const wrong: Readonly<Record<string, readonly [string, string, RegExp]>> = {
    'the name of the kind': [
      'remindr.html',
      '{{ link }}',
      /^remindr.html is not the name of a template: one of email,/,
    ],
    'the language': ['reminder.nl.html', '{{ link }}', /^reminder.nl.html is not the name/],
    'a missing link': ['reminder.txt', '{{ subject }}', /^reminder.txt lacks {{ link }}$/],
    'a missing link that stops reminders': ['reminder.txt', '{{ link }}', /^reminder.txt lacks {{ stop }}$/],
    'a missing code': ['code.html', '{{ subject }}', /^code.html lacks {{ paragraphs }}$/],
    'missing asks': ['deadline.html', '{{ link }}', /^deadline.html lacks {{ asks }}$/],
    'an unknown value': ['done.txt', '{{ platform.nme }}', /^done.txt uses {{ platform.nme }}, which is not known$/],
    'an unknown value in a branch': ['done.txt', '{% if link %}{{ x }}{% endif %}', /^done.txt uses {{ x }}/],
    'a tag that does not end': ['done.html', '{% if link %}', /^done.html is not valid: tag .* not closed, line:1/],
    'an unknown filter': ['done.html', '{{ subject | shout }}', /^done.html is not valid: undefined filter: shout/],
    'another file': ['done.html', "{% include '/etc/passwd' %}", /^done.html is not valid: ENOENT/],
  }
  for (const [what, [name, content, fault]] of Object.entries(wrong)) {
    const found = await read({ [name]: content })
    t.match('faults' in found ? found.faults : [], [fault], what)
  }
  const both = await read({ 'x.html': '', 'done.txt': '{{ y }}' })
  t.equal('faults' in both && both.faults.length, 2)
  t.match(templatesIn('/nonexistent'), { faults: ['it is no folder that can be read'] })
})
