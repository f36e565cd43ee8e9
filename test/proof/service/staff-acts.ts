import type { World } from '../sequence-world.ts'

/** What staff ask over HTTP, and the word for what is answered. */
interface Asking<Answer> {
  readonly admin: (where: number, method: 'POST', path: string, body?: object) => Promise<Answer>
  readonly word: (answer: Answer, known: Record<string, string>) => string
}

const NOT_DONE = {
  '404 CLIENT_NOT_FOUND': 'unknown',
  '409 NO_ACCOUNT': 'no account',
  '409 INTENT_UNRESOLVED': 'unresolved',
}

/** What staff do to the accounts of clients. */
export function staffActs<Answer>({ admin, word }: Asking<Answer>): Pick<World, 'reset' | 'manage'> {
  return {
    async reset(clientId, where) {
      return word(await admin(where, 'POST', `clients/${clientId}/account/reset`), { '200': 'reset', ...NOT_DONE })
    },

    async manage(clientId, act, where) {
      const body = act === 'reject' ? { reason: 'fraud' } : undefined
      return word(await admin(where, 'POST', `clients/${clientId}/account/${act}`, body), {
        ...{ '200': 'managed', ...NOT_DONE },
        '502 STRIPE_ACCOUNT_CHANGE_FAILED': 'provider_failed',
        '502 ACCOUNT_UNAVAILABLE': 'provider_failed',
      })
    },
  }
}
