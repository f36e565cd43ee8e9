import { nextStepOf, type NextStep } from '../domain/next-step.ts'
import { remindersOf } from '../domain/client.ts'
import type { Ask } from '../domain/ask.ts'
import type { ClientRecord } from '../ports/onboarding-queries.ts'

/** What staff do next about a client, in a sentence or two; `undefined` if nothing is left to do. */
export function nextStepInWords(record: ClientRecord): string | undefined {
  const { name, email } = record.client
  const step = nextStepOf(record)
  switch (step.step) {
    case 'tell_of_rejection':
      return `Tell ${name} (${email}) that Stripe rejected the account and that it cannot be paid. Stripe's support can say why.`
    case 'ask_about_disconnection':
      return (
        `Ask ${name} (${email}) why the account was closed or disconnected at Stripe: no link opens until Stripe reports ` +
        'it as connected again.'
      )
    case 'cure_refusal':
      return cure(step.failure.advice ?? `Find out why Stripe refused (${step.failure.code}).`, email)
    case 'correct_address':
      return `Correct the address ${email} of ${name}, which its mail server refused, and send a new link.`
    case 'send_link':
      return newLink(step, record)
    case 'wait_for_client': {
      const what = step.isOpened ? 'to finish at Stripe' : 'to open the link'
      const stopped = remindersOf(record.client) === 'off' ? ' It has stopped reminders.' : ''
      return `Wait for ${name} ${what}, or remind ${email}: the link works until ${inWords(step.until)}.${needed(step.asks)}${stopped}`
    }
    case 'wait_for_provider':
      return 'Wait: Stripe is checking what the client sent.'
    case 'find_reason': {
      const reason = step.holdReason === undefined ? '' : ` (${step.holdReason})`
      return `Find out in the Stripe Dashboard why ${record.account?.accountId ?? 'the account'} is not payable${reason}.`
    }
    case 'nothing':
      return undefined
  }
}

const cure = (advice: string, email: string) =>
  `${advice.replace(/[^.!?]$/, '$&.')} Then ask ${email} to open the link again.`

type SendLink = Extract<NextStep, { readonly step: 'send_link' }>

function newLink({ because, asks }: SendLink, { client: { email }, token }: ClientRecord): string {
  switch (because) {
    case 'expired':
      return `Send ${email} a new link: the last one expired on ${inWords(token.expiresAt)}.${needed(asks)}`
    case 'completed':
      return `Send ${email} a new link.${needed(asks)}`
    case 'email_changed':
      return `Send a new link to ${email}: the last one went to the previous address, and was revoked.`
    case 'operator':
      return `Send ${email} a new link if the client is still to be onboarded: staff revoked the last one.`
    case 'account_reset':
      return `Send ${email} a new link: staff reset the account, and the client onboards again.`
    case 'replaced':
    case 'erased':
      return `Send ${email} a new link: the last one was revoked.`
  }
}

/** What Stripe needs of the client; the rest is in the record. */
function needed([first, ...others]: readonly Ask[]): string {
  if (first === undefined) return ''
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  const until = first.by === undefined ? '' : ` by ${inWords(first.by)}`
  return ` Stripe needs: ${first.what}${until}${more}.`
}

const inWords = (instant: Date): string => `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`
