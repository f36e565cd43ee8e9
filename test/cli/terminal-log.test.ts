import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { createLog } from '../../src/observability/log.ts'
import { terminalLog } from '../../src/observability/terminal-log.ts'

/** What a terminal shows of these entries, without the colours. */
function shown(write: (log: ReturnType<typeof createLog>) => void): string[] {
  let text = ''
  write(
    createLog(
      'trace',
      terminalLog((more) => (text += more)),
    ),
  )
  return stripVTControlCharacters(text).trimEnd().split('\n')
}

t.test('in a terminal a request is one short line', async (t) => {
  const request = {
    method: 'POST',
    route: '/api/v1/clients/:clientId/onboarding-tokens',
    durationMs: 12.3,
    databaseMs: 4,
    providerMs: 0,
    clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    requestId: '7e3021a7-0000-4000-8000-000000000000',
    actor: 'admin:environment',
  }
  const [created, failed, opened] = shown((log) => {
    log.info({ ...request, status: 201 }, 'request completed')
    log.info({ ...request, status: 503 }, 'request completed')
    log.info({ ...request, status: 200, actor: 'client' }, 'request completed')
  })
  t.match(created, /^\d\d:\d\d:\d\d POST \/api\/v1\/clients\/:clientId\/onboarding-tokens 201 12 ms admin:environment$/)
  t.ok((created?.length ?? 0) < 100)
  t.match(failed, / 503 12 ms admin:environment 7e3021a7-\S+$/, 'a failure can be found again')
  t.match(opened, / 200 12 ms$/)
})

t.test('in a terminal an entry is its message and its facts', async (t) => {
  const lines = shown((log) => {
    log.info('listening')
    log.info({ migrations: ['001'], jobId: 'a' }, 'the database was migrated')
    log.debug('details')
  })
  t.match(lines, [/ listening$/, / the database was migrated migrations=\["001"\] jobId=a$/, / DEBUG details$/])
})

t.test('in a terminal an outage is one line, and a bug has its stack', async (t) => {
  const code = { code: '57P01' }
  const outage = Object.assign(new Error('terminating connection'), code)
  const [lost, wrapped, copied] = shown((log) => {
    log.warn({ err: outage }, 'a connection was lost')
    log.error({ err: new Error('no database', { cause: outage }) }, 'unavailable')
    log.warn({ err: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' } }, 'no queue')
  })
  t.match(lost, / WARN a connection was lost: 57P01 terminating connection$/)
  t.match(wrapped, / ERROR unavailable: no database: 57P01 terminating connection$/)
  t.match(copied, / WARN no queue: ECONNREFUSED connect ECONNREFUSED$/, 'also if a library reports a copy of it')
  const [bug, frame] = shown((log) => log.error({ err: new TypeError('x is not a function') }, 'failed'))
  t.match(bug, / ERROR failed: x is not a function$/)
  t.match(frame, /^ {4}at /)
})
