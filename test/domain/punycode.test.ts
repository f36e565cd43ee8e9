import { domainToASCII } from 'node:url'
import t from 'tap'
import { readableDomain } from '../../src/domain/punycode.ts'

t.test('a domain in its ASCII form is read as the text that it stands for', async (t) => {
  for (const domain of [
    'müller.de',
    'mail.exämple.co.uk',
    'bücher-käse.example',
    'пример.рф',
    '日本語.jp',
    'παράδειγμα.gr',
    '😀.example',
    'ü.ü.ü',
    `${'ä'.repeat(20)}ж.de`,
    'plain.example',
  ]) {
    t.equal(readableDomain(domainToASCII(domain)), domain)
  }
})

t.test('what looks like the ASCII form of a domain, but stands for nothing, stays as it is', async (t) => {
  for (const domain of ['xn--.de', 'xn--99999999.de', 'xn--99999a.de', 'xn--mller-kv.de', 'axn--mller-kva.de'])
    t.equal(readableDomain(domain), domain)
})
