import type { PageWords } from '../../src/pages/page-words.ts'

const ask = { what: 'A bank account that payouts can go to', from: 'client', due: 'now', by: null, error: null }
const asks = [ask, { ...ask, by: '2027-03-01T10:00:00.000Z', error: 'The document cannot be read.' }]

export const PREVIEW = {
  clientName: 'Ada Lovelace',
  platformName: 'Acme',
  supportEmail: 'help@example.com',
  logo: 'https://cdn.example/logo.svg',
  color: '#ffee00',
  purpose: 'onboarding',
  status: 'pending',
  progress: 'to_submit',
  action: 'open',
  expiresAt: '2027-01-31T10:00:00.000Z',
  locale: 'en',
  asks: [] as readonly object[],
}

/** What a client can see: where, what the service replies, and the heading that it then reads. */
export interface PageState {
  readonly name: string
  /** Without one it is a link: `/onboard`. */
  readonly path?: string
  /** How the link is previewed; `undefined`: this tab has no link. A text is the code of a problem. */
  readonly preview?: Partial<typeof PREVIEW> | string
  /** What comes of the click on the button, as the code of a problem; or `accepted`. */
  readonly click?: string
  readonly heading: (words: PageWords) => string
  /** Whether there is a button in the end. */
  readonly button?: boolean
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

const PROBLEMS: readonly PageState[] = [
  { name: 'an unknown link', preview: 'TOKEN_NOT_FOUND', heading: ({ problems }) => problems.notValid.title },
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
  { name: 'no link', path: '/onboard', heading: ({ plain }) => plain.needsLink.title },
  { name: 'the root', path: '/', heading: ({ plain }) => plain.root.title },
  { name: 'a wrong address', path: '/no-such-page', heading: ({ errors }) => errors.notFound.title },
  { name: 'done', path: '/onboarding-success', heading: ({ landing }) => landing.done.title },
  ...(['incomplete', 'again', 'unknown', 'busy', 'invalid', 'expired', 'revoked'] as const).map((status) => ({
    name: `back without a link: ${status}`,
    path: incomplete(status),
    heading: ({ landing }: PageWords) => landing[status].title,
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

export const PAGE_STATES: readonly PageState[] = [...LINKS, ...PROBLEMS, ...WITHOUT_LINK, ...BACK]
