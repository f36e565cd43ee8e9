import type { Logger } from 'pino'
import type { composeUseCases, Ports } from './compose.ts'
import { forEachPlatform } from './each-platform.ts'

type Handlers = Parameters<Ports['startWorker']>[0]

/** The jobs that tell operators what is wrong, for each platform. */
export function alerting(
  { platforms }: Ports,
  useCases: ReturnType<typeof composeUseCases>,
  log: Logger,
): Pick<Handlers, 'raiseAlerts' | 'sendAlert'> & { readonly idle: () => Promise<unknown> } {
  const each = { stored: forEachPlatform(platforms, { log }), setup: forEachPlatform(platforms, { log }) }
  return {
    idle: () => Promise.all([each.stored.idle(), each.setup.idle()]),
    raiseAlerts: (scope, jobId, signal) =>
      each[scope].run(async (platform) => {
        const messages = await useCases.at(platform)?.raiseAlerts(scope, signal)
        if (messages !== undefined && messages > 0) log.info({ platform, messages, scope, jobId }, 'alerts were raised')
      }),
    async sendAlert({ platform, channel, message }, jobId) {
      const outcome = await useCases.at(platform)?.sendAlert({ id: jobId, channel, message })
      log.info({ platform, channel, alert: message.kind, jobId, outcome: outcome ?? 'not_sent' }, 'an alert job ended')
    },
  }
}
