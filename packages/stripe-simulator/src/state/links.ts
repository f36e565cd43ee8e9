import { isRejected } from '../accounts/account.ts'
import type { OnboardingOutcome } from '../control/account-schemas.ts'
import type { Api } from '../control/schemas.ts'
import { createListeners } from '../support/listeners.ts'
import { randomId } from '../support/random-id.ts'
import type { AccountRecord } from './account-record.ts'
import type { Clock } from './clock.ts'
import type { World } from './world.ts'

/** What a link is created with. */
export interface NewLink {
  readonly api: Api
  readonly type: string
  readonly refreshUrl: string
  readonly returnUrl: string | null
  /** As it was given, in v2. */
  readonly useCase?: Readonly<Record<string, unknown>>
}

export interface LinkRecord extends NewLink {
  readonly secret: string
  readonly account: string
  // Seconds since the epoch, by the simulator's clock.
  readonly created: number
  readonly expiresAt: number
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

// As in the examples of Stripe's reference: 300 seconds for v1, ten minutes for v2.
const lifetimeSeconds: Record<Api, number> = { v1: 300, v2: 600 }

const nothing: LinksSnapshot = { links: [], sessions: [] }

export type Links = ReturnType<typeof createLinks>

interface LinksOptions {
  readonly clock: Clock
  readonly world: World
  readonly saved?: LinksSnapshot | undefined
  readonly changed: () => void
}

/** The account links, and the hosted pages opened with them. */
export function createLinks({ clock, world, saved = nothing, changed }: LinksOptions) {
  let { links, sessions } = restored(saved)
  const returns = createListeners<LinkRecord>()

  return {
    /** Creates a link for the account, whose prefilled details are locked from now on. */
    create(record: AccountRecord, wanted: NewLink): LinkRecord {
      const link = newLink(record, wanted, clock.seconds())
      links.set(link.secret, link)
      changed()
      world.lockPrefill(record)
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
      returns.notify(session.link)
    },

    /** Calls the listener when someone leaves a hosted page. */
    onReturn: (listener: (link: LinkRecord) => void) => returns.add(listener),

    reset(): void {
      ;({ links, sessions } = restored(nothing))
      changed()
    },

    snapshot: (): LinksSnapshot => ({
      links: [...links.values()],
      sessions: Array.from(sessions.values(), ({ id, link, ended }) => ({ id, secret: link.secret, ended })),
    }),
  }
}

function newLink({ account: { id }, livemode }: AccountRecord, wanted: NewLink, created: number): LinkRecord {
  const secret = wanted.api === 'v1' ? randomId(32) : `alu_${livemode ? '' : 'test_'}${randomId(48)}`
  return { ...wanted, secret, account: id, created, expiresAt: created + lifetimeSeconds[wanted.api], visits: 0 }
}

function restored(saved: LinksSnapshot) {
  const links = new Map<string, LinkRecord>(saved.links.map((link) => [link.secret, { ...link }]))
  const sessions = new Map<string, SessionRecord>()
  for (const { id, secret, ended } of saved.sessions) {
    const link = links.get(secret)
    if (link !== undefined) sessions.set(id, { id, link, ended })
  }
  return { links, sessions }
}

/**
 * The URL of the link: a bearer secret, as at Stripe. In links of v2 the secret is behind the `#`, so that it reaches only
 * a browser, and no program that fetches the address.
 */
export const linkUrl = (publicUrl: string, { api, account, secret }: LinkRecord): string =>
  api === 'v1' ? `${publicUrl}/setup/e/${account}/${secret}` : `${publicUrl}/r/${account}#${secret}`
