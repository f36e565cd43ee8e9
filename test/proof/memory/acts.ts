import type { Actor } from './schedules.ts'
import { actor, type MemoryStage } from './stage.ts'

/** Something that one of several actors does on a stage. */
export type Act = (stage: MemoryStage) => Actor

const HOURS = 336
const forEver = () => new AbortController().signal

/** The client opens the link that it was invited with. */
const open: Act = (stage) => async (gate) => {
  const { openLink } = stage.useCases(gate)
  stage.opened(stage.first.id, await openLink(stage.first.secret, actor))
}

export const ACTS = {
  open,

  revoke: (stage) => async (gate) => {
    await stage.useCases(gate).revokeToken(stage.first.id, actor)
  },

  /** Staff sends the client a new link. */
  issue: (stage) => async (gate) => {
    stage.issued(await stage.useCases(gate).issueToken({ clientId: stage.clientId, expiresInHours: HOURS }, actor))
  },

  /** … which the client opens at once. */
  'issue and open': (stage) => async (gate) => {
    const { issueToken, openLink } = stage.useCases(gate)
    const link = stage.issued(await issueToken({ clientId: stage.clientId, expiresInHours: HOURS }, actor))
    if (link !== undefined) stage.opened(link.id, await openLink(link.secret, actor))
  },

  /** The client is through, and staff asks. */
  'finish and sync': (stage) => async (gate) => {
    await gate('the client finishes')
    stage.finish()
    await stage.useCases(gate).syncClient(stage.clientId, actor)
  },

  /** The client is through, and the provider says that something has changed. */
  'finish and event': (stage) => async (gate) => {
    await gate('the client finishes')
    stage.finish()
    await hear(stage, gate)
  },

  /** The provider says that something has changed, which is not that. */
  event: (stage) => (gate) => hear(stage, gate),

  /** Somebody comes back without having finished. */
  return: (stage) => async (gate) => {
    const [states] = stage.states
    if (states !== undefined) await stage.useCases(gate).returnFromProvider(states.toReturn, actor)
  },

  /** The provider sends somebody for a fresh link. */
  refresh: (stage) => async (gate) => {
    const [states] = stage.states
    if (states === undefined) return
    const result = await stage.useCases(gate).refreshLink(states.toRefresh, actor)
    if (result.outcome !== 'opened') return
    stage.opened(result.opening.token.id, result)
    stage.refreshed(states.toRefresh)
  },

  /** The periodic look, at everybody. */
  look: (stage) => async (gate) => {
    await stage.useCases(gate).refreshStaleAccounts(actor, { ageMs: 0 })
  },

  /** Staff corrects the client's e-mail address, which is one of the parameters of its account. */
  correct: (stage) => async (gate) => {
    await stage.useCases(gate).changeClient(stage.clientId, { email: 'corrected@example.com' }, actor)
  },

  /** Staff does so much that an opening is never the first to save. */
  rename: (stage) => async (gate) => {
    const { changeClient } = stage.useCases(gate)
    for (const name of ['Grace', 'Edith', 'Mary']) await changeClient(stage.clientId, { name }, actor)
  },

  /** Staff corrects the client's country, which the provider never changes in an account. */
  move: (stage) => async (gate) => {
    await stage.useCases(gate).changeClient(stage.clientId, { country: 'FR' }, actor)
  },

  /** Staff detaches the account, so that the next link leads to another one. */
  reset: (stage) => async (gate) => {
    await stage.useCases(gate).resetAccount({ clientId: stage.clientId }, actor)
  },

  /** The link is opened in another tab, which stores the account, and staff detaches it. */
  'reset after another opening': (stage) => async (gate) => {
    const { resetAccount, openLink } = stage.useCases(gate)
    stage.opened(stage.first.id, await openLink(stage.first.secret, actor))
    await resetAccount({ clientId: stage.clientId }, actor)
  },

  /** Staff detaches the account, and sends a new link, which the client opens at once. */
  'reset and open': (stage) => async (gate) => {
    const { resetAccount, issueToken, openLink } = stage.useCases(gate)
    const reset = await resetAccount({ clientId: stage.clientId }, actor)
    if (reset.outcome !== 'reset') return
    const link = stage.issued(await issueToken({ clientId: stage.clientId, expiresInHours: HOURS }, actor))
    if (link !== undefined) stage.opened(link.id, await openLink(link.secret, actor))
  },

  /** Staff closes the account at the provider. */
  close: (stage) => async (gate) => {
    await stage.useCases(gate).manageAccount({ clientId: stage.clientId, act: { act: 'close' } }, actor)
  },

  /** Staff rejects the client at the provider. */
  reject: (stage) => async (gate) => {
    const act = { act: 'reject', reason: 'fraud' } as const
    await stage.useCases(gate).manageAccount({ clientId: stage.clientId, act }, actor)
  },

  /** Staff has rejected the client in the provider's dashboard, and takes that back. */
  unreject: (stage) => async (gate) => {
    await gate('the client is rejected')
    stage.reject()
    await stage.useCases(gate).manageAccount({ clientId: stage.clientId, act: { act: 'unreject' } }, actor)
  },

  /** Staff forgets who the client is. */
  erase: (stage) => async (gate) => {
    await stage.useCases(gate).eraseClient(stage.clientId, actor)
  },

  /** Time passes until nothing that was issued before can be opened any more. */
  expire: (stage) => async (gate) => {
    await gate('time passes')
    stage.pass(HOURS * 3_600_000)
  },
} satisfies Record<string, Act>
export type ActName = keyof typeof ACTS

async function hear(stage: MemoryStage, gate: Parameters<Actor>[0]): Promise<void> {
  const { receiveEvent, processEvent } = stage.useCases(gate)
  const accountId = stage.accountId()
  if (accountId === undefined) return
  stage.received('evt_1')
  await receiveEvent(Buffer.from(JSON.stringify({ id: 'evt_1', accountId })), 'signed')
  await processEvent('evt_1', actor, forEver())
}

/** How far the client is when the actors begin. */
export const STARTS = {
  /** Nobody has opened the link yet. */
  invited: async () => {},

  /** The provider has created the account, and its answer was lost. */
  'account lost': async (stage) => {
    stage.loseNext('create_account')
    await stage.calm.openLink(stage.first.secret, actor)
  },

  /** The link was opened before. */
  opened: async (stage) => {
    stage.opened(stage.first.id, await stage.calm.openLink(stage.first.secret, actor))
  },
} satisfies Record<string, (stage: MemoryStage) => Promise<void>>
export type StartName = keyof typeof STARTS
