import { isHealthy } from '../domain/diagnosis.ts'
import type { Check } from '../usecases/setup/diagnose.ts'

/** Whether clients can be onboarded, as far as it could be checked, and the checks that ask for something to be done. */
export function summaryOf(checks: readonly Check[]): {
  readonly healthy: boolean
  /** One line. */
  readonly line: string
  readonly open: readonly Check[]
} {
  const healthy = isHealthy(checks)
  const open = checks.filter(({ outcome }) => outcome !== 'ok')
  const keySentence = checks.find(({ id }) => id === 'key')?.sentence ?? ''
  const counts = (['fault', 'unknown', 'warning'] as const).flatMap((outcome) => {
    const count = open.filter((check) => check.outcome === outcome).length
    return count === 0 ? [] : [COUNTED[outcome](count)]
  })
  const line = open.length === 0 ? `Everything is set up. ${keySentence}` : `${counts.join(', ')}. ${keySentence}`
  return { healthy, line, open }
}

const COUNTED = {
  fault: (count: number) => `${count} ${count === 1 ? 'fault' : 'faults'}`,
  warning: (count: number) => `${count} ${count === 1 ? 'warning' : 'warnings'}`,
  unknown: (count: number) => `${count} not checked`,
} as const
