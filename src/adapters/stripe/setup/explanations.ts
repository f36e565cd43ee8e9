// What operators read about each finding. Failed calls are explained by `advice.ts`.
import type { Cause, Finding, FindingFacts } from '../../../domain/diagnosis.ts'
import type { DeliverySign } from '../../../domain/delivery-signs.ts'
import type { ProviderFailure } from '../../../domain/provider-failure.ts'
import type { Explanation } from '../../../ports/provider-diagnostics.ts'
import { PAGES } from '../dashboard-pages.ts'

export const explanationOf = <C extends Cause>({ cause, facts }: Finding<C>): Explanation => EXPLANATIONS[cause](facts)

const EXPLANATIONS: { readonly [C in Cause]: (facts: FindingFacts[C]) => Explanation } = {
  key_works: ({ platformId, name, livemode }) => ({
    sentence: `The key is of ${name === undefined ? '' : `${name}, `}${platformId}, in ${modeOf(livemode)}.`,
  }),
  key_fails: ({ failure }) => failed('Stripe does not answer with STRIPE_SECRET_KEY', failure, PAGES.keys),
  other_platform: ({ own, stored }) => ({
    sentence: `The key is of ${own.platformId} in ${modeOf(own.livemode)}, but accounts in the database are of ${stored.platformId} in ${modeOf(stored.livemode)}.`,
    remedy: 'Use a key of that platform and mode, or another database for this one.',
    page: PAGES.keys,
  }),

  calls_allowed: ({ isRestricted }) => ({
    sentence: isRestricted
      ? 'The restricted key may do everything that is needed.'
      : 'The secret key may do everything.',
  }),
  call_forbidden: ({ what, permission }) => ({
    sentence: `The restricted key may not ${what}.`,
    remedy: `Give it that permission${permission === undefined ? '' : ` (${permission})`}, or use the secret key.`,
    page: PAGES.keys,
  }),

  connect_ready: () => ({ sentence: 'The platform is signed up for Connect.' }),
  connect_fails: ({ failure }) =>
    failed('Stripe does not treat the platform as one of Connect', failure, PAGES.connect),
  accounts_api_ready: ({ api }) => ({
    sentence:
      api === 'stripe-v1'
        ? 'New accounts are created with Accounts v1; whether Stripe allows it shows with the first one.'
        : 'New accounts can be created with Accounts v2.',
  }),
  accounts_api_fails: ({ api, failure }) =>
    failed(`New accounts cannot be created with Accounts ${api === 'stripe-v1' ? 'v1' : 'v2'}`, failure, PAGES.connect),

  profiles_accepted: ({ names }) => ({
    sentence: `Nothing in the account profiles (${names.join(', ')}) is known to be refused by Stripe.`,
  }),
  profile_refused: ({ profile, at, reason }) => ({
    sentence: `Stripe refuses the account profile "${profile}": ${at} ${reason}.`,
    remedy: 'Correct it in the file of ACCOUNT_PROFILES, or in ACCOUNT_CAPABILITIES.',
  }),
  profile_doubtful: ({ profile, failure }) =>
    failed(`Stripe refuses the account profile "${profile}" unless it has approved the platform for it`, failure),

  branding_complete: ({ name }) => ({ sentence: `Clients see ${name}, its logo and how to get support at Stripe.` }),
  branding_incomplete: ({ missing }) => ({
    sentence: `Clients do not see at Stripe whom they deal with: ${listed(missing)} of the platform ${missing.length === 1 ? 'is' : 'are'} not set.`,
    remedy: 'Set them in the Dashboard; the support address is in the public details of the account.',
    page: missing.includes('logo') ? PAGES.branding : PAGES.account,
  }),

  urls_reachable: ({ urls }) => ({ sentence: `${listed(urls)} can be reached.` }),
  url_not_encrypted: ({ name, url }) => ({
    sentence: `${name} is ${url}, which is not encrypted.`,
    remedy: 'Use an https URL: in live mode Stripe accepts no other, and whoever reads a link can use it.',
  }),
  url_local: ({ name, url }) => ({
    sentence: `${name} is ${url}, which Stripe and clients on other machines cannot reach.`,
    remedy: 'Set it to the public URL; for a try on this machine, forward events with the Stripe CLI (stripe listen).',
  }),
  url_unreachable: ({ name, url, code }) => ({
    sentence: `${name}, ${url}, does not answer as the service does (${code}).`,
    remedy:
      'Start the service, or check the name, the certificate and the proxy; from here it may just not be reachable.',
  }),

  receivers_cover: ({ kinds, url }) => ({
    sentence: `Stripe sends the events of connected accounts to ${url} (${kinds.join(', ')}).`,
  }),
  receiver_faulty: (facts) => ({ ...receiverWords(facts), page: PAGES.webhooks }),
  receivers_unread: ({ kind, failure }) => failed(`Whether Stripe has the ${kind} could not be checked`, failure),

  events_arrive: ({ hasArrived }) => ({
    sentence: hasArrived ? 'Events of Stripe arrive.' : 'No event of Stripe has been refused; none has come yet.',
  }),
  events_refused: ({ sign, count }) => ({
    sentence: `Events of Stripe were refused, ${count} in all: ${REFUSED[sign].why}.`,
    remedy: REFUSED[sign].remedy,
    page: PAGES.webhooks,
  }),
  changes_unannounced: ({ count }) => ({
    sentence: `Accounts had changed although no event had said so (${count} in all), and no event has arrived since.`,
    remedy: `${SETUP}, and see in the Dashboard whether deliveries fail. Until then, changes are noticed only by looking, up to a day late.`,
    page: PAGES.webhooks,
  }),
  ping_missing: ({ reasons }) => ({
    sentence: `The event that Stripe was last told to send did not arrive within a minute${reasons.length === 0 ? '' : `: ${listed(reasons.map((sign) => REFUSED[sign].why))}`}.`,
    remedy:
      reasons.length === 0
        ? 'Nothing reached the service: check that Stripe reaches the URL, and what the Dashboard says of the delivery.'
        : reasons.map((sign) => REFUSED[sign].remedy).join(' '),
    page: PAGES.webhooks,
  }),

  clock_right: () => ({ sentence: "This machine's clock agrees with Stripe's." }),
  clock_unknown: () => ({ sentence: "Stripe did not say what time it is, so this machine's clock was not checked." }),
  clock_wrong: ({ aheadSeconds }) => ({
    sentence: `This machine's clock is ${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead of' : 'behind'} Stripe's; from 300 s on, every webhook is refused.`,
    remedy: 'Set the clock, and keep it right with NTP.',
  }),

  embedding_ready: () => ({ sentence: "Pages can show Stripe's form, with STRIPE_PUBLISHABLE_KEY." }),
  embedding_off: () => ({
    sentence: "Clients enter their details on Stripe's pages, because STRIPE_PUBLISHABLE_KEY is not set.",
  }),
  embedding_without_key: () => ({
    sentence:
      "ONBOARDING_UI is embedded, but without STRIPE_PUBLISHABLE_KEY the built-in page leads to Stripe's pages.",
    remedy: 'Set STRIPE_PUBLISHABLE_KEY (of each platform), or ONBOARDING_UI=hosted.',
  }),
  embedding_simulated: () => ({
    sentence:
      'ONBOARDING_UI is embedded, but the simulator has no form: it comes from Stripe, which does not know the simulator.',
    remedy: 'Use the keys of a Stripe sandbox, or ONBOARDING_UI=hosted.',
  }),

  mail_ready: () => ({ sentence: 'The mail server answers and accepts the login.' }),
  mail_off: () => ({ sentence: 'No emails are sent, because SMTP_URL is not set.' }),
  mail_fails: ({ code }) => ({
    sentence: `The mail server of SMTP_URL does not accept emails (${code}).`,
    remedy: 'Check host, port, user and password in SMTP_URL.',
  }),
  store_unavailable: ({ code }) => ({
    sentence: `The database could not be read (${code}), so what is stored was not checked.`,
    remedy: 'Start the database, and run "connect-onboarding migrate".',
  }),
}

const UNREFUSED = { why: 'they arrived', remedy: 'Nothing has to be done.' }

/** Why events were refused, and what to do about it. */
const REFUSED: Readonly<Record<DeliverySign, { readonly why: string; readonly remedy: string }>> = {
  refused_secret: {
    why: 'no secret in STRIPE_WEBHOOK_SECRET signed them',
    remedy: 'Add the signing secret of each webhook with our URL to STRIPE_WEBHOOK_SECRET.',
  },
  refused_clock: {
    why: 'their signatures were older than 300 s',
    remedy: "Set this machine's clock, unless Stripe had repeated an old delivery.",
  },
  refused_body: {
    why: 'something on the way had changed them',
    remedy: 'Let the proxy pass on bodies as they are.',
  },
  other_mode: {
    why: 'they were of the other mode, live or test',
    remedy: 'Delete the webhook of the other mode, unless the service of that mode has the same URL.',
  },
  delivered: UNREFUSED,
  ping_arrived: UNREFUSED,
  ping_missing: UNREFUSED,
  unannounced: UNREFUSED,
}

const SETUP = 'Run "connect-onboarding stripe setup"'

function receiverWords(facts: FindingFacts['receiver_faulty']): Omit<Explanation, 'page'> {
  const { kind, url } = facts
  switch (facts.fault) {
    case 'none':
      return { sentence: `Stripe has no ${kind} with the URL ${url}, so no events arrive.`, remedy: `${SETUP}.` }
    case 'other_form':
      return {
        sentence: `The ${kind} ${listed(facts.ids)} sends snapshots, but events of v2 are needed in their thin form.`,
        remedy: `${SETUP}: it creates another one, because the form never changes. Then delete this one.`,
      }
    case 'own_account':
      return {
        sentence: `The ${kind} ${listed(facts.ids)} gets the events of the platform's own account, not those of connected accounts.`,
        remedy: `${SETUP}: it creates another one, because the scope never changes. Then delete this one.`,
      }
    case 'scope_unsaid':
      return {
        sentence: `Stripe does not say that the ${kind} ${listed(facts.ids)} gets the events of connected accounts.`,
        remedy: `${SETUP}, which creates one that does, unless events of connected accounts arrive.`,
      }
    case 'disabled':
      return { sentence: `The ${kind} ${listed(facts.ids)} is disabled.`, remedy: `${SETUP}, which enables it.` }
    case 'lacks_events':
      return {
        sentence: `The ${kind} ${listed(facts.ids)} does not get ${listed(facts.missing)}.`,
        remedy: `${SETUP}, which adds them.`,
      }
  }
}

/** A failed call: what it means, why it failed, and the advice of the one table. */
function failed(meaning: string, failure: ProviderFailure, page?: string): Explanation {
  const { code, advice, requestId, page: ownPage = page } = failure
  const at = requestId === undefined ? '' : `, request ${requestId}`
  return {
    sentence: `${meaning} (${code}${at}).`,
    remedy: advice ?? 'Try again in a minute. If it stays so, see https://status.stripe.com.',
    ...(advice !== undefined && ownPage !== undefined && { page: ownPage }),
  }
}

/** Stripe's API does not tell sandboxes and test mode apart. */
const modeOf = (livemode: boolean): string => (livemode ? 'live mode' : 'test mode or a sandbox')

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
