import type { FastifyRequest } from 'fastify'
import { ProblemError, type ProblemCode } from '../../api/problem.ts'
import { rateLimited } from '../../api/refusals.ts'
import type { RateLimit } from '../../ports/rate-limit.ts'
import { sha256 } from '../../shared/sha256.ts'
import { blockList, recentlyKnown } from './block-list.ts'
import { callerKey } from './caller-address.ts'

type Request = Pick<FastifyRequest, 'ip' | 'raw'>

/** A use of a secret that was counted. */
interface TokenUse {
  /** The same for all uses of the secret, and does not reveal it. `undefined`: the text can be no secret. */
  readonly key: string | undefined
  /** To be called when the secret turns out to exist. */
  readonly exists: () => void
}

/** The limits of callers. Every method but the last two throws the problem if a limit is exceeded. */
export interface Limits {
  /** Counts a use of this link secret, stop secret or notice token. */
  useOfToken(secret: string, request: Request): Promise<TokenUse>
  /** Counts a request for a new link. Those who hold real links are counted by these first. */
  requestForLink(linkSecret: string, request: Request): Promise<void>
  /** Counts a request for the links of a typed address, known or not. */
  requestByAddress(address: { readonly platform: string; readonly email: string }, request: Request): Promise<void>
  /** Refuses a caller that has sent far too many unknown secrets, before this one is looked up. */
  lookUp(secret: string, request: Request): () => void
  /** Counts a request with a valid API key. */
  useOfKey(name: string): Promise<void>
  /** Counts an unknown token, state or credential, and returns the problem: this one, or that there are too many. */
  unknown(code: ProblemCode, request: Request): Promise<ProblemError>
  /** Whether this form is sent for the first time, to whichever instance. */
  isFirstTime(formId: string): Promise<boolean>
}

export interface LimitsOptions {
  readonly tokens: RateLimit
  /** Unknown tokens, states and credentials of one address. */
  readonly unknownCallers: RateLimit
  /** The same, counted by this process alone, and far more: from here on an address costs no statement. */
  readonly floods: RateLimit
  /** Requests for new links, by token and by address. */
  readonly newLinks: { readonly ofToken: RateLimit; readonly ofAddress: RateLimit }
  /** Requests for links by typed address: of one caller, and with one address. */
  readonly typed: { readonly ofCaller: RateLimit; readonly ofEmail: RateLimit }
  readonly keys: RateLimit
  /** Forms of the console, each of which is sent once. */
  readonly forms: RateLimit
  /** Derives a key from a link secret or a stop secret without revealing it; `undefined` if the text can be neither. */
  readonly keyOf: (secret: string) => string | undefined
}

export function limitsOf({
  tokens,
  unknownCallers,
  floods,
  newLinks,
  typed,
  keys,
  forms,
  keyOf,
}: LimitsOptions): Limits {
  const blocked = blockList()
  const known = recentlyKnown()

  async function unknown(code: ProblemCode, request: Request): Promise<ProblemError> {
    const address = callerKey(request)
    const floodedFor = await floods.count(address)
    if (floodedFor !== undefined) blocked.add(address, floodedFor)
    const waitSeconds = await unknownCallers.count(address)
    return waitSeconds === undefined ? new ProblemError(code) : rateLimited(waitSeconds)
  }

  /** What was known a while ago goes on, so the holders of real links are not blocked with their neighbours. */
  function lookUp(secret: string, request: Request): () => void {
    if (!blocked.isEmpty() && !known.has(secret)) {
      const waitSeconds = blocked.secondsOf(callerKey(request))
      if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
    }
    return () => known.add(secret)
  }

  return {
    unknown,
    lookUp,
    async useOfToken(secret, request) {
      const key = keyOf(secret)
      if (key === undefined) return { key, exists: () => {} }
      const exists = lookUp(key, request)
      await within(tokens, key)
      return { key, exists }
    },
    async requestForLink(linkSecret, request) {
      const key = keyOf(linkSecret)
      // That a text cannot be a link is no secret, so such requests may count as guesses. All others count alike: a limit
      // for unknown tokens alone would reveal which tokens are known.
      if (key === undefined) return within(unknownCallers, callerKey(request))
      await within(newLinks.ofToken, key)
      await within(newLinks.ofAddress, callerKey(request))
    },
    async requestByAddress({ platform, email }, request) {
      await within(typed.ofCaller, callerKey(request))
      // Counters are stored, and addresses must not be.
      await within(typed.ofEmail, sha256(`${platform} ${email.toLowerCase()}`).toString('base64url'))
    },
    useOfKey: (name) => within(keys, name),
    isFirstTime: async (formId) => (await forms.count(formId)) === undefined,
  }
}

async function within(limit: RateLimit, key: string): Promise<void> {
  const waitSeconds = await limit.count(key)
  if (waitSeconds !== undefined) throw rateLimited(waitSeconds)
}
