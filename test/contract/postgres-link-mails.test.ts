import t from 'tap'
import { contractPorts } from '../support/contract-ports.ts'
import { linkMailsContract } from './link-mails.ts'

linkMailsContract(t, 'postgres', async (t) => {
  const { ports, db } = await contractPorts(t)
  return {
    ...ports,
    async waiting() {
      const { rows } = await db.query<{ id: string }>(
        `select data ->> 'tokenId' as id from pgboss.job where name = 'link-mail' order by created_on`,
      )
      return rows.map(({ id }) => id)
    },
  }
})
