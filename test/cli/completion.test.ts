import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const isInstalled = (program: string) => spawnSync(program, ['--version']).status === 0

const folder = await temporaryFolder()
const scriptOf = async (shell: string) => {
  const { code, stdout } = await commandLine(['completion', shell])
  t.equal(code, 0)
  const path = join(folder, shell)
  await writeFile(path, stdout)
  return path
}

/** Types lines into an interactive shell in a terminal, each once the one before has had its effect. */
async function typed(shell: string, lines: readonly (readonly [line: string, effect: RegExp])[]): Promise<string> {
  const { PATH, HOME } = process.env
  const child = spawn('script', ['-q', '-e', '-c', shell, '/dev/null'], {
    env: { PATH, HOME, TERM: 'dumb', PS1: '> ', PROMPT: '> ' },
  })
  let output = ''
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
  for (const [line, effect] of lines) {
    const before = output.length
    child.stdin.write(line)
    for (let n = 0; n < 200 && !effect.test(output.slice(before)); n += 1) await sleep(50)
  }
  child.stdin.end('\x04')
  child.kill()
  await once(child, 'close')
  return output
}

const RUN = 'connect-onboarding() { echo "RAN<$*>"; }'

const COMPLETED: readonly (readonly [typed: string, ran: string])[] = [
  ['ad\tcli\tlis\t--sta\tcompl\t', 'admin clients list --status completed'],
  ['admin clients list --next-action pr\t--js\t', 'admin clients list --next-action provider --json'],
  ['admin keys create --scope clients:er\t', 'admin keys create --scope clients:erase'],
  ['completion fi\t', 'completion fish'],
  ['admin clients frobnicate\t', 'admin clients frobnicate'],
]

const LINES = COMPLETED.map(([line]) => [`connect-onboarding ${line}\n`, /RAN<[^$]*>/] as const)
const RAN = COMPLETED.map(([, ran]) => ran)
const ranIn = (output: string) => [...output.matchAll(/RAN<([^$>]*?) *>/g)].map(([, words]) => words)

t.test('bash completes commands, options and their values', async (t) => {
  const path = await scriptOf('bash')
  const equals = [`connect-onboarding admin clients list --status=rev\t\n`, /RAN<[^$]*>/] as const
  const output = await typed('bash --norc --noprofile -i', [
    [`${RUN}; source ${path}; echo rea''dy\n`, /ready/],
    ...LINES,
    equals,
  ])
  t.strictSame(ranIn(output), [...RAN, 'admin clients list --status=revoked'])
})

t.test('zsh completes them, too', { skip: !isInstalled('zsh') && 'no zsh' }, async (t) => {
  const path = await scriptOf('zsh')
  const output = await typed('zsh -f -i', [
    [`autoload -Uz compinit; compinit -u -D; ${RUN}; source ${path}; echo rea''dy\n`, /ready/],
    ...LINES,
  ])
  t.strictSame(ranIn(output), RAN)
})

t.test('and so does fish', { skip: !isInstalled('fish') && 'no fish' }, async (t) => {
  const path = await scriptOf('fish')
  const completed = (line: string) =>
    spawnSync('fish', ['--no-config', '-c', `source ${path}; complete -C '${line}'`])
      .stdout.toString()
      .trim()
      .split('\n')
  t.match(completed('connect-onboarding ad'), [/^admin\tThe admin API/])
  t.strictSame(completed('connect-onboarding admin clients list --status re'), ['revoked\tstatus of the link'])
  t.match(completed('connect-onboarding admin clients list --stat'), [/^--status\t/])
})

t.test('a shell that is not known is refused', async (t) => {
  t.match(await commandLine(['completion', 'cmd']), {
    code: 2,
    stdout: '',
    stderr: /Allowed choices are bash, zsh, fish/,
  })
})
