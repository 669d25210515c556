import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Everything below a folder that is no folder, temporary files included, as paths from there, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}
