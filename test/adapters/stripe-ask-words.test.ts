import t from 'tap'
import { stripeAskWords } from '../../src/adapters/stripe/ask-words.ts'
import { asksOf } from '../../src/adapters/stripe/requirements.ts'
import { LOCALES } from '../../src/domain/locale.ts'

const asked = (name: string, errors: string[] = [], alternatives: Parameters<typeof asksOf>[1] = []) => {
  const [ask] = asksOf([{ name, from: 'client', due: 'now', errors }], alternatives)
  if (ask === undefined) throw new Error('nothing is asked')
  return ask
}

t.test('what Stripe asks for, and why it did not accept something, is translated', async (t) => {
  const ask = asked('external_account', ['verification_document_failed_copy', 'invalid_tax_id'])
  t.match(stripeAskWords(ask, 'de'), {
    what: 'Ein Bankkonto für Auszahlungen',
    error:
      'Das Dokument ist eine Kopie oder ein Bildschirmfoto. Verwenden Sie das Original. Die Steuernummer ist nicht gültig.',
    from: 'client',
    due: 'now',
  })
  t.equal(stripeAskWords(ask, 'en'), ask)
})

t.test('what can be provided instead is translated as well, with the words between', async (t) => {
  const ask = asked(
    'business_profile.url',
    [],
    [
      { insteadOf: ['business_profile.url'], provide: ['company.persons_provided', 'company.tax_id'] },
      { insteadOf: ['business_profile.url'], provide: ['business_profile.product_description'] },
    ],
  )
  t.match(ask.what, /^A website, or a description of what is sold, or instead all owners, directors and executives/)
  t.equal(
    stripeAskWords(ask, 'es').what,
    'Un sitio web o una descripción de lo que se vende, o en su lugar todos los propietarios, administradores y ' +
      'directivos de la empresa y el número fiscal de la empresa, o una descripción de lo que se vende',
  )
  t.match(
    stripeAskWords(ask, 'de').what,
    /, oder stattdessen: Alle Eigentümer, .* und Die Steuernummer .*, oder: Eine B/,
  )
})

t.test('a text that is not known stays as it is', async (t) => {
  const ask = { what: 'A seal', from: 'client', due: 'now', error: 'It is broken.' } as const
  for (const locale of LOCALES) t.same(stripeAskWords(ask, locale), ask)
})
