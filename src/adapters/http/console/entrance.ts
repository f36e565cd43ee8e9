import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../../usecases/api-keys/authenticate.ts'
import { callers } from '../admin-guard.ts'
import type { Authenticate } from '../authenticator.ts'
import type { Limits } from '../limits.ts'

export type Entrance = ReturnType<typeof entrance>

/** Lets callers in whose page is about no platform yet, or whose session begins. */
export function entrance({ authenticate, limits }: { readonly authenticate: Authenticate; readonly limits: Limits }) {
  const callerOf = callers({ authenticate, limits })
  return async (credential: string, request: FastifyRequest): Promise<Caller> => {
    const caller = await callerOf(credential, request)
    await limits.useOfKey(caller.name)
    return caller
  }
}
