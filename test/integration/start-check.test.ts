import t from 'tap'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { checkPlatforms } from '../../src/programs/check-platforms.ts'
import { capturedLog } from '../support/captured-log.ts'
import { environmentFor, surroundings } from '../support/service.ts'

t.test('the check of the platform at start', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe

  /** What the check logs. */
  async function check(variables: Record<string, string>) {
    const { log, lines } = capturedLog()
    const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
    const config = readConfig({ ...environment, ...variables })
    const ports = openPorts(config, log)
    try {
      await checkPlatforms(ports, config.platforms)
    } finally {
      await ports.close()
    }
    return lines().map((line) => JSON.stringify(line))
  }

  t.test('is silent where nothing stands in the way', async (t) => {
    t.strictSame(await check({ STRIPE_ACCOUNTS_API: 'v2' }), [])
  })

  t.test('refuses a restricted key that lacks a permission, which it names', async (t) => {
    const STRIPE_SECRET_KEY = 'rk_test_0123456789'
    t.strictSame(await check({ STRIPE_SECRET_KEY }), [])
    const fault = { kind: 'error', status: 403, type: 'invalid_request_error', saved: false } as const
    for (const [route, what] of [
      ['platform.retrieve', 'read the account that it belongs to'],
      ['accounts.list', 'read connected accounts'],
    ] as const) {
      await simulator.faults.add({ route, times: 1, fault })
      await t.rejects(check({ STRIPE_SECRET_KEY }), {
        name: 'ConfigError',
        message: new RegExp(`STRIPE_SECRET_KEY may not ${what}: give the restricted key that permission`),
      })
    }
    await simulator.faults.add({ route: 'accounts.list', times: 2, fault: { ...fault, status: 500 } })
    t.strictSame(await check({ STRIPE_SECRET_KEY }), [], 'an outage is no missing permission')
    await simulator.faults.add({ route: 'accounts.list', times: 1, fault })
    t.strictSame(await check({}), [], 'a secret key has all permissions, so nothing is asked')
    await simulator.faults.clear()
  })

  t.test('does not prevent the start when Stripe does not answer', async (t) => {
    t.strictSame(await check({ STRIPE_API_BASE: 'http://127.0.0.1:1' }), [])
  })
})
