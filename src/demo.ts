import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startSimulator } from '#stripe-simulator'
import { startEmbeddedPostgres } from './adapters/embedded-postgres/start-embedded-postgres.ts'
import { memoryMailer } from './adapters/memory/mailer.ts'
import { readDemoConfig } from './config/demo-config.ts'
import type { Variables } from './config/read-variables.ts'
import { storeDemoEnvironment } from './demo-environment.ts'
import { setUpDemoWebhooks } from './demo-webhooks.ts'

/** The emails of the demo, at `/dev/inbox/<key>`. */
type DemoInbox = ReturnType<typeof memoryMailer> & { readonly key: string }

/** What the service runs with: its environment, and services that were started for it. */
export interface DemoServices {
  /** The environment, with the missing variables added. */
  readonly variables: Variables
  /** Stores emails instead of sending them. */
  readonly inbox?: DemoInbox | undefined
  /** Call it when the service listens on this port. Returns the message for the user. */
  greetingAt(port: number): Promise<string>
  close(): Promise<void>
}

/** A variable of the environment, or the path of its file. */
const isGiven = (variables: Variables, name: string): boolean =>
  variables[name] !== undefined || variables[`${name}_FILE`] !== undefined

/**
 * Starts what is not configured: an embedded PostgreSQL, a Stripe simulator and an admin key, all stored under
 * `DATA_DIR`, and an inbox, in memory because emails contain working links. Because it is for one machine, it refuses a
 * live Stripe key and listens on loopback. The command line on the same machine finds it through `DATA_DIR`.
 */
export async function startDemoServices(processEnvironment: Variables): Promise<DemoServices> {
  // Compose files and .env files set variables to empty values that they leave open.
  const environment = Object.fromEntries(Object.entries(processEnvironment).filter(([, value]) => value?.trim() !== ''))
  const { dataDir, simulatorPort, port } = readDemoConfig(environment)
  await mkdir(dataDir, { recursive: true })

  const opened: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of opened.splice(0).toReversed()) await end()
  }
  try {
    const variables: Record<string, string | undefined> = {
      API_BASE_URL: `http://localhost:${port}`,
      ...(isGiven(environment, 'PLATFORMS') ? {} : { PLATFORM_NAME: 'Demo Platform' }),
      ...environment,
    }
    const keyFile = join(dataDir, 'admin-key')
    if (!isGiven(variables, 'ADMIN_API_KEY')) variables['ADMIN_API_KEY'] = await storedKey(keyFile)
    variables['ALLOW_PRIVATE_RECEIVERS'] ??= 'on'
    if (!isGiven(variables, 'WEBHOOK_MASTER_KEY')) {
      variables['WEBHOOK_MASTER_KEY'] = await storedKey(join(dataDir, 'webhook-master-key'))
    }
    if (!isGiven(variables, 'CONSOLE_SESSION_KEY')) {
      variables['CONSOLE_SESSION_KEY'] = await storedKey(join(dataDir, 'console-session-key'))
    }
    if (!isGiven(variables, 'DATABASE_URL')) {
      process.stdout.write(`Starting PostgreSQL, with its data in ${join(dataDir, 'postgres')} …\n`)
      const postgres = await startEmbeddedPostgres({ dataDir, durable: true })
      opened.push(() => postgres.stop())
      variables['DATABASE_URL'] = postgres.url
    }
    let simulatorUrl: string | undefined
    if (!isGiven(variables, 'STRIPE_SECRET_KEY') && !isGiven(variables, 'PLATFORMS')) {
      const apiBaseUrl = variables['API_BASE_URL'] ?? ''
      const simulator = await startDemoSimulator({ dataDir, port: simulatorPort, apiBaseUrl })
      opened.push(() => simulator.close())
      simulatorUrl = `http://localhost:${simulatorPort}`
      Object.assign(variables, simulator.variables)
    }
    const inbox = isGiven(variables, 'SMTP_URL') ? undefined : newInbox()
    return {
      variables,
      inbox,
      async greetingAt(listeningPort) {
        opened.push(await storeDemoEnvironment(dataDir, variables))
        const hasPlatforms = isGiven(variables, 'PLATFORMS')
        return greeting({ port: listeningPort, keyFile, simulatorUrl, inbox, hasPlatforms })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Its emails contain working links, so its URL is new with each start and only printed in the terminal. */
const newInbox = (): DemoInbox => ({ ...memoryMailer(), key: randomBytes(12).toString('base64url') })

/** Starts a simulator that stores its accounts in `dataDir`. Returns the variables with which the service uses it. */
async function startDemoSimulator({
  dataDir,
  port,
  apiBaseUrl,
}: {
  dataDir: string
  port: number
  apiBaseUrl: string
}) {
  const secretKey = 'sk_test_simulator'
  const simulator = await startSimulator({
    port,
    publicUrl: `http://localhost:${port}`,
    stateFile: join(dataDir, 'stripe-simulator.json'),
    // None but those that are created as at Stripe.
    webhooks: [],
  })
  const url = `${apiBaseUrl.replace(/\/$/, '')}/api/v1/webhooks/stripe`
  const secrets = await setUpDemoWebhooks({ secretKey, simulatorUrl: simulator.url, url, dataDir })
  return {
    variables: {
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: secrets.join(','),
      STRIPE_API_BASE: simulator.url,
    },
    close: () => simulator.close(),
  }
}

/** A random key of this data folder, created on the first start. Only the owner can read the file. */
async function storedKey(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

/** The path as one word of a POSIX shell. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`)

function greeting({
  port,
  keyFile,
  simulatorUrl,
  inbox,
  hasPlatforms,
}: {
  port: number
  keyFile: string
  simulatorUrl: string | undefined
  inbox: DemoInbox | undefined
  /** Whether several platforms may share the host, of which the page for a new link then needs the name. */
  hasPlatforms: boolean
}) {
  const api = `http://localhost:${port}`
  return `
connect-onboarding listens at ${api}
  admin key          ${keyFile}
  console            ${api}/console  (for staff: sign in with the admin key)
  a new link         ${api}/start${hasPlatforms ? '?platform=<id>' : ''}  (for clients who have lost theirs)
${simulatorUrl === undefined ? '' : `  Stripe simulator   ${simulatorUrl}  (inspect accounts, inject faults)\n`}${inbox === undefined ? '' : `  inbox              ${api}/dev/inbox/${inbox.key}  (emails to clients: "sendEmail": true)\n`}
Invite a client, each time another one, then open the "url" from the reply in a browser:

  curl -s ${api}/api/v1/clients \\
    -H "Authorization: Bearer $(cat ${quoted(keyFile)})" -H 'Content-Type: application/json' \\
    -d '{ "name": "Ada Lovelace", "email": "ada+'$(date +%s)$RANDOM'@example.com", "country": "DE" }'

Or use the command line: npm run admin -- --help (installed: connect-onboarding admin --help).
The README has a five-minute tour. Ctrl-C stops everything; the data is kept.

`
}
