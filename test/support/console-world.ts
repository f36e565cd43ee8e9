import type { Scope } from '../../src/domain/scope.ts'
import { CONSOLE_KEY, consoleBrowser } from './console.ts'
import { ADMIN_KEY, asAdmin, memoryApp } from './memory-app.ts'

export const CLIENTS = '/console/default/clients'

/**
 * The service on memory adapters, and a browser of staff who have signed in: with a key of these scopes, or with the one
 * of the configuration, which may do all and does not expire.
 */
export async function consoleWorld(
  t: Parameters<typeof memoryApp>[0],
  scopes?: readonly Scope[],
  overrides: Parameters<typeof memoryApp>[1] = {},
) {
  const memory = await memoryApp(t, { consoleKeys: [CONSOLE_KEY], ...overrides })
  const signedIn = async (of?: readonly Scope[]) => {
    const browser = consoleBrowser(memory.app)
    await browser.signIn(of === undefined ? ADMIN_KEY : (await memory.createKey(of)).secret)
    return browser
  }
  return {
    ...memory,
    browser: await signedIn(scopes),
    signedIn,
    /** What the API says of a client. */
    show: async (clientId: string) =>
      (await memory.app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })).json(),
    /** The client opens its link. Returns the id of its account. */
    open: async (token: string) => {
      await memory.app.inject({ url: '/api/v1/onboard-client', query: { token } })
      return memory.provider.accounts().at(-1)?.facts.accountId ?? 'none'
    },
    /** The stored account becomes what the provider says. */
    sync: (clientId: string) =>
      memory.app.inject({ method: 'POST', url: `/api/v1/clients/${clientId}/sync`, headers: asAdmin }),
  }
}

/** The text of a page as people read it. */
export const textOf = (body: string): string =>
  body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
