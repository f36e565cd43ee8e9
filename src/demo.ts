import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startSimulator } from '#stripe-simulator'
import { startEmbeddedPostgres } from './adapters/embedded-postgres/start-embedded-postgres.ts'
import { memoryMailer } from './adapters/memory/mailer.ts'
import { readDemoConfig, type Variables } from './config.ts'
import { keepDemoEnvironment } from './demo-environment.ts'

export interface Surroundings {
  /** The environment, with what was missing filled in. */
  readonly variables: Variables
  /** Where mails go that nobody sends, to be looked at. */
  readonly inbox?: ReturnType<typeof memoryMailer> | undefined
  /** The service listens on this port now; answers what to tell the person who started it. */
  listening(port: number): Promise<string>
  close(): Promise<void>
}

/**
 * Brings along whatever is not configured: an embedded PostgreSQL, a Stripe simulator, an admin key, all kept under
 * `DATA_DIR`, and an inbox, in memory because mails hold links that work. For looking at the service on one machine, so
 * it refuses a live Stripe key and listens on loopback. The command line beside it finds all that in `DATA_DIR`, too.
 */
export async function bringAlong(processEnvironment: Variables): Promise<Surroundings> {
  // Compose files and .env files give empty values for what they leave open.
  const environment = Object.fromEntries(Object.entries(processEnvironment).filter(([, value]) => value !== ''))
  const { dataDir, simulatorPort, port } = readDemoConfig(environment)
  await mkdir(dataDir, { recursive: true })

  const opened: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of opened.splice(0).toReversed()) await end()
  }
  try {
    const variables: Record<string, string | undefined> = {
      API_BASE_URL: `http://localhost:${port}`,
      PLATFORM_NAME: 'Demo Platform',
      ...environment,
    }
    const keyFile = join(dataDir, 'admin-key')
    if (variables['ADMIN_API_KEY'] === undefined && variables['ADMIN_API_KEY_FILE'] === undefined) {
      variables['ADMIN_API_KEY'] = await keptKey(keyFile)
    }
    if (variables['DATABASE_URL'] === undefined && variables['DATABASE_URL_FILE'] === undefined) {
      process.stdout.write(`Starting PostgreSQL, with its data in ${join(dataDir, 'postgres')} …\n`)
      const postgres = await startEmbeddedPostgres({ dataDir, durable: true })
      opened.push(() => postgres.stop())
      variables['DATABASE_URL'] = postgres.url
    }
    let simulatorUrl: string | undefined
    if (variables['STRIPE_SECRET_KEY'] === undefined && variables['STRIPE_SECRET_KEY_FILE'] === undefined) {
      const secret = `whsec_${randomBytes(24).toString('hex')}`
      const simulator = await startSimulator({
        port: simulatorPort,
        publicUrl: `http://localhost:${simulatorPort}`,
        stateFile: join(dataDir, 'stripe-simulator.json'),
        webhooks: [{ url: `http://127.0.0.1:${port}/api/v1/webhooks/stripe`, secret }],
      })
      opened.push(() => simulator.close())
      simulatorUrl = `http://localhost:${simulatorPort}`
      variables['STRIPE_SECRET_KEY'] = 'sk_test_simulator'
      variables['STRIPE_WEBHOOK_SECRET'] = secret
      variables['STRIPE_API_BASE'] = simulator.url
    }
    const sendsMail = variables['SMTP_URL'] !== undefined || variables['SMTP_URL_FILE'] !== undefined
    return {
      variables,
      inbox: sendsMail ? undefined : memoryMailer(),
      async listening(listeningPort) {
        opened.push(await keepDemoEnvironment(dataDir, variables))
        return greeting({ port: listeningPort, keyFile, simulatorUrl, hasInbox: !sendsMail })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The admin key of this data folder, made at the first start; only its owner can read the file. */
async function keptKey(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

function greeting({
  port,
  keyFile,
  simulatorUrl,
  hasInbox,
}: {
  port: number
  keyFile: string
  simulatorUrl: string | undefined
  hasInbox: boolean
}) {
  const api = `http://localhost:${port}`
  return `
connect-onboarding listens at ${api}
  admin key          ${keyFile}
${simulatorUrl === undefined ? '' : `  Stripe simulator   ${simulatorUrl}  (see its accounts, make it fail)\n`}${hasInbox ? `  inbox              ${api}/dev/inbox  (mails to clients: "sendEmail": true)\n` : ''}
Invite a client, then open the "url" of the answer in a browser:

  curl -s ${api}/api/v1/clients \\
    -H "Authorization: Bearer $(cat ${keyFile})" -H 'Content-Type: application/json' \\
    -d '{ "name": "Ada Lovelace", "email": "ada@example.com" }'

Or from a shell: npm run admin -- --help (without the project's folder: connect-onboarding admin --help).
The README has the five-minute tour. Ctrl-C stops everything; the data stays.

`
}
