import {
  decideCodeNotSent,
  decideCodeSending,
  type AdmissionRules,
  type CodeSending,
} from '../../domain/decide-confirmation.ts'
import { nearestLocale } from '../../domain/locale.ts'
import { maskedEmail } from '../../domain/masked-email.ts'
import type { Decision, Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import { MailError, type CodeMail, type Mailer } from '../../ports/mailer.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Loaded, LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import { openingOf, type Opening } from '../opening.ts'
import { browserHash } from './browser-hash.ts'
import type { Mailing } from './send-link-email.ts'
import { tokenOfLink } from './token-of-link.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly log: Log
  readonly admission?: AdmissionRules | undefined
  /** Absent if no emails are sent: then no code is. */
  readonly mailing?: Mailing | undefined
  /** Creates the signal that ends the wait for the mail server. */
  readonly deadline: () => AbortSignal
}

export type SendCodeResult =
  | { readonly outcome: 'unknown_token' }
  | ({ readonly opening: Opening } & (
      | Exclude<CodeSending, { readonly outcome: 'sending' }>
      /** `sentTo`: the client's address, masked. */
      | { readonly outcome: 'sent'; readonly sentTo: string; readonly until: Date }
      /** The mail server did not accept it. It can be tried again at once. */
      | { readonly outcome: 'not_sent' }
    ))

/**
 * Emails a code to the client's stored address, for the holder of its link to type. The client waits for it, so it is
 * sent now and by no job. It is saved before, so that requests at the same time send no more codes than are allowed.
 */
export function sendCode(dependencies: Dependencies) {
  const { tokens, secrets, log, mailing, deadline, admission: rules = { asksForCode: false } } = dependencies
  const tokenOf = tokenOfLink(dependencies)

  return async (
    linkSecret: string,
    actor: Actor,
    { browser }: { readonly browser?: string | undefined } = {},
    held?: LoadedToken,
  ): Promise<SendCodeResult> => {
    const found = await tokenOf(linkSecret, held)
    if (found === undefined) return { outcome: 'unknown_token' }
    const { tokenId } = found
    const visitor = { heldTokenId: tokenId, browser: browserHash(secrets, browser) }
    const code = secrets.mintCode()
    const hashFor = ({ client: { email } }: Onboarding) => secrets.hashCode({ linkSecret, email }, code)
    const decide = (state: Onboarding, now: Date) =>
      decideCodeSending(state, now, { ...visitor, hash: hashFor(state) }, rules)
    const { loaded, result } = await commit(tokens, found, decide, { actor })
    const opening = openingOf({ ...loaded, tokenId })
    if (result.outcome !== 'sending') return { ...result, opening }
    const failure = await failureOf(() => mailCode(loaded, code))
    if (failure === undefined) {
      return { outcome: 'sent', sentTo: maskedEmail(loaded.state.client.email), until: result.until, opening }
    }
    log.error({ tokenId, requestId: actor.requestId, code: failure.code }, 'a code could not be emailed')
    const unsent = { tokenId, hash: hashFor(loaded.state), failure }
    await commit(tokens, loaded, (state) => notSent(state, unsent), { actor })
    return { outcome: 'not_sent', opening }
  }

  async function mailCode({ state: { client } }: Loaded, code: string): Promise<void> {
    if (mailing === undefined) throw new MailError('no_mail_server')
    const { mailer, platformName, branding, locale = 'en' } = mailing
    const mail: CodeMail = {
      ...{ id: secrets.newId(), platformName, branding, code },
      to: { name: client.name, address: client.email },
      locale: nearestLocale([client.locale], locale),
    }
    await inTime(mailer, mail, deadline())
  }
}

/** Sends it, and throws if that takes too long: a page waits for it. */
async function inTime(mailer: Mailer, mail: CodeMail, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = () => reject(new MailError('timeout'))
  signal.addEventListener('abort', late, { once: true })
  try {
    await Promise.race([mailer.sendCode(mail), promise])
  } finally {
    signal.removeEventListener('abort', late)
  }
}

async function failureOf(send: () => Promise<void>): Promise<MailError | undefined> {
  try {
    await send()
    return undefined
  } catch (error) {
    if (error instanceof MailError) return error
    throw error
  }
}

function notSent(
  state: Onboarding,
  { tokenId, hash, failure }: { readonly tokenId: string; readonly hash: string; readonly failure: MailError },
): Decision<undefined> {
  const { events, result } = decideCodeNotSent(state, { tokenId, hash })
  const { code, refusesRecipient } = failure
  const refused = { type: 'email_refused', tokenId, kind: 'code', code } as const
  return { events: refusesRecipient ? [...events, refused] : events, result }
}
