import { createLog } from '../src/observability/log.ts'
import { compose, openPorts } from '../src/compose.ts'
import { readConfig } from '../src/config/config.ts'

/** Placeholders that suffice to compose the service. None is connected to, and none appears in the document. */
const NOWHERE = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  STRIPE_SECRET_KEY: 'sk_test_nothing',
  STRIPE_WEBHOOK_SECRET: 'whsec_nothing',
  API_BASE_URL: 'http://localhost',
  LOG_LEVEL: 'silent',
}

/** The OpenAPI document of the service as `serve` composes it, in its committed form. */
export async function openApiDocument(): Promise<string> {
  const config = readConfig(NOWHERE)
  const log = createLog(config.logLevel)
  const ports = openPorts(config, log)
  const app = await compose(ports, config, log)
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), undefined, 2)}\n`
  } finally {
    await app.close()
    await ports.close()
  }
}
