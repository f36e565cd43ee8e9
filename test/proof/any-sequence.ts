import fc from 'fast-check'
import {
  ACCOUNT_ACTS,
  HAPPENINGS,
  OPERATIONS,
  TROUBLES,
  type Given,
  type Happening,
  type SeenToken,
  type World,
} from './sequence-world.ts'
import { Done, type Sequence, type Step } from './sequences.ts'

/** What was done and came of it, over all sequences: `open: opened`, `pending -> in_progress`. */
export type Hits = Map<string, number>

const MOST_CLIENTS = 3
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/**
 * Past what is fresh, a settling intent, a quiet account, a short-lived token, an idempotency key of v1, any token, and
 * any idempotency key.
 */
const WAITS_MS = [11_000, 61_000, 16 * MINUTE_MS, 2 * HOUR_MS, 25 * HOUR_MS, 15 * 24 * HOUR_MS, 31 * 24 * HOUR_MS]
const LIFETIMES_HOURS = [1, 336, 336]

/** Nothing is left for the client to do then, as far as the provider goes. */
const CONTENT: readonly string[] = ['complete', 'under_review', 'reject', 'deauthorise']

const LEGAL: Readonly<Record<string, readonly string[]>> = {
  token_issued: ['- -> pending'],
  link_created: ['pending -> in_progress', 'in_progress -> in_progress'],
  provider_failed: ['pending -> pending', 'in_progress -> in_progress'],
  token_completed: ['pending -> completed', 'in_progress -> completed'],
  token_revoked: ['pending -> revoked', 'in_progress -> revoked'],
}
export const LEGAL_MOVES = [...new Set(Object.values(LEGAL).flat())]

/** Who issues tokens by itself: the service, when the provider asks for more and when it reminds a client. */
const BY_ITSELF: readonly string[] = ['remedy', 'reminder']

const isOpen = ({ status }: { status: string }) => status === 'pending' || status === 'in_progress'

/** Plays a sequence; throws an error that tells the steps and what they broke. */
export async function play(
  world: World,
  sequence: Sequence,
  hits: Hits,
  { timeStandsAlone = false }: { timeStandsAlone?: boolean } = {},
): Promise<void> {
  const told: string[] = []
  const clients: string[] = []
  const given: Given[] = []
  const events: { id: string; accountId: string }[] = []
  const [toErase, erased] = [new Set<string>(), new Set<string>()] // clients: of whom it was wanted, and done
  const asked = new Set<string>() // token and client ids of whom somebody wanted a token revoked or replaced
  const seen = new Map<string, SeenToken & { readonly issuedAt: number }>()
  const refreshed = new Set<string>() // refresh states that have given a link
  const detached = new Set<string>() // accounts that staff had detached at the last check
  const lives = new Map<string, { at: number; now: Happening }[]>()
  let clock = 0

  const hit = (what: string) => void hits.set(what, (hits.get(what) ?? 0) + 1)
  const fail = (why: string): never => {
    throw new Error(`${why}\n  after:\n${told.map((line) => `    ${line}`).join('\n')}`)
  }

  const live = (accountId: string, now: Happening) =>
    lives.set(accountId, [...(lives.get(accountId) ?? []), { at: clock, now }])

  /** Only who was erased is not known any more. */
  function heedUnknown(clientId: string, answer: string): string {
    if (answer === 'unknown' && !toErase.has(clientId))
      fail(`client ${clients.indexOf(clientId)} is not known any more`)
    return answer
  }

  async function invite(hours: number, where: number): Promise<string> {
    const invited = await world.invite(hours, where)
    clients.push(invited.clientId)
    given.push(invited)
    return `invited ${clients.length - 1}`
  }

  async function does({ kind, who, which }: Step): Promise<string> {
    const clientId = clients[who % clients.length] ?? ''
    const where = which % 2
    // Mostly the latest of what the client was given, and now and then any.
    const one = <T>(things: readonly T[]): T | undefined =>
      which % 3 === 0 ? things[who % things.length] : things.at(-1)
    const mine = given.filter((link) => link.clientId === clientId)
    const link = one(mine) ?? { tokenId: '', secret: '' }
    const hours = LIFETIMES_HOURS[which % LIFETIMES_HOURS.length] ?? 1
    const mayOpen = (tokenId: string | undefined) => {
      const before = seen.get(tokenId ?? '')
      return before === undefined || (isOpen(before) && !before.expired)
    }
    switch (kind) {
      case 'invite':
        return clients.length < MOST_CLIENTS ? invite(hours, where) : 'enough'
      case 'issue': {
        asked.add(clientId)
        const issued = await world.issue(clientId, hours, where)
        if (typeof issued === 'string') return heedUnknown(clientId, issued)
        given.push(issued)
        return 'issued'
      }
      case 'revoke':
        asked.add(link.tokenId)
        return world.revoke(link.tokenId, where)
      case 'correct':
        asked.add(clientId)
        return heedUnknown(clientId, await world.correct(clientId, where))
      case 'erase': {
        // What cannot be undone is rarer.
        if (who % 3 !== 0) return 'not now'
        asked.add(clientId)
        toErase.add(clientId)
        const answer = await world.erase(clientId, where)
        if (answer === 'erased') erased.add(clientId)
        return answer
      }
      case 'open': {
        const could = mayOpen(link.tokenId)
        const answer = await world.open(link.secret, which % 4 < 2 ? 'GET' : 'POST', where)
        if (answer === 'opened' && !could) fail(`a link for a token that was over before: open(${who}, ${which})`)
        return answer
      }
      case 'preview': {
        const before = seen.get(link.tokenId)
        const answer = await world.preview(link.secret, where)
        const isOver = before !== undefined && !isOpen(before)
        if (isOver && answer !== before.status) fail(`a preview says ${answer} of a token that is ${before.status}`)
        return answer
      }
      case 'callback': {
        const state = one(await world.states(clientId))
        return state === undefined ? 'no state' : world.callback(state.state, where)
      }
      case 'refresh': {
        const state = one(await world.states(clientId))
        if (state === undefined) return 'no state'
        const could = mayOpen(state.tokenId)
        // Now and then somebody has got hold of the other one.
        const isReturnState = which % 5 === 0
        const answer = await world.refresh(isReturnState ? state.state : state.refreshState, where)
        if (answer !== 'opened') return answer
        if (!could) fail(`a link for a token that was over before: refresh(${who}, ${which})`)
        if (isReturnState) fail(`a link for a return state: refresh(${who}, ${which})`)
        if (refreshed.has(state.refreshState)) fail(`a second link for a refresh state: refresh(${who}, ${which})`)
        refreshed.add(state.refreshState)
        return answer
      }
      case 'sync':
        return heedUnknown(clientId, await world.sync(clientId, where))
      case 'event': {
        const account = one(await world.accounts(clientId))
        if (account === undefined) return 'no account'
        const again = which % 3 === 0 ? events.at(who % Math.max(events.length, 1)) : undefined
        const event = again ?? { id: `evt_${crypto.randomUUID().replaceAll('-', '')}`, accountId: account.id }
        if (again === undefined) events.push(event)
        // The provider gives up on some, and nobody ever hears of them.
        if (again === undefined && which % 5 === 0) return 'lost'
        const took = [await world.deliver(event.id, event.accountId, where)]
        hit(again === undefined ? 'event in time' : 'event late')
        if (which % 2 === 0) hit('event doubled')
        if (which % 2 === 0) took.push(await world.deliver(event.id, event.accountId, 1 - where))
        if (took.filter((word) => word === 'new').length > 1) fail(`${event.id} was new twice`)
        const done = await Promise.all(
          which % 4 === 0 ? [world.process(event.id), world.process(event.id)] : [world.process(event.id)],
        )
        return done.join(' ')
      }
      case 'look':
        if (which % 3 === 0) await world.pass(16 * MINUTE_MS)
        return world.look()
      case 'time':
        await world.pass(WAITS_MS[which % WAITS_MS.length] ?? 0)
        return 'passed'
      case 'happen': {
        const account = one(await world.accounts(clientId))
        if (account === undefined) return 'no account'
        // What cannot be undone is rarer.
        const most = who % 4 === 0 ? HAPPENINGS.length : HAPPENINGS.length - 2
        const happening = HAPPENINGS[which % most] ?? 'complete'
        // Only its client takes an account away from the platform, and gets to it by a link alone.
        const hasLink = async () => (await world.states(clientId)).some(({ tokenId }) => tokenId !== undefined)
        if (happening === 'deauthorise' && !(await hasLink())) return 'no link'
        await world.happen(account.id, happening)
        live(account.id, happening)
        return happening
      }
      case 'switch':
        return world.switchApi(where)
      case 'reset':
        asked.add(clientId)
        return heedUnknown(clientId, await world.reset(clientId, where))
      case 'manage': {
        const act = ACCOUNT_ACTS[which % ACCOUNT_ACTS.length] ?? 'reject'
        // What cannot be undone is rarer.
        if (act === 'close' && who % 2 === 0) return 'not now'
        asked.add(clientId)
        const account = (await world.accounts(clientId)).findLast((one) => !one.detached)
        // It may be done even if the answer is lost, and then it is what completes a token.
        if (account !== undefined && act !== 'unreject') live(account.id, act === 'close' ? 'deauthorise' : 'reject')
        return `${act} ${heedUnknown(clientId, await world.manage(clientId, act, where))}`
      }
      case 'follow':
        return world.followUp()
      case 'mail': {
        const links = await world.mail()
        given.push(...links)
        for (const { kind } of links) hit(`emailed ${kind}`)
        return links.length > 0 ? 'sent' : 'nothing to send'
      }
      case 'trouble': {
        const operation = OPERATIONS[who % OPERATIONS.length] ?? 'create_account'
        const trouble = TROUBLES[which % TROUBLES.length] ?? 'refused'
        // Only what creates has a key under which an answer could be saved.
        if (trouble.startsWith('saved') && operation !== 'create_account') return 'none'
        await world.trouble(operation, trouble)
        return `${operation} ${trouble}`
      }
    }
  }

  /** Whether the provider has said, since the token was there, what completes it. */
  async function hasEvidence(token: SeenToken, issuedAt: number): Promise<boolean> {
    const accounts = (await world.accounts(token.clientId)).filter(({ id }) => !detached.has(id))
    if (token.purpose === 'onboarding') return accounts.some(({ submitted }) => submitted)
    return accounts.some(({ id }) => {
      const life = (lives.get(id) ?? []).filter(({ now }) => now !== 'save_for_later')
      const then = life.findLast(({ at }) => at < issuedAt)
      return [then, ...life.filter(({ at }) => at >= issuedAt)].some((moment) => moment && CONTENT.includes(moment.now))
    })
  }

  async function check(): Promise<void> {
    const tokens = await world.tokens(clients)
    for (const token of tokens) {
      const before = seen.get(token.id)
      const name = `token ${given.findIndex(({ tokenId }) => tokenId === token.id)} of client ${clients.indexOf(token.clientId)}`
      const issuedAt = before?.issuedAt ?? clock
      if (before !== undefined) {
        if (!isOpen(before) && token.status !== before.status)
          fail(`${name} went from ${before.status} to ${token.status}`)
        if (token.attempts < before.attempts) fail(`${name} has forgotten attempts`)
        if (token.purpose !== before.purpose || token.clientId !== before.clientId) fail(`${name} became another one`)
        if (JSON.stringify(token.trail.slice(0, before.trail.length)) !== JSON.stringify(before.trail))
          fail(`the trail of ${name} was written again`)
      }
      let status = '-'
      const moves = token.trail.filter(({ from, to }) => from !== undefined || to !== undefined)
      for (const { type, from = '-', to = '-' } of moves) {
        const move = `${from} -> ${to}`
        if (!(LEGAL[type] ?? []).includes(move)) fail(`${name}: ${type} is no move ${move}`)
        if (from !== status) fail(`${name}: ${type} went from ${from}, and it was ${status}`)
        status = to
      }
      if (status !== token.status) fail(`${name} is ${token.status}, and its trail says ${status}`)
      const failures = token.trail.filter(({ type }) => type === 'provider_failed').length
      if (failures !== token.attempts) fail(`${name} has ${token.attempts} attempts and ${failures} failures`)
      for (const { from = '-', to = '-' } of token.trail.slice(before?.trail.length ?? 0))
        if (to !== '-') hit(`${from} -> ${to}`)
      if (token.status === 'completed' && before?.status !== 'completed') {
        hit(`completed ${token.purpose}`)
        if (!(await hasEvidence(token, issuedAt))) fail(`${name} was completed without evidence`)
      }
      const isByItself = ({ issuedBy }: SeenToken) => BY_ITSELF.includes(issuedBy)
      // The service replaces one that has expired by itself.
      const isReplaced = token.expired && tokens.some((one) => one.clientId === token.clientId && isByItself(one))
      if (token.status === 'revoked' && !isReplaced && !asked.has(token.id) && !asked.has(token.clientId))
        fail(`${name} was revoked without a cause`)
      if (!isByItself(token) && !given.some(({ tokenId }) => tokenId === token.id)) fail(`${name} was handed to no one`)
      if (before === undefined) hit(`issued by ${token.issuedBy}`)
      seen.set(token.id, { ...token, issuedAt })
    }
    for (const { tokenId } of given) if (!seen.has(tokenId)) fail(`a token that was handed out is gone: ${tokenId}`)
    for (const [index, clientId] of clients.entries()) {
      const open = tokens.filter((token) => token.clientId === clientId && isOpen(token)).length
      if (open > 1) fail(`client ${index} has ${open} open tokens`)
      const accounts = await world.accounts(clientId)
      const attached = accounts.filter((account) => !account.detached).length
      if (attached > 1) fail(`client ${index} has ${attached} accounts at the provider`)
      for (const { id, detached: isDetached } of accounts) {
        if (detached.has(id) && !isDetached) fail(`client ${index} has an account again that was detached: ${id}`)
        if (isDetached) detached.add(id)
      }
      const silent = await world.silent(clientId)
      if (silent !== undefined) fail(`client ${index} is asked for more and was not told: ${silent}`)
    }
  }

  async function perform(steps: readonly Step[]): Promise<void> {
    clock += 1
    if (steps.length > 1) hit('at once')
    const answers = steps.map(async (step) => {
      const index =
        told.push(`${clock}. ${String(Reflect.get(step, fc.toStringMethod)?.call(step) ?? step.kind)}: …`) - 1
      const answer = await does(step)
      told[index] = told[index]?.replace('…', answer) ?? answer
      hit(step.kind)
      hit(`${step.kind}: ${answer}`)
    })
    const failed = (await Promise.allSettled(answers)).find((answer) => answer.status === 'rejected')
    if (failed !== undefined) {
      const { reason } = failed
      throw told.length > 0 && reason instanceof Error && !reason.message.includes('after:')
        ? new Error(`${reason.message}\n  after:\n    ${told.join('\n    ')}`, { cause: reason })
        : reason
    }
    await check()
  }

  await perform([new Done({ kind: 'invite', who: 0, which: 1 })])
  for (const steps of sequence) {
    const alone = timeStandsAlone ? steps.filter(({ kind }) => kind === 'time' || kind === 'look') : []
    for (const step of alone) await perform([step])
    const rest = steps.filter((step) => !alone.includes(step))
    if (rest.length > 0) await perform(rest)
  }

  await world.noTrouble()
  for (const clientId of clients) await comesToRest(clientId)
  await check()

  /** When all goes well again, everybody gets on who can, and what has happened at the provider is known. */
  async function comesToRest(clientId: string): Promise<void> {
    const index = clients.indexOf(clientId)
    if (erased.has(clientId)) return hit('end: erased')
    clock += 1
    await world.pass(61_000)
    const attached = async () => (await world.accounts(clientId)).findLast((account) => !account.detached)
    const synced = await world.sync(clientId, 0)
    told.push(`in the end, sync of client ${index}: ${synced}`)
    await check()
    asked.add(clientId)
    // Whose account is gone begins again with another one, if staff want that.
    const isReset = (await attached())?.isGone === true && (await world.reset(clientId, 1)) === 'reset'
    if (isReset) {
      told.push(`in the end, reset of client ${index}`)
      hit('end: reset')
      await check()
    }
    const isGone = (await attached())?.isGone === true
    const issued = await world.issue(clientId, 1, 0)
    if (typeof issued === 'string') {
      if (isReset) fail(`client ${index} gets no link after a reset: ${issued}`)
      return hit(`end: ${issued}`)
    }
    given.push(issued)
    let answer = await world.open(issued.secret, 'POST', 0)
    if (answer !== 'opened') {
      await world.pass(61_000) // an intent may have begun to settle only now
      answer = await world.open(issued.secret, 'POST', 1)
    }
    told.push(`in the end, a new link of client ${index}: ${answer}`)
    hit(`end: ${answer}`)
    if (answer !== 'opened' && !isGone) fail(`client ${index} is stuck: ${answer}`)
    const isSubmitted = (await attached())?.submitted === true
    await check()
    if (!isSubmitted || isGone || seen.get(issued.tokenId)?.purpose !== 'onboarding') return
    await world.sync(clientId, 1)
    await check()
    if (seen.get(issued.tokenId)?.status !== 'completed')
      fail(`client ${index} has finished, and the token is not completed`)
  }
}
