/**
 * The worst window of these instants, in milliseconds, in which there are more than `allowed(ms)` of them, with its
 * length; `undefined` if there is none.
 */
export function overrun(instants: readonly number[], allowed: (windowMs: number) => number): string | undefined {
  const sorted = instants.toSorted((one, other) => one - other)
  let worst = 0
  let where: string | undefined
  sorted.forEach((from, first) => {
    sorted.slice(first).forEach((to, more) => {
      const over = more + 1 - allowed(to - from)
      if (over <= Math.max(worst, 1e-6)) return
      worst = over
      where = `${more + 1} in ${Math.round(to - from)} ms, and ${allowed(to - from)} are allowed`
    })
  })
  return where
}
