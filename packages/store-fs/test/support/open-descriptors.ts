import { readdir, readlink } from 'node:fs/promises'

/** How many files and folders below a folder the process has open; 0 where the system does not tell. */
export async function openDescriptors(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd').catch(() => [])
  const targets = await Promise.all(descriptors.map(name => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return targets.filter(target => target.startsWith(folder)).length
}
