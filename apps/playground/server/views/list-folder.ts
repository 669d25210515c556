import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A file as the disk knows it. */
export interface FolderFile {
  /** From the folder on, with slashes. */
  readonly path: string
  readonly byteSize: number
}

/** All files below a folder, temporary ones among them: the disk is asked, not the store. */
export async function listFolder(folder: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: FolderFile[] = []
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const place = join(entry.parentPath, entry.name)
    // It may have gone since the folder was read.
    const stats = await lstat(place).catch(() => undefined)
    if (stats) files.push({ path: relative(folder, place).split(sep).join('/'), byteSize: stats.size })
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1))
}
