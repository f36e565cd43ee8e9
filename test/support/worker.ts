import { openPorts } from '../../src/compose.ts'
import { work } from '../../src/work.ts'
import { readConfig } from '../../src/config/config.ts'
import { capturedLog } from './captured-log.ts'
import { environmentFor } from './service.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** A worker as `worker` composes it. */
export async function startWorker(
  t: Test,
  { databaseUrl, stripe }: { databaseUrl: string; stripe: { url: string } },
  variables: Record<string, string> = {},
  options: Parameters<typeof openPorts>[2] = {},
) {
  const captured = capturedLog()
  const config = readConfig({ ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...variables })
  const ports = openPorts(config, captured.log, options)
  const worker = await work(ports, config, captured.log)
  let closed: Promise<void> | undefined
  const close = () => (closed ??= worker.close().then(() => ports.close()))
  t.teardown(close)
  return { captured, close }
}

/** Waits until the condition is true, and fails after `seconds`. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so after ${seconds} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
