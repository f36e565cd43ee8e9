/**
 * Runs a task for each item, at most `most` at the same time, and yields the results in the order of the items. If the
 * reader stops, what was begun is finished, and no further item is begun. A task never rejects.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  most: number,
  run: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = []
  try {
    for await (const item of items) {
      underWay.push(run(item))
      if (underWay.length >= most) yield* taken(underWay.splice(0, 1))
    }
    while (underWay.length > 0) yield* taken(underWay.splice(0, 1))
  } finally {
    await Promise.all(underWay)
  }
}

async function* taken<R>(results: readonly Promise<R>[]): AsyncGenerator<R> {
  for (const result of results) yield await result
}
