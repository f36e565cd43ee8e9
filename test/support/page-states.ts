import type { PageWords } from '../../src/pages/page-words.ts'

const ask = { what: 'A bank account that payouts can go to', from: 'client', due: 'now', by: null, error: null }
const asks = [ask, { ...ask, by: '2027-03-01T10:00:00.000Z', error: 'The document cannot be read.' }]

const terms = { version: '2026-11-01', url: 'https://www.example.com/terms' }

export const PREVIEW = {
  clientName: 'Ada Lovelace',
  platformName: 'Acme',
  supportEmail: 'help@example.com',
  color: '#ffee00',
  purpose: 'onboarding',
  status: 'pending',
  progress: 'to_submit',
  action: 'open',
  expiresAt: '2027-01-31T10:00:00.000Z',
  locale: 'en',
  asks: [] as readonly object[],
  logo: '',
  codeSentTo: null as string | null,
  terms: null as { readonly version: string; readonly url: string } | null,
}

/** What a client can see: where, what the service replies, and the heading that it then reads. */
export interface PageState {
  readonly name: string
  /** Without one it is a link: `/onboard`. */
  readonly path?: string
  /** How the link is previewed; `undefined`: this tab has no link. A text is the code of a problem. */
  readonly preview?: Partial<typeof PREVIEW> | string
  /** What comes of the click on the button, as the code of a problem; or `accepted`, or `code sent`. */
  readonly click?: string
  /** What comes of a code that is typed then, as the code of a problem. */
  readonly typed?: string
  /** Whether another code is requested in the end. */
  readonly another?: boolean
  /** What is typed as the address of the client, before the form is sent. */
  readonly address?: string
  readonly heading: (words: PageWords) => string
  /** What else it reads then. */
  readonly shows?: (words: PageWords) => string
  /** Whether there is a button in the end, or how many. */
  readonly button?: boolean | 2
  /** Whether it leads to the page where a client gets its link by email. */
  readonly offersStart?: boolean
}

const incomplete = (status: string) => `/onboarding-incomplete?status=${status}`

const LINKS: readonly PageState[] = [
  { name: 'a new link', preview: {}, heading: ({ link }) => link.title.onboarding, button: true },
  {
    name: 'a link with what is asked for',
    preview: { status: 'in_progress', asks },
    heading: ({ link }) => link.title.again,
    button: true,
  },
  {
    name: 'an update',
    preview: { purpose: 'update', progress: 'more_needed', asks },
    heading: ({ link }) => link.title.update,
    button: true,
  },
  {
    name: 'an expired link',
    preview: { status: 'expired', action: 'request_new_link' },
    heading: ({ closed }) => closed.expired.title,
    button: true,
  },
  {
    name: 'an expired link without emails',
    preview: { status: 'expired', action: 'none' },
    heading: ({ closed }) => closed.expired.title,
  },
  {
    name: 'a new link that was requested',
    preview: { status: 'expired', action: 'request_new_link' },
    click: 'accepted',
    heading: ({ newLink }) => newLink.title,
  },
  {
    name: 'a revoked link',
    preview: { status: 'revoked', action: 'none' },
    heading: ({ closed }) => closed.revoked.title,
    offersStart: true,
  },
  {
    name: 'a replaced link',
    preview: { status: 'revoked', action: 'request_new_link' },
    heading: ({ closed }) => closed.replaced.title,
    button: true,
  },
  {
    name: 'details in review',
    preview: { status: 'completed', progress: 'in_review', action: 'none' },
    heading: ({ closed }) => closed.inReview.title,
  },
  {
    name: 'an account on hold',
    preview: { status: 'completed', progress: 'on_hold', action: 'none' },
    heading: ({ closed }) => closed.onHold.title,
  },
  {
    name: 'a finished client',
    preview: { status: 'completed', progress: 'done', action: 'none' },
    heading: ({ closed }) => closed.done.title,
  },
  {
    name: 'an account that is unavailable',
    preview: { progress: 'unavailable', action: 'none' },
    heading: ({ closed }) => closed.unavailable.title,
  },
  { name: 'terms to accept', preview: { terms }, heading: ({ link }) => link.title.onboarding, button: true },
  {
    name: 'terms that were not accepted',
    preview: { terms },
    // Without a tick nothing is requested.
    click: 'INTERNAL',
    heading: ({ link }) => link.title.onboarding,
    shows: ({ terms: { missing } }) => missing,
    button: true,
  },
  {
    name: 'the country',
    preview: {},
    click: 'COUNTRY_REQUIRED',
    heading: ({ country }) => country.which.title,
    button: true,
  },
  {
    name: 'an unfit country',
    preview: {},
    click: 'COUNTRY_UNAVAILABLE',
    heading: ({ country }) => country.unfit.title,
    button: true,
  },
]

const codes = { preview: { codeSentTo: 'a•••@example.com' }, click: 'code sent' }

const CODES: readonly PageState[] = [
  { ...codes, name: 'a code that was emailed', heading: ({ code }) => code.sent.title, button: 2 },
  { ...codes, name: 'a wrong code', typed: 'CODE_WRONG', heading: ({ code }) => code.wrong.title, button: 2 },
  {
    ...{ ...codes, typed: 'CODE_WRONG', another: true, button: 2 },
    name: 'a code that was sent again',
    heading: ({ code }) => code.sent.title,
  },
  {
    ...{ ...codes, typed: 'CODE_OVER', button: true },
    name: 'a code that has expired or was typed wrong too often',
    heading: ({ code }) => code.over.title,
  },
  {
    ...{ ...codes, click: 'CODE_NOT_SENT', button: true },
    name: 'a code that could not be emailed',
    heading: ({ code }) => code.notSent.title,
  },
  {
    ...{ ...codes, click: 'RATE_LIMITED', button: true },
    name: 'too many codes',
    heading: ({ code }) => code.tooMany.title,
  },
]

const PROBLEMS: readonly PageState[] = [
  {
    name: 'an unknown link',
    preview: 'TOKEN_NOT_FOUND',
    heading: ({ problems }) => problems.notValid.title,
    offersStart: true,
  },
  {
    name: 'too many previews',
    preview: 'RATE_LIMITED',
    heading: ({ problems }) => problems.tooMany.title,
    button: true,
  },
  { name: 'no database', preview: 'SERVICE_UNAVAILABLE', heading: ({ problems }) => problems.busy.title, button: true },
  {
    name: 'no Stripe',
    preview: {},
    click: 'STRIPE_ACCOUNT_LINK_FAILED',
    heading: ({ problems }) => problems.stripe.title,
    button: true,
  },
  { name: 'a bug', preview: {}, click: 'INTERNAL', heading: ({ problems }) => problems.other.title },
]

const WITHOUT_LINK: readonly PageState[] = [
  { name: 'no link', path: '/onboard', heading: ({ plain }) => plain.needsLink.title, offersStart: true },
  { name: 'the root', path: '/', heading: ({ plain }) => plain.root.title },
  { name: 'a client without a link', path: '/start', heading: ({ start }) => start.ask.title, button: true },
  {
    name: 'what is no email address',
    path: '/start',
    address: 'ada@',
    heading: ({ start }) => start.faulty.title,
    button: true,
  },
  { name: 'an email address', path: '/start', address: 'ada@example.com', heading: ({ start }) => start.sent.title },
  {
    name: 'a wrong address',
    path: '/no-such-page',
    heading: ({ errors }) => errors.notFound.title,
    offersStart: true,
  },
  { name: 'done', path: '/onboarding-success', heading: ({ landing }) => landing.done.title },
  ...(['incomplete', 'again', 'unknown', 'busy', 'invalid', 'expired', 'revoked'] as const).map((status) => ({
    name: `back without a link: ${status}`,
    path: incomplete(status),
    heading: ({ landing }: PageWords) => landing[status].title,
    offersStart: status === 'invalid' || status === 'expired' || status === 'revoked',
  })),
  { name: 'back: unavailable', path: incomplete('unavailable'), heading: ({ closed }) => closed.unavailable.title },
]

const BACK: readonly PageState[] = (['incomplete', 'again', 'unknown', 'busy'] as const).map((status) => ({
  name: `back with a link: ${status}`,
  path: incomplete(status),
  preview: { status: 'in_progress', asks },
  heading: ({ landing }) => landing[status].title,
  button: true,
}))

export const PAGE_STATES: readonly PageState[] = [...LINKS, ...CODES, ...PROBLEMS, ...WITHOUT_LINK, ...BACK]
