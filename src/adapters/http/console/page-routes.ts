import type { Scope } from '../../../domain/scope.ts'
import { FORM, type Fields } from '../form-pages.ts'

/** The body of a request that sends a form. */
export type Sent = { Body?: Fields }

/** The options of routes that need this scope: of a page, and of the address that a form is sent to. */
export const routesOf = (scope: Scope) => ({
  shown: { schema: { hide: true }, config: { scope } },
  sent: { schema: { hide: true, body: FORM }, config: { scope } },
})
