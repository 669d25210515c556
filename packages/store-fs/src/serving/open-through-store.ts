import type { ByteSpan, ImageKey } from '@imageattach/core'
import type { ServableStore, ServedBytes, ServedFile } from './servable-store.js'

/** Opens a file of any store, by what every store can do. */
export async function openThroughStore(store: ServableStore, key: ImageKey): Promise<ServedFile | undefined> {
  const file = await store.stat(key)
  if (file === undefined) return undefined
  const { path, byteSize, modifiedAt } = file
  return {
    path,
    byteSize,
    modifiedAt: modifiedAt.getTime(),
    async bytes({ start, end }) {
      const isWhole = start === 0 && end === byteSize
      const stream = await store.getFile(key, isWhole ? {} : { range: { start, end: end - 1 } })
      return readExactly(stream, { start, end })
    },
    close: async () => undefined,
  }
}

/** A stream whose length was announced already, so that another length must not pass for the whole file. */
function readExactly(stream: ReadableStream<Uint8Array>, { start, end }: ByteSpan): ServedBytes {
  const reader = stream.getReader()
  let position = start
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.read()
        position += value?.length ?? 0
        if (done ? position < end : position > end) {
          throw new Error(`The store gave ${done ? 'fewer' : 'more'} bytes than the ${end - start} it was asked for`)
        }
        if (done || value.length > 0) return value ?? new Uint8Array()
      }
    },
    close: () => reader.cancel(),
  }
}
