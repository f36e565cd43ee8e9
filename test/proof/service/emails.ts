import { type JobEmailKind, isNotice } from '../../../src/domain/onboarding-event.ts'
import type { Given, World } from '../sequence-world.ts'
import type { Field } from './field.ts'

interface Ours {
  readonly platform: string
  readonly clients: readonly string[]
  readonly asJob: <T>(run: () => Promise<T>) => Promise<T>
}

/** The emails to the clients of one sequence: the job that requests those that are due, and the queue that sends them. */
export function serviceEmails(
  { db, instances, links }: Pick<Field, 'db' | 'instances' | 'links'>,
  { platform, clients, asJob }: Ours,
): Pick<World, 'followUp' | 'mail' | 'silent'> {
  const { sendFollowUps, sendLinkEmail, sendNotice } = instances[0].worker
  const actor = { platform, name: 'job:sequence', requestId: 'sequence' }

  async function send({ id, kind, tokenId }: Job): Promise<void> {
    const job = { tokenId, emailId: id, isRepeated: false }
    if (isNotice(kind)) await asJob(async () => sendNotice?.({ ...job, kind, at: new Date() }, actor))
    else await asJob(async () => sendLinkEmail?.({ ...job, kind }, actor))
  }

  return {
    async followUp() {
      const { requested = 0 } = (await asJob(async () => sendFollowUps?.(actor))) ?? {}
      return requested > 0 ? 'requested' : 'nothing due'
    },

    async mail() {
      // Whoever deletes a job has it, as whoever claims it in the queue.
      const { rows } = await db.query<Job>(
        `delete from pgboss.job j using onboarding_tokens t
         where j.name = 'email' and t.id = (j.data ->> 'tokenId')::uuid and t.client_id = any($1)
         returning j.id, j.data ->> 'kind' as kind, t.id as "tokenId", t.client_id as "clientId"`,
        [clients],
      )
      const sent: (Given & { kind: string })[] = []
      for (const job of rows) {
        await send(job)
        const secret = links.get(job.id)
        if (secret !== undefined) sent.push({ clientId: job.clientId, tokenId: job.tokenId, secret, kind: job.kind })
      }
      return sent
    },

    async silent(clientId) {
      const { rows } = await db.query<{ readiness: string }>(
        `select readiness from onboardings
         where client_id = $1 and status = 'completed' and next_action = 'client' and readiness <> 'none'`,
        [clientId],
      )
      return rows[0]?.readiness
    },
  }
}

interface Job {
  readonly id: string
  readonly kind: JobEmailKind
  readonly tokenId: string
  readonly clientId: string
}
