import { hkdfSync } from 'node:crypto'
import secureSession from '@fastify/secure-session'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module '@fastify/secure-session' {
  interface SessionData {
    signedIn: unknown
    flash: unknown
  }
}

/** How long a session lasts, in seconds, whatever happens in it. */
const LIFETIME_SECONDS = 12 * 3600

/** What a session holds of whoever signed in: the API key, and until when, in milliseconds. */
const SignedIn = Type.Object({ key: Type.String(), until: Type.Integer() })

/** What the next page says of what has just been done. It is shown once, at this path. */
const Flash = Type.Object({
  at: Type.String(),
  title: Type.String(),
  text: Type.Optional(Type.String()),
  /** A secret that is shown only now. */
  secret: Type.Optional(Type.String()),
})

export type Flash = Static<typeof Flash>

interface SessionOptions {
  /** The first one seals, all open. */
  readonly keys: readonly string[]
  readonly isHttps: boolean
}

/**
 * Sessions of the console, in a cookie that is encrypted and authenticated. It holds the API key of whoever signed in, so
 * that each request is authenticated by the key itself: a session ends with its key.
 */
export async function registerSessions(app: FastifyInstance, { keys, isHttps }: SessionOptions): Promise<void> {
  await app.register(secureSession, {
    key: keys.map(sealingKey),
    // With this prefix browsers take the cookie from this host only, and for all its paths: another host of the same domain
    // can neither plant a session of its own nor hide this one.
    cookieName: isHttps ? '__Host-console' : 'console',
    expiry: LIFETIME_SECONDS,
    cookie: {
      path: isHttps ? '/' : '/console',
      httpOnly: true,
      sameSite: 'lax',
      secure: isHttps,
      maxAge: LIFETIME_SECONDS,
    },
  })
}

/** The key that seals, from the text of the configuration, which may have any length. */
const sealingKey = (text: string): Buffer => Buffer.from(hkdfSync('sha256', text, '', 'console session', 32))

/** What the session has under a name. A request that was refused early has none. */
const heldIn = (
  { session }: { readonly session: FastifyRequest['session'] | null },
  name: 'signedIn' | 'flash',
): unknown => session?.get(name)

/** The API key of whoever signed in; `undefined` if the session is over, or there is none. */
export function credentialIn(request: FastifyRequest): string | undefined {
  const held = heldIn(request, 'signedIn')
  // The library counts from the last change of a session.
  return Value.Check(SignedIn, held) && Date.now() < held.until ? held.key : undefined
}

/** Whether the session is one of staff who signed in, even if the session is over or its key is not valid any more. */
export const hasSignedIn = (request: FastifyRequest): boolean => heldIn(request, 'signedIn') !== undefined

/** Begins a new session: nothing that was in the cookie before is in it. */
export function signIn({ session }: FastifyRequest, credential: string): void {
  const signedIn: Static<typeof SignedIn> = { key: credential, until: Date.now() + LIFETIME_SECONDS * 1000 }
  session.regenerate()
  session.set('signedIn', signedIn)
}

export const signOut = ({ session }: FastifyRequest): void => session.delete()

/** Has the page at a path say something, once. What is too long for a cookie is shortened, except a secret. */
export function setFlash({ session }: FastifyRequest, { at, title, text, ...rest }: Flash): void {
  session.set('flash', {
    ...rest,
    at: pathOf(at),
    title: shortened(title),
    ...(text !== undefined && { text: shortened(text) }),
  })
}

/** Browsers take no cookie of more than 4096 bytes, and this text is encrypted and encoded in it: bytes grow by half. */
const MOST_BYTES = 1000

function shortened(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= MOST_BYTES) return text
  // Half a character at the end becomes U+FFFD.
  return `${bytes
    .subarray(0, MOST_BYTES)
    .toString()
    .replace(/\uFFFD+$/, '')} …`
}

/** What this page is to say, if there is something. */
export function takeFlash(request: FastifyRequest): Flash | undefined {
  const flash = heldIn(request, 'flash')
  if (!Value.Check(Flash, flash) || flash.at !== pathOf(request.url)) return undefined
  request.session.set('flash', undefined)
  return flash
}

const pathOf = (url: string): string => url.split('?')[0] ?? url
