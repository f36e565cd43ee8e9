import { sql, type RawBuilder } from 'kysely'
import type { ConfirmationEvent } from '../../domain/confirmation.ts'
import type { OnboardingEvent } from '../../domain/onboarding-event.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { ValueOf } from './compiled-statement.ts'
import { PROVISIONAL, type Written } from './written.ts'

const THIS_SAVE = sql.lit(JSON.stringify(PROVISIONAL))

/** The confirmation of a token as the domain left it, with the instant of the save wherever the domain put it. */
export function confirmationColumn(value: ValueOf<Written<OnboardingEvent & ConfirmationEvent>>): RawBuilder<unknown> {
  const json = value('text', ({ event, after }) => JSON.stringify(tokenOf(after, event.tokenId).confirmation))
  return sql`replace(${json}, ${THIS_SAVE}, to_jsonb(saved.at)::text)::jsonb`
}
