import { addition, ownFiles } from './diff.js'
import type { Layers, ListingStore } from './layers.js'
import { carryOut, type SandboxEvent, type SandboxRunOptions } from './promote.js'

/** Takes every file and every mark out of the overriding store; the one below is not asked. */
export async function* discard(
  layers: Layers<ListingStore>,
  { dryRun = false, ...options }: SandboxRunOptions,
): AsyncGenerator<SandboxEvent, void, undefined> {
  const { overriding, marks } = layers
  for await (const file of ownFiles(layers, options)) {
    const change = addition(file)
    yield await carryOut(change, dryRun, () => overriding.deleteFile(change.key, options))
  }
  for await (const key of marks.list(options)) {
    yield await carryOut({ kind: 'deleted', key, byteSize: undefined }, dryRun, () => marks.unmark(key, options))
  }
}
