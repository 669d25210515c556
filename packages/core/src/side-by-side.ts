/**
 * Does the same work on every item, up to `concurrency` of them at once, and gives each with what came of it, in the
 * order of the items. When the loop is left, or comes to one that has failed, no more is begun, and what was begun is
 * waited for.
 */
export async function* sideBySide<TItem, TResult>(
  items: Iterable<TItem> | AsyncIterable<TItem>,
  concurrency: number,
  work: (item: TItem) => Promise<TResult>,
): AsyncGenerator<readonly [TItem, TResult], void, undefined> {
  const begun: Promise<readonly [TItem, TResult]>[] = []
  try {
    for await (const item of items) {
      const pair = work(item).then(result => [item, result] as const)
      pair.catch(() => undefined) // it is heard of in its turn
      begun.push(pair)
      const first = begun.length < concurrency ? undefined : begun.shift()
      if (first) yield await first
    }
    for (let first = begun.shift(); first; first = begun.shift()) yield await first
  } finally {
    await Promise.allSettled(begun)
  }
}
