import { readFileSync } from 'node:fs'
import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { readDemoConfig } from '../../src/config/demo-config.ts'
import { SECRETS, VARIABLES } from '../../src/config/variables.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const example = read('.env.example')

type Pair = readonly [name: string, value: string]
const pairsOf = (text: string, pattern: RegExp): Pair[] =>
  [...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, value])
const sorted = (names: readonly string[]) => names.toSorted()
const namesOf = (pairs: readonly Pair[]) => sorted(pairs.map(([name]) => name))

/** The lines of `.env.example`, those in comments included. */
const lines = pairsOf(example, /^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)

t.test('.env.example lists exactly the variables that are read, and each secret as a file', async (t) => {
  t.same(namesOf(lines), sorted(VARIABLES))
  t.same(namesOf(pairsOf(example, /\b([A-Z0-9_]+)_FILE\b/g)), sorted(SECRETS))
})

/** What a copy of the example lacks. */
const SECRETS_OF_STRIPE = { STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' }

t.test('a copy of .env.example does not start before its placeholders are replaced', async (t) => {
  for (const [name, value] of Object.entries(SECRETS_OF_STRIPE)) {
    const { [name]: placeholder, ...others } = Object.fromEntries(lines)
    t.throws(() => readConfig({ ...SECRETS_OF_STRIPE, ...others, [name]: placeholder }), {
      message: new RegExp(`${name} is not valid: it is a placeholder`),
    })
    t.not(placeholder, value)
  }
})

t.test('.env.example is a valid configuration otherwise, and its values are the defaults', async (t) => {
  const all: Record<string, string> = { ...Object.fromEntries(lines), ...SECRETS_OF_STRIPE }
  t.doesNotThrow(() => readConfig(all))

  const { DATABASE_URL, API_BASE_URL } = all
  const required = { DATABASE_URL, API_BASE_URL, ...SECRETS_OF_STRIPE }
  const assigned = { ...Object.fromEntries(pairsOf(example, /^([A-Z][A-Z0-9_]*)=(.*)$/gm)), ...SECRETS_OF_STRIPE }
  t.same(readConfig(assigned), readConfig(required))
  t.same(readDemoConfig(assigned), readDemoConfig(required))
})

t.test('docker-compose.yml passes every variable to the service, under its own name', async (t) => {
  // The container listens on all its addresses, on the port that compose publishes; and it does not run the demo.
  // Migrations are a service of their own, with a role of their own.
  const fixed = ['HOST', 'PORT', 'DATA_DIR', 'SIMULATOR_PORT', 'MIGRATION_DATABASE_URL']
  const files = SECRETS.filter((name) => !/DATABASE_URL$/.test(name)).map((name) => `${name}_FILE`)
  const [, block = ''] = /^ {2}app:[\s\S]*?^ {4}environment:\n((?: {6}.*\n)+)/m.exec(read('docker-compose.yml')) ?? []
  const passed = pairsOf(block, /^ {6}([A-Z][A-Z0-9_]*): (.*)$/gm)
  t.same(namesOf(passed), sorted([...VARIABLES.filter((name) => !fixed.includes(name)), ...files]))
  for (const [name, value] of passed) {
    // The database is a service of the same file.
    if (name === 'DATABASE_URL') t.match(value, /@postgres:5432/)
    else t.ok(value.startsWith(`\${${name}:`), `${name} is ${value}`)
  }
})
