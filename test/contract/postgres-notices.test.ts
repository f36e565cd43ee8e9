import t from 'tap'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import type { NoticeKind } from '../../src/ports/notice-repository.ts'
import { contractPorts } from '../support/contract-ports.ts'
import { noticesContract } from './notices.ts'

const KINDS: Record<string, NoticeKind> = { 'notice-second-browser': 'second_browser', 'notice-completed': 'completed' }

noticesContract(t, 'postgres', async (t) => {
  const { ports, db } = await contractPorts(t, { mailer: memoryMailer() })
  return {
    ...ports,
    async waiting(tokenId) {
      const { rows } = await db.query<{ name: string }>(
        `select name from pgboss.job where data ->> 'tokenId' = $1 and name like 'notice-%' order by created_on`,
        [tokenId],
      )
      return rows.flatMap(({ name }) => KINDS[name] ?? [])
    },
  }
})
