import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import { exportAuditEvents } from '../../src/usecases/export-audit-events.ts'

const actor = { platform: 'default', name: 'admin:test', requestId: 'r' }

/** A trail with so many events, and the sizes of the pages that are read of it. */
async function trailOf(events: number) {
  const { auditTrail } = memoryRepositories({ now: () => new Date() })
  for (let n = 0; n < events; n += 1) await auditTrail.record({ type: `event_${n}` }, actor)
  const pages: number[] = []
  const watched: AuditTrail = {
    ...auditTrail,
    async listOfPlatform(...asked) {
      const page = await auditTrail.listOfPlatform(...asked)
      pages.push(page.items.length)
      return page
    },
  }
  const last = async () => (await auditTrail.listOfService(actor.platform, { limit: 1 })).items[0]
  return { auditTrail, run: exportAuditEvents({ auditTrail: watched }), pages, last }
}

t.test('an export has each event once, in pages, while events are written, and is recorded itself', async (t) => {
  const { auditTrail, run, pages, last } = await trailOf(1200)
  const types: string[] = []
  for await (const { type } of run({}, actor)) {
    if (types.push(type) % 400 === 0) await auditTrail.record({ type: 'meanwhile' }, actor)
  }
  t.strictSame(
    types,
    Array.from({ length: 1200 }, (_, n) => `event_${1199 - n}`),
  )
  t.strictSame(pages, [500, 500, 200])
  t.match(await last(), { type: 'audit_events_exported', actor: 'admin:test' })
  t.strictSame((await last())?.facts, { events: 1200, complete: true })
})

t.test('an export whose reader stops reads nothing more, and is recorded with its span', async (t) => {
  const { run, pages, last } = await trailOf(600)
  const [since, until] = [new Date('2026-01-01T00:00:00Z'), new Date('9999-01-01T00:00:00Z')]
  const reader = run({ since, until }, actor)
  t.equal((await reader.next()).done, false)
  await reader.return(undefined)
  t.strictSame(pages, [500])
  t.strictSame((await last())?.facts, {
    events: 1,
    complete: false,
    since: '2026-01-01T00:00:00.000Z',
    until: '9999-01-01T00:00:00.000Z',
  })
})
