import { first, later, refused, unknown, warmed } from './openings.ts'
import type { Scenario } from './scenario.ts'
import { selectOne } from './select-one.ts'
import { invite, list, lookUp } from './staff.ts'
import { webhook } from './webhooks.ts'

/** In the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  first,
  later,
  warmed,
  refused,
  unknown,
  selectOne,
  invite,
  lookUp,
  list,
  webhook,
]
