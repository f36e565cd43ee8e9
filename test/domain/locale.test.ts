import t from 'tap'
import { nearestLocale, readLocale } from '../../src/domain/locale.ts'

t.test('a language tag is stored in its canonical form', async (t) => {
  const read = { de: 'de', 'pt-br': 'pt-BR', pt_BR: 'pt-BR', 'DE-at': 'de-AT', 'zh-hant-tw': 'zh-Hant-TW', iw: 'he' }
  for (const [entered, tag] of Object.entries(read)) t.equal(readLocale(entered), tag, entered)
})

t.test('what is no language tag is refused', async (t) => {
  for (const entered of ['', 'Deutsch', 'german', 'd', 'de-', 'de AT', 'de-a-b', 'de,fr', '*', 'en-US.UTF-8'])
    t.equal(readLocale(entered), undefined, entered)
})

t.test('a client gets the nearest language', async (t) => {
  const nearest = {
    'de-AT': 'de',
    'fr-CA': 'fr',
    'en-US': 'en',
    pt: 'pt-BR',
    'pt-PT': 'pt-BR',
    'es-419': 'es',
    ca: 'es',
    gsw: 'de',
  }
  for (const [tag, locale] of Object.entries(nearest)) t.equal(nearestLocale([tag], 'it'), locale, tag)
})

t.test('a client whose language is not known or not near to any gets the language of the platform', async (t) => {
  for (const tag of [undefined, 'ja', 'dev', 'constructor']) t.equal(nearestLocale([tag], 'fr'), 'fr', `${tag}`)
})

t.test('a client that reads several languages gets the first that is near to one', async (t) => {
  t.equal(nearestLocale([undefined, 'ja', 'de-AT', 'fr'], 'en'), 'de')
  t.equal(nearestLocale(['ja', 'zh'], 'it'), 'it')
  t.equal(nearestLocale([], 'es'), 'es')
})
