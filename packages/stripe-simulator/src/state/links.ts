import { isRejected } from '../accounts/account.ts'
import type { AccountLinkParams } from '../api/account-link-params.ts'
import type { OnboardingOutcome } from '../control/schemas.ts'
import { randomId } from '../support/random-id.ts'
import type { Clock } from './clock.ts'
import type { World } from './world.ts'

export interface LinkRecord {
  readonly secret: string
  readonly account: string
  readonly created: number
  readonly expiresAt: number
  readonly refreshUrl: string
  readonly returnUrl: string
  readonly type: string
  visits: number
}

/** An opened hosted page. It stays usable after its link has expired. */
export interface SessionRecord {
  readonly id: string
  readonly link: LinkRecord
  ended: boolean
}

export interface LinksSnapshot {
  readonly links: LinkRecord[]
  readonly sessions: { readonly id: string; readonly secret: string; readonly ended: boolean }[]
}

// As in Stripe's reference: v1 links are valid for 300 seconds.
const linkLifetimeSeconds = 300

export type Links = ReturnType<typeof createLinks>

/** The account links, and the hosted pages opened with them. */
export function createLinks({
  clock,
  world,
  saved = { links: [], sessions: [] },
  changed,
}: {
  clock: Clock
  world: World
  saved?: LinksSnapshot | undefined
  changed: () => void
}) {
  let links = new Map<string, LinkRecord>(saved.links.map((link) => [link.secret, { ...link }]))
  let sessions = restoredSessions(saved, links)

  return {
    create(params: AccountLinkParams): LinkRecord {
      const link = newLink(params, clock.seconds())
      links.set(link.secret, link)
      changed()
      return link
    },

    find: (secret: string) => links.get(secret),
    all: (): readonly LinkRecord[] => [...links.values()],

    /** Uses up the link. The first visit opens the hosted page, if the link is valid and the account allows it. */
    visit(link: LinkRecord): SessionRecord | undefined {
      link.visits += 1
      changed()
      const record = world.find(link.account)
      const open = record?.access === 'connected' && !isRejected(record)
      if (!open || link.visits > 1 || clock.seconds() >= link.expiresAt) return undefined
      const session: SessionRecord = { id: randomId(32), link, ended: false }
      sessions.set(session.id, session)
      return session
    },

    findSession: (id: string) => sessions.get(id),

    /** Leaves the hosted page, on which `given` was filled in. A form that is sent twice counts once. */
    endSession(session: SessionRecord, outcome: OnboardingOutcome, given: readonly string[]): void {
      if (session.ended) return
      session.ended = true
      changed()
      world.onboard(session.link.account, outcome, given)
    },

    reset(): void {
      links = new Map()
      sessions = new Map()
      changed()
    },

    snapshot: (): LinksSnapshot => ({
      links: [...links.values()],
      sessions: Array.from(sessions.values(), ({ id, link, ended }) => ({ id, secret: link.secret, ended })),
    }),
  }
}

function newLink({ account, type, refresh_url, return_url }: AccountLinkParams, created: number): LinkRecord {
  return {
    secret: randomId(32),
    account,
    created,
    expiresAt: created + linkLifetimeSeconds,
    refreshUrl: refresh_url,
    returnUrl: return_url,
    type,
    visits: 0,
  }
}

function restoredSessions(saved: LinksSnapshot, links: ReadonlyMap<string, LinkRecord>): Map<string, SessionRecord> {
  const sessions = new Map<string, SessionRecord>()
  for (const { id, secret, ended } of saved.sessions) {
    const link = links.get(secret)
    if (link !== undefined) sessions.set(id, { id, link, ended })
  }
  return sessions
}

/** The URL of the link: a bearer secret, as at Stripe. */
export const linkUrl = (publicUrl: string, { account, secret }: LinkRecord): string =>
  `${publicUrl}/setup/e/${account}/${secret}`
