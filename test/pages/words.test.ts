import t from 'tap'
import { PAGE_WORDS } from '../../src/pages/words.ts'
import { sameInAllLanguages } from '../support/catalogue.ts'

sameInAllLanguages(t, PAGE_WORDS)
