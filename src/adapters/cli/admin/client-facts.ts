import { problemOf, type ProblemError } from '../../../api/problem.ts'
import { recordReply } from '../../../api/replies.ts'
import type { ClientRecord } from '../../../ports/onboarding-queries.ts'
import { refused } from '../exit-code.ts'
import { facts, print, type Format } from '../output.ts'

export const unknownClient = () => refused('There is no client with this id: "admin clients list" shows the ids.')

/** A refusal of the API, in the same words. */
export const refusedAs = ({ code, details }: ProblemError) => refused(problemOf(code, '', details).detail)

/** Prints a client, its link and its account. */
export function printRecord(record: ClientRecord, format: Format): void {
  print(recordReply(record), format, ({ client, onboarding, account, ...standing }) =>
    facts({
      client: client.id,
      name: client.name,
      email: client.email,
      country: client.country,
      'external id': client.externalId,
      profile: client.profile,
      language: client.locale,
      ...named('prefill', client.prefill ?? {}),
      'return URL': client.returnUrl,
      ...named('metadata', client.metadata),
      token: onboarding.tokenId,
      link: `${onboarding.status} (${onboarding.purpose}), until ${onboarding.expiresAt}`,
      'last opened': standing.lastOpenedAt ?? 'never',
      reminders: `${client.reminders}, ${onboarding.reminders} sent`,
      'terms accepted': client.termsAccepted && termsLine(client.termsAccepted),
      'last email': onboarding.email === null ? null : `address refused, ${onboarding.email.at}`,
      failures: onboarding.attempts,
      'last error': onboarding.lastError?.providerCode,
      account: account.id,
      'country of the account': account.country,
      readiness: account.readiness,
      since: standing.since,
      payable: account.payable ? 'yes' : 'no',
      'hold reason': account.holdReason,
      ...Object.fromEntries(account.asks.map((ask, index) => [`ask ${index + 1}`, askLine(ask)])),
      deadline: standing.deadline,
      'next action': account.nextAction,
      'what to do': standing.nextStep ?? 'nothing',
    }),
  )
}

const named = (what: string, values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${what} ${name}`, value]))

type TermsReply = NonNullable<ReturnType<typeof recordReply>['client']['termsAccepted']>

const termsLine = ({ version, at, address }: TermsReply): string =>
  `version ${version}, ${at}${address === null ? '' : `, from ${address}`}`

type AskReply = ReturnType<typeof recordReply>['account']['asks'][number]

function askLine({ what, from, due, by, error }: AskReply): string {
  const when = [from === 'client' ? due : 'Stripe checks it', ...(by === undefined ? [] : [`by ${by}`])].join(', ')
  return `${what} (${when})${error === undefined ? '' : `: ${error}`}`
}
