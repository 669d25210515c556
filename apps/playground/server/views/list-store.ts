import type { PlaygroundStore } from '../stores.js'
import { type FolderFile, listFolder } from './list-folder.js'

/** All files of a store, temporary ones among them: a folder is asked itself, a store without one by its own listing. */
export async function listStore({ own, folder }: PlaygroundStore): Promise<readonly FolderFile[]> {
  if (folder !== undefined) return listFolder(folder)
  const files: FolderFile[] = []
  for await (const { path, byteSize } of own.list('')) files.push({ path, byteSize })
  return files.sort((left, right) => (left.path < right.path ? -1 : 1))
}
