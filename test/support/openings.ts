import type { Test } from 'tap'
import type { Answer } from './invariants.ts'
import type { Invited, Stage } from './stage.ts'

/** A client with a token of its own. */
export const one = async (stage: Stage): Promise<Invited> => (await stage.invite(1))[0] as Invited

/** What must be so when two openings of one client's token were both answered. */
export async function bothGetLinks(t: Test, stage: Stage, invited: Invited, answers: readonly Answer[]) {
  t.same(
    answers.map(({ status }) => status),
    [200, 200],
    answers.map(({ text }) => text).join(),
  )
  t.not(answers[0]?.body['url'], answers[1]?.body['url'], 'each has a link of its own')
  const { rows } = await stage.db.query('select distinct account_id from link_attempts where token_id = $1', [
    invited.tokenId,
  ])
  t.equal(rows.length, 1, 'both lead to the same account')
  t.equal((await stage.accountsOf(invited.clientId)).length, 1)
  t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
  t.same(await stage.violations([invited]), [])
}
