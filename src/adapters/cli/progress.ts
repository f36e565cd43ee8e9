import { Presets, SingleBar } from 'cli-progress'

/** A progress bar. It shows nothing if the stream is not a terminal, or if the total is not known. */
export function progress(what: string, total: number, stream: NodeJS.WriteStream = process.stderr) {
  if (total === 0) return { reached: () => {}, stop: () => {} }
  const bar = new SingleBar(
    { format: `${what} {bar} {percentage} %, {eta_formatted} left`, stream, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { reached: (value: number) => bar.update(value), stop: () => bar.stop() }
}
