import t from 'tap'
import { inWords } from '../../src/domain/requirement-words.ts'

const WORDS: Record<string, string> = {
  external_account: 'A bank account that payouts can go to',
  'tos_acceptance.date': "Acceptance of Stripe's terms",
  'individual.dob.day': 'The date of birth',
  'individual.first_name': 'Details about the person',
  'person_1Nv0FGQ9RKHgCVdK.verification.document': 'Details about a person of the business',
  'something.that.is.new': 'Another detail that Stripe asks for on its page',
}

for (const [requirement, words] of Object.entries(WORDS)) {
  t.same(inWords([requirement]), [words], `${requirement} -> ${words}`)
}
t.same(
  inWords(['individual.dob.day', 'individual.dob.month', 'external_account', 'individual.dob.year']),
  ['The date of birth', 'A bank account that payouts can go to'],
  'each thing is said once, in the order in which it is asked for',
)
t.same(inWords([]), [])
