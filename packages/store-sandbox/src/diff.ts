import { type ImageKey, keyOfPath, type StoreCallOptions, type StoredFile } from '@imageattach/core'
import type { Layers, ListingStore } from './layers.js'
import { markFolder } from './mark-file.js'

/** One difference between a sandbox and the store below it. */
export interface SandboxChange {
  /** `'added'`: the sandbox has the file. `'deleted'`: the store below has it, and the sandbox hides it. */
  readonly kind: 'added' | 'deleted'
  /** `path` is `''` for a file of SQLAlchemy-ImageAttach, whose place follows from the other fields. */
  readonly key: ImageKey
  /** Length in bytes of the file that was added or is hidden; `undefined` if the store below cannot `stat`. */
  readonly byteSize: number | undefined
}

/** What was deleted, then what was added. */
export async function* diff(
  layers: Layers<ListingStore>,
  options: StoreCallOptions,
): AsyncGenerator<SandboxChange, void, undefined> {
  for await (const key of layers.marks.list(options)) {
    const change = await deletion(layers, key, options)
    if (change) yield change
  }
  for await (const file of ownFiles(layers, options)) yield addition(file)
}

/** A marked file as a change; `undefined` if the store below has no such file, so that the mark hides nothing. */
export async function deletion(
  { underlying }: Layers,
  key: ImageKey,
  options: StoreCallOptions,
): Promise<SandboxChange | undefined> {
  const file = await underlying.stat?.(key, options)
  if (underlying.stat && !file) return undefined
  return { kind: 'deleted', key, byteSize: file?.byteSize }
}

/** A file of the sandbox as a change. */
export function addition({ path, byteSize }: StoredFile): SandboxChange {
  return { kind: 'added', key: keyOfPath(path), byteSize }
}

/** The files of the overriding store that are no marks. */
export async function* ownFiles(
  { overriding }: Layers<ListingStore>,
  options: StoreCallOptions,
): AsyncGenerator<StoredFile, void, undefined> {
  for await (const file of overriding.list('', options)) if (!file.path.startsWith(markFolder)) yield file
}
