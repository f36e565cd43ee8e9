import t from 'tap'
import type { EventInbox } from '../../src/ports/event-inbox.ts'
import { replayEvents } from '../../src/usecases/provider-events/replay-events.ts'

const staff = { platform: 'default', name: 'admin:cli', requestId: 'request-1' }

/** An inbox in which so many events were given up, and what it was asked to replay. */
function inboxWith(givenUp: number) {
  const asked: (string | undefined)[] = []
  let left = givenUp
  const inbox = {
    async replay(_platform: string, eventId?: string) {
      asked.push(eventId)
      const some = Math.min(left, eventId === undefined ? 500 : 1)
      left -= some
      return some
    },
  } as EventInbox
  return { replay: replayEvents({ inbox }), asked }
}

t.test('all events that were given up are queued again, however many pages they are', async (t) => {
  for (const [givenUp, calls] of [
    [0, 1],
    [1, 2],
    [500, 2],
    [1201, 4],
  ] as const) {
    const { replay, asked } = inboxWith(givenUp)
    t.equal(await replay(undefined, staff), givenUp)
    t.strictSame(asked, Array.from({ length: calls }), `${givenUp} events`)
  }
})

t.test('one event is queued again, once', async (t) => {
  const { replay, asked } = inboxWith(7)
  t.equal(await replay('evt_1', staff), 1)
  t.strictSame(asked, ['evt_1'])
})

t.test('an event that was not given up is not queued again', async (t) => {
  const { replay } = inboxWith(0)
  t.equal(await replay('evt_1', staff), 0)
})
