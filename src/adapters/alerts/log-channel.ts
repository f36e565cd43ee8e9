import type { AlertChannel } from '../../ports/alert-channel.ts'
import type { Log } from '../../ports/log.ts'

/** Writes alerts into the log, where a log has alerts of its own. It has ids instead of names. */
export const logChannel = (log: Log): AlertChannel => ({
  async send({ id, message: { kind, causes, more }, text }) {
    const subjects = causes.map(({ subject }) => subject)
    log.warn({ alert: kind, alertId: id, subjects, more }, `alert: ${text.title}`)
  },
})
