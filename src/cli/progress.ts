import { Presets, SingleBar } from 'cli-progress'

/** How long work gets on, on a terminal's stderr; nothing where nobody watches. */
export function progress(what: string, total: number) {
  if (!process.stderr.isTTY) return { done: () => {}, stop: () => {} }
  const bar = new SingleBar(
    {
      format: `${what} {bar} {value}/{total}, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { done: (count: number) => bar.increment(count), stop: () => bar.stop() }
}
