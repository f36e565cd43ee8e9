import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

interface Shell {
  readonly name: string
  readonly command: string
  /** As an interactive shell without the user's settings, into which the input is typed. */
  readonly args: readonly string[]
}

const ALL: readonly Shell[] = [
  { name: 'bash', command: 'bash', args: ['--norc', '--noprofile', '-i'] },
  // In an interactive zsh, unlike in a script, a # begins no comment.
  { name: 'zsh', command: 'zsh', args: ['-f', '-i'] },
]

/** The shells of this machine that the documentation is written for: bash, and zsh where there is one. */
export const shells = ALL.filter(({ command }) => spawnSync(command, ['-c', 'exit 0']).status === 0)

/** Types the text into the shell, in this folder, and returns what it prints. */
export async function pasted({ command, args }: Shell, text: string, cwd: string): Promise<string> {
  const { PATH, HOME } = process.env
  // A session of its own: an interactive shell takes hold of the terminal, where there is one.
  const child = spawn(command, args, { cwd, detached: true, env: { PATH, HOME, PS1: '', PS2: '', PROMPT: '' } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  child.stdin.end(`${text}\nexit\n`)
  await once(child, 'close')
  return output
}
