/** All bytes of a stream. */
export async function readBytes(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** All items of an async iterable, as an array. */
export async function collect<TItem>(items: AsyncIterable<TItem>): Promise<readonly TItem[]> {
  const collected: TItem[] = []
  for await (const item of items) collected.push(item)
  return collected
}
