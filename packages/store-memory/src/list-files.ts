import type { StoredFile } from '@imageattach/core'
import type { Volume } from 'memfs'
import { isAbsence } from './store-failure.js'

/** The files below a folder of the volume. `path` is the folder's own path, `''` or with a `/` at its end. */
export function* listFiles(volume: Volume, place: string, path: string): Generator<StoredFile> {
  for (const name of namesIn(volume, place)) {
    const file = statFile(volume, `${place}/${name}`, path + name)
    if (file === undefined) yield* listFiles(volume, `${place}/${name}`, `${path}${name}/`)
    else yield file
  }
}

/** What is known of a file; `undefined` if there is none, or a folder. */
export function statFile(volume: Volume, place: string, path: string): StoredFile | undefined {
  try {
    const stats = volume.statSync(place)
    return stats.isFile() ? { path, byteSize: stats.size, modifiedAt: stats.mtime } : undefined
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

function namesIn(volume: Volume, place: string): readonly string[] {
  try {
    return volume.readdirSync(place) as string[]
  } catch (error) {
    // Nothing was written yet, or the file was deleted during the walk.
    if (isAbsence(error)) return []
    throw error
  }
}
