import { Presets, SingleBar } from 'cli-progress'

/** How far work has got, on a terminal; nothing elsewhere, which the bar sees itself, or if nobody knows how much it is. */
export function progress(what: string, total: number, stream: NodeJS.WriteStream = process.stderr) {
  if (total === 0) return { reached: () => {}, stop: () => {} }
  const bar = new SingleBar(
    { format: `${what} {bar} {percentage} %, {eta_formatted} left`, stream, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { reached: (value: number) => bar.update(value), stop: () => bar.stop() }
}
