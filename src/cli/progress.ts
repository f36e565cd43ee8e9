import { Presets, SingleBar } from 'cli-progress'

/** How far work has got, on a terminal's stderr; nothing where nobody watches, or nobody knows how much it is. */
export function progress(what: string, total: number) {
  if (!process.stderr.isTTY || total === 0) return { reached: () => {}, stop: () => {} }
  const bar = new SingleBar(
    {
      format: `${what} {bar} {percentage} %, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { reached: (value: number) => bar.update(value), stop: () => bar.stop() }
}
