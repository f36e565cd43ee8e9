import { Presets, SingleBar } from 'cli-progress'

/** A progress bar over `total` things that are done one by one. It shows nothing if the stream is not a terminal. */
export function progress(done: string, total: number, unit: string, stream: NodeJS.WriteStream = process.stderr) {
  if (total === 0) return { reached: () => {}, stop: () => {} }
  const bar = new SingleBar(
    { format: `${done} {bar} {value} of {total} ${unit}, {eta_formatted} left`, stream, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { reached: (value: number) => bar.update(value), stop: () => bar.stop() }
}
