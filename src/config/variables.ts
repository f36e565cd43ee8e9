// The one list of all variables. To add one: describe it in the file of its subject, then list it in `.env.example` and
// docker-compose.yml. `test/config/variables.test.ts` compares the three.
import { Type } from '@sinclair/typebox'
import { AlertVariables } from './alerts.ts'
import { ConsoleVariables } from './console.ts'
import { DatabaseVariables } from './database.ts'
import { DemoVariables } from './demo.ts'
import { EmailVariables } from './email.ts'
import { HttpVariables } from './http.ts'
import { LinkVariables } from './links.ts'
import { LogVariables } from './log.ts'
import { OutgoingVariables } from './outgoing.ts'
import { ReminderVariables } from './reminders.ts'
import { RetentionVariables } from './retention.ts'
import { StripeVariables } from './stripe.ts'

/** The variables of the service, each with its default, and with what to do if it is not valid. */
export const ServiceVariables = Type.Composite([
  DatabaseVariables,
  StripeVariables,
  LinkVariables,
  HttpVariables,
  ConsoleVariables,
  EmailVariables,
  ReminderVariables,
  AlertVariables,
  OutgoingVariables,
  RetentionVariables,
  LogVariables,
])

const ALL = { ...ServiceVariables.properties, ...DemoVariables.properties }

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(ALL)

/** The variables that can also be given as `<NAME>_FILE`, the path of a file that contains the value. */
export const SECRETS: readonly string[] = Object.entries(ALL).flatMap(([name, { secret }]) => (secret ? [name] : []))
