import t from 'tap'
import { isEmail, readEmail } from '../../src/domain/email-address.ts'

t.test('an email address is stored as it was entered', async (t) => {
  const addresses = [
    'ada@example.com',
    'Ada@Example.COM',
    "o'brien+invoices@mail.example.co.uk",
    'a@b.co',
    'a@xn--mller-kva.de',
  ]
  for (const address of [...addresses, `${'a'.repeat(64)}@example.com`, '1@2.example', '{ada}|x@example.com']) {
    t.strictSame(readEmail(address), { email: address })
    t.ok(isEmail(address))
  }
})

t.test('what is unambiguous around an email address or in it is cleaned', async (t) => {
  const cleaned = {
    blanks: '  ada@example.com\t',
    'a no-break space': 'ada@example.com\u00a0',
    'a zero-width space inside': 'a\u200bda@exam\u200bple.com',
    'a byte order mark': '\ufeffada@example.com',
    'a soft hyphen': 'ada@exam\u00adple.com',
    'marks of direction': '\u202aada@example.com\u202c',
    'an @ of full width': 'ada＠example.com',
    'letters and dots of full width': 'ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    'an ideographic full stop': 'ada@example。com',
    'a name before it': 'Ada Lovelace <ada@example.com>',
    'a quoted name before it': '"Lovelace, Ada" <ada@example.com>',
    brackets: '<ada@example.com>',
    'a scheme': 'mailto:ada@example.com',
    'a scheme in capitals, with a subject': 'MAILTO:ada@example.com?subject=Hello%20you',
    'a scheme in brackets': '<mailto:ada@example.com>',
    'quotation marks': '"ada@example.com"',
    'a comma after it': 'ada@example.com,',
    'a full stop after it': 'ada@example.com.',
    'a semicolon after it': 'ada@example.com; ',
    'blanks around the @': 'ada @ example.com',
  }
  for (const [what, entered] of Object.entries(cleaned)) {
    t.strictSame(readEmail(entered), { email: 'ada@example.com' }, what)
    t.notOk(isEmail(entered), what)
  }
})

t.test('a domain outside of ASCII is stored in its ASCII form', async (t) => {
  for (const [entered, email] of [
    ['ada@müller.de', 'ada@xn--mller-kva.de'],
    ['ada@mu\u0308ller.de', 'ada@xn--mller-kva.de'],
    ['ada@MÜLLER.DE', 'ada@xn--mller-kva.de'],
    ['ada@日本語。jp', 'ada@xn--wgv71a119e.jp'],
    ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
  ] as const) {
    t.strictSame(readEmail(entered), { email }, entered)
  }
})

t.test('the message says what is wrong with an email address', async (t) => {
  const faults = {
    '': /^must not be empty$/,
    '<>': /^must not be empty$/,
    ada: /^must contain an @, as in/,
    'ada@@example.com': /^must contain one @ only$/,
    'ada@example.com@example.org': /^must contain one @ only$/,
    'ada@example.com, eve@example.com': /^must be a single email address$/,
    'ada@example.com; eve@example.com': /^must be a single email address$/,
    'Ada <ada@example.com> <eve@example.com>': /^must be a single email address$/,
    'ada@example.com\r\nBcc: eve@example.com': /^must be a single email address$/,
    'ada lovelace@example.com': /^must not contain spaces, commas or semicolons$/,
    '@example.com': /^must have a name before the @$/,
    'müller@example.com': /^must be in plain letters before the @, .*"ü"/,
    '𠮷@example.com': /^must be in plain letters before the @, .*"𠮷"/,
    'a\u0000@example.com': /^must not contain control characters or signs before the @$/,
    'a\ud800@example.com': /^must not contain control characters or signs before the @$/,
    'a..b@docomo.ne.jp': /^must not have two dots in a row before the @$/,
    'a.@docomo.ne.jp': /^must not begin or end with a dot before the @$/,
    '.a@docomo.ne.jp': /^must not begin or end with a dot before the @$/,
    '"a b"@example.com': /^must not contain spaces/,
    'a(b)@example.com': /^must not contain quotation marks, brackets/,
    [`${'a'.repeat(65)}@example.com`]: /^must have at most 64 characters before the @$/,
    [`a@${'a.'.repeat(130)}com`]: /^must have at most 254 characters$/,
    [`a@${'a'.repeat(20_000)}.com`]: /^must have at most 254 characters$/,
    'ada@1.2.3.4': /^must have a domain name after the @, not the number of a computer$/,
    'ada@[1.2.3.4]': /^must have a domain name after the @, not the number of a computer$/,
    'ada@[::1]': /^must have a domain name after the @, not the number of a computer$/,
    'ada@example': /^must have a complete domain name/,
    'ada@example.c': /^must have a complete domain name/,
    'ada@.com': /^must have a complete domain name/,
    'ada@a..com': /^must have a complete domain name/,
    'ada@-a.com': /^must have a complete domain name/,
    'ada@a_b.com': /^must have a complete domain name/,
    'ada@example.com/x': /^must have a complete domain name/,
    'ada@mü/x.de': /^must have a complete domain name/,
    'ada@xn--ü.de': /^must have a complete domain name/,
    'ada@example.com\u0000': /^must have a complete domain name/,
    [`ada@${'ü'.repeat(70)}.de`]: /^must have a complete domain name/,
  }
  for (const [entered, expected] of Object.entries(faults)) {
    const read = readEmail(entered)
    t.match('fault' in read ? read.fault : read.email, expected, JSON.stringify(entered))
    t.notOk(isEmail(entered))
  }
})
