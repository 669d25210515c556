import {
  type ImageKey,
  type ListOptions,
  legacyFolderPath,
  legacyObjectPath,
  legacySuffixes,
  type StoredFile,
} from '@imageattach/core'
import type { Layers } from './layers.js'
import { markFolder } from './mark-file.js'

/** The files of the sandbox, then those below that it does not hide. */
export async function* listLayers(
  { underlying, overriding, marks }: Layers,
  prefix: string,
  { own = false, ...options }: ListOptions = {},
): AsyncGenerator<StoredFile, void, undefined> {
  const hidden = new Set<string>()
  for await (const file of overriding.list?.(prefix, { own, ...options }) ?? []) {
    if (file.path.startsWith(markFolder)) continue
    hidden.add(file.path)
    yield file
  }
  if (own) return
  const { signal } = options
  for await (const key of marks.list(signal ? { signal } : {})) for (const path of placesOf(key)) hidden.add(path)
  for await (const file of underlying.list?.(prefix, options) ?? []) if (!hidden.has(file.path)) yield file
}

/** Where a file may be listed: a file of SQLAlchemy-ImageAttach under the path that one of its layouts gives it. */
function placesOf(key: ImageKey): readonly string[] {
  if (key.path !== '') return [key.path]
  return legacySuffixes(key.mimetype).flatMap(suffix => [
    legacyFolderPath(key) + suffix,
    legacyObjectPath(key) + suffix,
  ])
}
