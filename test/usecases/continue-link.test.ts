import t from 'tap'
import type { Ask } from '../../src/domain/ask.ts'
import { openingWorld, opened, opensIt, staff, LIFETIME_MS } from '../support/opening-world.ts'

const asks: readonly Ask[] = [{ what: 'A document', from: 'client', due: 'now' }]
const browser = 'browser-of-ada'

/** A client whose onboarding was completed with its link in this browser, and whom the provider asks for more. */
async function finished() {
  const world = openingWorld()
  const invited = await world.invite()
  const { openLink, syncClient, previewLink } = world.useCases
  const open = (by = browser) => openLink(invited.linkSecret, opensIt, { browser: by })
  await opened(open())
  const account = world.accounts().at(-1)
  const accountId = account?.facts.accountId ?? ''
  const report = async (wanted: readonly Ask[]) => {
    world.advance(1000)
    world.memory.change(accountId, { submitted: true, asks: wanted, capabilities: { payouts: 'active' } })
    await syncClient(invited.clientId, staff)
  }
  await report(asks)
  return { world, invited, open, report, preview: (by?: string) => previewLink(invited.linkSecret, by) }
}

t.test('a completed link that its browser opens again leads to what the provider still asks for', async (t) => {
  const { world, invited, open, preview } = await finished()
  t.equal((await world.recordOf(invited)).token.status, 'completed')
  t.match(await preview(browser), { holder: { action: 'open', progress: 'more_needed', asks } })
  const { opening } = await opened(open())
  t.match(opening.token, { purpose: 'update', selfRequested: true })
  t.match((await world.recordOf(invited)).token, { id: opening.token.id, status: 'in_progress' })

  const again = await opened(open())
  t.equal(again.opening.token.id, opening.token.id, 'by the same token however often')
  t.equal(world.accounts().length, 1)
})

t.test('and is completed for good when the provider asks for nothing more', async (t) => {
  const { world, invited, open, report, preview } = await finished()
  await opened(open())
  await report([])
  t.equal((await world.recordOf(invited)).token.status, 'completed')
  t.match(await open(), { outcome: 'refused', refusal: 'completed' })
  t.match(await preview(browser), { holder: { action: 'none', progress: 'done' } })
})

t.test('a completed link opens nothing in another browser, and nothing after it would have expired', async (t) => {
  const { world, open, preview } = await finished()
  for (const other of ['another-browser', '']) {
    t.match(await open(other), { outcome: 'refused', refusal: 'completed' })
    t.not((await preview(other))?.holder.action, 'open')
  }
  world.advance(LIFETIME_MS)
  t.match(await open(), { outcome: 'refused', refusal: 'completed' })
})
