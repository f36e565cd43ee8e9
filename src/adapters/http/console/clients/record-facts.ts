import { codeOfFailure } from '../../../../api/refusals.ts'
import { NEXT_ACTION_WORDS } from '../../../../api/standing-words.ts'
import { isPayable } from '../../../../domain/account.ts'
import type { Ask } from '../../../../domain/ask.ts'
import { remindersOf } from '../../../../domain/client.ts'
import { deadlineOf, nextActionOf } from '../../../../domain/next-step.ts'
import { isRetryable } from '../../../../domain/provider-failure.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { NOTHING, time } from '../parts.ts'
import { countryName, languageName } from './country-words.ts'
import { code, facts, named, written } from '../facts.ts'
import { readinessBadge, statusBadge } from './standing.ts'

/** Who the client is. */
export function clientFacts({ client }: ClientRecord): Html {
  const { country, locale, terms } = client
  return facts({
    'Email address': written(client.email),
    'External id': written(client.externalId),
    Country: country === undefined ? 'Not known yet' : `${countryName(country)} (${country})`,
    Language: locale === undefined ? 'That of the platform' : `${languageName(locale)} (${locale})`,
    Profile: written(client.profile) ?? 'The default one',
    'Return URL': written(client.returnUrl),
    'Own values': named(client.metadata),
    'Known of the business': named(client.prefill),
    Reminders: remindersOf(client) === 'on' ? 'On' : 'Stopped',
    'Terms accepted':
      terms &&
      html`Version <bdi>${terms.version}</bdi>,
        ${time(terms.at)}${terms.address === undefined ? '' : `, from ${terms.address}`}`,
    Invited: time(client.createdAt),
    Id: code(client.id),
  })
}

const PURPOSES = { onboarding: 'Onboarding', update: 'To provide what Stripe needs more' } as const

/** The latest link. */
export function linkFacts(record: ClientRecord): Html {
  const { token, lastOpenedAt, emailRefusedAt, since } = record
  return facts({
    Status: statusBadge(record),
    'Waiting for': NEXT_ACTION_WORDS[nextActionOf(record)],
    'Unchanged since': time(since),
    Purpose: PURPOSES[token.purpose],
    Issued: time(token.issuedAt),
    Expires: time(token.expiresAt),
    'Last opened': lastOpenedAt === undefined ? 'Never' : time(lastOpenedAt),
    'Reminders sent': String(token.reminders ?? 0),
    'Email refused': emailRefusedAt && html`By the mail server of the client, ${time(emailRefusedAt)}`,
    'Last error': lastError(record),
    'Id of the link': code(token.id),
  })
}

function lastError({ token: { lastError: failure, attempts } }: ClientRecord): Html | undefined {
  if (failure === undefined) return undefined
  const { advice, requestId, at } = failure
  return html`<p>
      <code>${codeOfFailure(failure)}</code> (<code>${failure.code}</code>), ${time(at)}, after ${String(attempts)}
      ${attempts === 1 ? 'failed opening' : 'failed openings'}.
      ${isRetryable(failure) ? 'Opening the link again can help.' : 'Opening the link again does not help.'}
    </p>
    ${advice === undefined ? NOTHING : html`<p>${advice}</p>`}
    ${requestId === undefined ? NOTHING : html`<p>Stripe's reference: <code>${requestId}</code></p>`}`
}

/** The account at Stripe. */
export function accountFacts(record: ClientRecord): Html {
  const { account } = record
  const deadline = deadlineOf(account)
  return facts({
    Readiness: readinessBadge(record),
    Id: code(account?.accountId),
    Country: account?.country && `${countryName(account.country)} (${account.country})`,
    'Can be paid': account && (isPayable(account) ? 'Yes' : 'No'),
    'Details submitted': account && (account.submitted ? 'Yes' : 'No'),
    Deadline: deadline && html`<strong>${time(deadline)}</strong>`,
    'Stripe needs': asks(account?.asks ?? []),
    Capabilities: named(account?.capabilities),
    "Stripe's reason": code(account?.holdReason),
    'Fetched from Stripe': account && time(account.fetchedAt),
  })
}

const asks = (all: readonly Ask[]): Html | undefined =>
  all.length === 0
    ? undefined
    : html`<ul class="plain asks">
        ${all.map(
          ({ what, from, due, by, error }) =>
            html`<li>
              ${what}
              <span class="soft"
                >(${from === 'client' ? due : 'Stripe checks it'}${by === undefined ? NOTHING : html`, by ${time(by)}`})</span
              >
              ${error === undefined ? NOTHING : html`<p class="soft">${error}</p>`}
            </li>`,
        )}
      </ul>`
