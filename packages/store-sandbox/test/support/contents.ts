import { type ImageKey, keyOfPath, type ListOptions, type Store } from '@imageattach/core'

/** The bytes of a file, as text that can be compared. */
export async function read(store: Store, key: ImageKey): Promise<string> {
  const bytes = await new Response(await store.getFile(key)).arrayBuffer()
  return Buffer.from(bytes).toString('base64')
}

/** The paths of the files that a store lists, sorted. */
export async function listedPaths(store: Store, prefix = '', options: ListOptions = {}): Promise<readonly string[]> {
  if (!store.list) throw new TypeError('the store cannot list')
  return (await collect(store.list(prefix, options))).map(({ path }) => path).sort()
}

/** All files that a store lists, with their bytes, in the order of their paths. */
export async function contents(store: Store): Promise<Readonly<Record<string, string>>> {
  const files = (await listedPaths(store)).map(async path => [path, await read(store, keyOfPath(path))] as const)
  return Object.fromEntries(await Promise.all(files))
}

/** All items of an async iterable. */
export async function collect<TItem>(items: AsyncIterable<TItem>): Promise<readonly TItem[]> {
  const collected: TItem[] = []
  for await (const item of items) collected.push(item)
  return collected
}
