import t, { type Test } from 'tap'
import { stage as setStage } from '../../support/stage.ts'
import { countMoves, logMoves, wrongMoves } from './moves.ts'

/** A token that was invited and opened, on a stage whose moves are logged. */
async function opened(t: Test) {
  const stage = await setStage(t)
  await logMoves(stage.db)
  const service = await stage.instance()
  const { clientId, tokenId, token } = await service.invite()
  await service.open(token)
  const move = (status: string, set = '') =>
    stage.db.query(
      `with root as (
         update onboardings set version = version + 1, status = '${status}', since = clock_timestamp()
         where latest_token_id = $1
       )
       update onboarding_tokens set status = '${status}' ${set} where id = $1`,
      [tokenId],
    )
  return { ...stage, service, clientId, tokenId, move, wrong: () => wrongMoves(stage.db, [clientId]) }
}

t.test('the moves of the service are logged, and none is wrong', async (t) => {
  const { db, staff, tokenId, wrong } = await opened(t)
  await staff.revoke(tokenId)
  t.same(await wrong(), [])
  t.same(Object.fromEntries(await countMoves(db)), {
    '- -> pending': 1,
    'pending -> in_progress': 1,
    'in_progress -> revoked': 1,
  })
})

t.test('a move out of a final status is wrong, and so is one that is not in the trail', async (t) => {
  const { db, staff, tokenId, clientId, move, wrong } = await opened(t)
  await staff.revoke(tokenId)
  await db.query('alter table onboarding_tokens disable trigger onboarding_tokens_legal_moves')
  await move('in_progress', ', revoked_at = null, revoke_reason = null')
  t.match(await wrong(), [
    { clientId, what: 'only legal moves: revoked -> in_progress' },
    { clientId, what: /^the trail tells all: .* of .*, revoked -> in_progress$/ },
  ])
})

t.test('a change without a save is wrong, and so is a save that skips a version', async (t) => {
  const { db, tokenId, clientId, wrong } = await opened(t)
  await db.query('update onboarding_tokens set attempts = 0 where id = $1', [tokenId])
  await db.query('update onboardings set version = version + 2 where client_id = $1', [clientId])
  t.match(await wrong(), [
    { what: /^the trail tells all/ },
    { what: 'a save for each change: onboarding_tokens changed without one' },
    { what: /^a version for each save: \d+ became \d+$/ },
  ])
})

t.test('a completion is wrong when the stored account has submitted nothing', async (t) => {
  const { move, wrong } = await opened(t)
  await move('completed', ', completed_at = clock_timestamp()')
  t.match(await wrong(), [{ what: /^completed on evidence/ }, { what: /^the trail tells all/ }])
})
