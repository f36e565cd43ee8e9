import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { composeUseCases, type Ports } from './compose.ts'
import type { EmailJob, LinkRequestJob } from './adapters/jobs/job-data.ts'
import { JobFailure } from './adapters/jobs/job-failure.ts'
import type { Config } from './config/config.ts'
import { isRetryable } from './domain/provider-failure.ts'
import { isNotice } from './domain/onboarding-event.ts'
import { startDelivering } from './deliver.ts'
import { emails, outgoingDeliveries } from './observability/metrics.ts'
import { alerting } from './alert-jobs.ts'
import { forEachPlatform } from './each-platform.ts'
import type { UseCases } from './usecases/all.ts'
import { deliverEvents } from './usecases/outgoing-events/deliver-events.ts'

/** Processes background jobs until it is closed. */
export async function work(ports: Ports, config: Config, log: Logger): Promise<{ close: () => Promise<void> }> {
  const useCases = composeUseCases(ports, config, log, { isBackground: true })
  const { processEvent, refreshStaleAccounts, warmUpAccount, sendFollowUps, sendRequestedLinks } = useCases
  const each = () => forEachPlatform(ports.platforms, { log })
  const scheduled = { refreshes: each(), fetches: each(), followUps: each(), retentions: each(), pings: each() }
  const { refreshes, fetches, followUps, retentions, pings } = scheduled
  const alerts = alerting(ports, useCases, log)
  const worker = await ports.startWorker({
    async processEvent({ platform, eventId }, jobId) {
      const signal = AbortSignal.timeout(config.openingDeadlineMs)
      const result = await processEvent(eventId, actorOf('job:provider-event', jobId, platform), signal)
      // The queue retries a job that throws.
      if (result.outcome === 'again') throw new JobFailure(result.reason)
    },
    async warmUpAccount({ platform, tokenId }, jobId) {
      const result = await warmUpAccount(tokenId, actorOf('job:account-warm-up', jobId, platform))
      log.info({ tokenId, jobId, outcome: result.outcome }, 'a warm-up job ended')
      if (result.outcome === 'provider_failed' && isRetryable(result.failure)) throw new JobFailure(result.failure.code)
    },
    refreshStaleAccounts: (jobId) =>
      refreshes.run(async (platform) => {
        const counts = await refreshStaleAccounts(actorOf('job:stale-accounts', jobId, platform))
        log.info({ ...counts, platform, jobId }, 'stale accounts were refreshed')
      }),
    applyRetention: forgetting(useCases, retentions, log),
    fetchMissedEvents: (jobId, signal) =>
      fetches.run(async (platform) => {
        const result = await useCases.at(platform)?.fetchMissedEvents(signal)
        if (result?.outcome === 'fetched') log.info({ ...result, platform, jobId }, 'missed events were fetched')
      }),
    pingReceivers: pinging(useCases, pings, log),
    ...alerts,
    sendEmail: sending(useCases, log),
    sendRequestedLinks: sendRequestedLinks && answering(sendRequestedLinks, log),
    sendFollowUps: sendFollowUps && followingUp(sendFollowUps, followUps, log),
  })
  const sender = delivering(ports, log)
  return {
    async close() {
      await Promise.all([worker.close(), sender?.close()])
      const idle = [...Object.values(scheduled), alerts].map((job) => job.idle())
      await Promise.race([Promise.all(idle), sleep(CLOSING_MS, undefined, { ref: false })])
    },
  }
}

/** How long scheduled jobs that run may take when the worker closes, in milliseconds. */
const CLOSING_MS = 5000

const actorOf = (name: string, requestId: string, platform: string) => ({ platform, name, requestId })

/** Sends the emails that were requested, if any platform sends some. */
function sending({ sendLinkEmail, sendNotice }: Pick<UseCases, 'sendLinkEmail' | 'sendNotice'>, log: Logger) {
  if (sendLinkEmail === undefined || sendNotice === undefined) return undefined
  return async (
    { platform, kind, tokenId, isRepeated, at }: EmailJob & { readonly at: Date; readonly isRepeated: boolean },
    jobId: string,
  ) => {
    const actor = actorOf('job:email', jobId, platform)
    const job = { tokenId, emailId: jobId, isRepeated }
    const sent = isNotice(kind) ? sendNotice({ ...job, kind, at }, actor) : sendLinkEmail({ ...job, kind }, actor)
    const outcome = await sent.catch((error: unknown) => {
      emails.inc({ kind, outcome: 'failed' })
      throw error
    })
    emails.inc({ kind, outcome })
    log.info({ kind, tokenId, jobId, outcome }, 'an email job ended')
  }
}

/** Answers those who asked for the links of an address. */
function answering(sendRequestedLinks: NonNullable<UseCases['sendRequestedLinks']>, log: Logger) {
  return async ({ platform, clientIds, requestId }: LinkRequestJob, jobId: string) => {
    const { requested } = await sendRequestedLinks(clientIds, actorOf('job:link-request', requestId, platform))
    log.info({ requested, requestId, jobId }, 'a request for links was processed')
  }
}

/** Requests the emails that are due, platform by platform. */
function followingUp(
  sendFollowUps: NonNullable<UseCases['sendFollowUps']>,
  platforms: ReturnType<typeof forEachPlatform>,
  log: Logger,
) {
  return (jobId: string) =>
    platforms.run(async (platform) => {
      const counts = await sendFollowUps(actorOf('job:follow-ups', jobId, platform))
      if (counts.requested + counts.failed === 0) return
      log.info({ ...counts, platform, jobId }, 'emails that were due were requested')
    })
}

/** Sends outgoing events, if there is a key to sign them with. */
function delivering({ endpointSecrets, ...ports }: Ports, log: Logger) {
  if (endpointSecrets === undefined) return undefined
  return startDelivering(deliverEvents({ ...ports, endpointSecrets, log }), {
    log,
    count: (outcome) => outgoingDeliveries.inc({ outcome }),
  })
}

/** Deletes what is past its retention, platform by platform. */
function forgetting(
  { applyRetention }: Pick<UseCases, 'applyRetention'>,
  platforms: ReturnType<typeof forEachPlatform>,
  log: Logger,
) {
  return (jobId: string) =>
    platforms.run(async (platform) => {
      const deleted = await applyRetention(actorOf('job:retention', jobId, platform))
      log.info({ deleted, platform, jobId }, 'what is past its retention was deleted')
    })
}

/** Pings the receivers of events of each platform. */
function pinging(useCases: ReturnType<typeof composeUseCases>, pings: ReturnType<typeof forEachPlatform>, log: Logger) {
  return (jobId: string, signal: AbortSignal) =>
    pings.run(async (platform) => {
      const counts = await useCases.at(platform)?.pingReceivers(signal)
      log.info({ ...counts, platform, jobId }, 'the receivers of events were pinged')
    })
}
