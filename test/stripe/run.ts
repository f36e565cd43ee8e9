// `npm run test:stripe`: asks Stripe itself, with the key of a sandbox, whether it is as this project believes: the
// contract of payment providers, the claims of the simulator, and the refusals that can be provoked. Removes what it has
// created. Ends with 0 if everything holds, 1 if something differs or is left, 2 if there is no key of a sandbox.
import { controlClient, startSimulator } from '#stripe-simulator'
import { claimsFor } from './claims.ts'
import { removeAccounts, removeLeftovers, type Removal } from './cleanup.ts'
import { connect, newRun } from './connection.ts'
import { runContract } from './contract.ts'
import { type Result, tried, words } from './frame.ts'
import { type Options, optionsOf } from './options.ts'
import { lineOf, summaryOf } from './report.ts'
import { openWorld, type World } from './world.ts'

const say = (line: string) => console.log(line)

const options = optionsOf(process.argv.slice(2), process.env)
if (typeof options === 'string') {
  console.error(options)
  process.exit(2)
}
process.exit(await run(options))

async function run({ secretKey, against, apis, only, isSlow }: Options): Promise<number> {
  const simulation = against === 'simulator' ? await startSimulator() : undefined
  const apiBase = simulation?.url ?? against
  const simulator = simulation?.simulator ?? (apiBase === undefined ? undefined : controlClient(apiBase))
  const connection = { secretKey, apiBase, run: newRun() }
  const created = new Set<string>()
  const note = (accountId: string) => void created.add(accountId)
  const results: Result[] = []
  const report = (result: Result) => {
    results.push(result)
    say(lineOf(result))
  }
  const stop = stopSignal()
  let problem: string | undefined
  let isOpen = false
  const stripe = connect(connection)
  try {
    const world = await openWorld({ connection, simulator, isSlow, stop, created: note })
    isOpen = true
    say(`run ${connection.run}, platform ${world.platform.id} in ${world.platform.country}`)
    sayRemoval('earlier runs', await removeLeftovers(stripe))
    if (only === undefined) {
      for (const api of apis) await contractOf(api, world)
    }
    for (const claim of claimsFor(apis).filter(({ id }) => id.includes(only ?? ''))) {
      if (!stop.aborted) report(await tried(claim, world))
    }
  } catch (error) {
    problem = words(error)
  }
  const removal = isOpen ? await removeAccounts(stripe, connection.run, created) : { removed: 0, left: [] }
  say(`\n${summaryOf(results)}`)
  sayRemoval('this run', removal)
  if (problem !== undefined) say(`The run ended early: ${problem}`)
  await simulation?.close()
  if (stop.aborted) return 130
  const isFine = problem === undefined && results.length > 0 && removal.left.length === 0
  return isFine && results.every(({ outcome }) => outcome.verdict !== 'differs') ? 0 : 1

  async function contractOf(api: Options['apis'][number], world: World): Promise<void> {
    if (stop.aborted) return
    // Without an account there is only one thing to say, and the claims say it.
    const canCreate = await world.account(api).then(
      () => true,
      () => false,
    )
    if (canCreate) await runContract({ api, connection, stop, created: note, report })
    else say(`${api}: no account can be created, so the contract of providers is left out`)
  }
}

function sayRemoval(whose: string, { removed, left }: Removal): void {
  if (removed > 0 || left.length > 0) say(`accounts of ${whose}: ${removed} removed, ${left.length} left`)
  for (const line of left) say(`  left: ${line}`)
}

/** Fires at the first signal to end. The run then removes its accounts. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) say('Stopping. The accounts of this run are being removed.')
      stop.abort()
    })
  }
  return stop.signal
}
