/**
 * Runs a program that starts processes. It adds to `opened` how each is closed; all are closed when it ends, fails, or
 * is stopped by Ctrl-C or SIGTERM, which fires the signal. A second Ctrl-C ends the process at once.
 */
export async function untilStopped(
  program: (signal: AbortSignal, opened: (() => Promise<void>)[]) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController()
  const opened: (() => Promise<void>)[] = []
  const stop = () => {
    if (!stopping.signal.aborted) process.stderr.write('stopping …\n')
    stopping.abort()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  // What reads the output may end first (`| head`).
  for (const output of [process.stdout, process.stderr]) output.on('error', () => stopping.abort())
  try {
    await program(stopping.signal, opened)
  } catch (error) {
    process.exitCode = stopping.signal.aborted ? 130 : 1
    if (!stopping.signal.aborted) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  } finally {
    for (const close of opened.splice(0).toReversed()) {
      await close().catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
    }
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
