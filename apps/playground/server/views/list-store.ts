import type { PlaygroundStore } from '../stores.js'
import { type FolderFile, listFolder } from './list-folder.js'

/** The files of a store, or why nobody knows them. */
export interface Listing {
  readonly files: readonly FolderFile[]
  readonly failure: string | null
}

/** Milliseconds that the page waits for a store at most. */
const patience = 5_000

/** All files of a store, temporary ones among them: a folder is asked itself, a store without one by its own listing. */
export async function listStore({ own, folder }: PlaygroundStore): Promise<Listing> {
  try {
    if (folder !== undefined) return { files: await listFolder(folder), failure: null }
    const files: FolderFile[] = []
    const signal = AbortSignal.timeout(patience)
    for await (const { path, byteSize } of own.list('', { signal })) files.push({ path, byteSize })
    return { files: files.sort((left, right) => (left.path < right.path ? -1 : 1)), failure: null }
  } catch (error) {
    return { files: [], failure: error instanceof Error ? error.message : String(error) }
  }
}
