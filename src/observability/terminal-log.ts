import { styleText } from 'node:util'
import type pino from 'pino'

type Entry = Readonly<Record<string, unknown>>

/**
 * The log for a person at a terminal: a short line for each entry, with the time and what happened. An error that has a
 * code is one line as well; without one it is a bug, whose stack is shown.
 */
export function terminalLog(write: (text: string) => unknown): pino.DestinationStream {
  return {
    write(line) {
      const entry: Entry = JSON.parse(line)
      write(`${textOf(entry)}\n`)
    },
  }
}

function textOf({ time, level, err, ...entry }: Entry): string {
  const at = new Date(String(time)).toTimeString().slice(0, 8)
  const text = 'route' in entry ? requestOf(entry) : messageOf(entry)
  return [at, levelOf(String(level)), text + errorOf(err)].filter((part) => part !== '').join(' ')
}

function requestOf({ method, route, status, durationMs, actor, requestId }: Entry): string {
  const who = typeof actor === 'string' && actor !== 'client' ? ` ${actor}` : ''
  const id = Number(status) >= 500 ? ` ${String(requestId)}` : ''
  return `${String(method)} ${String(route)} ${String(status)} ${Math.round(Number(durationMs))} ms${who}${id}`
}

function messageOf({ msg, ...facts }: Entry): string {
  const rest = Object.entries(facts).map(([name, value]) => `${name}=${wordOf(value)}`)
  return [String(msg), ...rest].join(' ')
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The level, unless it is the ordinary one. */
function levelOf(level: string): string {
  if (level === 'info') return ''
  const word = level.toUpperCase()
  return styleText(level === 'warn' ? 'yellow' : level === 'error' || level === 'fatal' ? 'red' : 'dim', word)
}

function errorOf(err: unknown): string {
  if (!isEntry(err)) return ''
  const { code, message, cause, stack } = err
  const isBug = code === undefined && cause === undefined && Array.isArray(stack)
  const words = [code, message].filter((part) => typeof part === 'string').join(' ')
  return `: ${words}${errorOf(cause)}${isBug ? `\n${stack.join('\n')}` : ''}`
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null
