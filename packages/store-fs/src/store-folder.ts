import { dirname, resolve, sep } from 'node:path'
import { type StoreErrorContext, UnsafeKeyError } from '@imageattach/core'
import type { FileSystem } from './file-system.js'
import { errorCode, isAbsence } from './store-failure.js'
import { syncFolder } from './sync-folder.js'

/**
 * The folder of a store, and the one place where a path of the store becomes a place on the disk. The folder itself
 * may be reached through symbolic links, which are resolved once; below it no link is followed.
 */
export class StoreFolder {
  readonly #fs: FileSystem
  readonly #path: string
  /** Folders whose name is known to survive a power cut. */
  readonly #durable = new Set<string>()
  #root: string | undefined

  constructor(path: string, fs: FileSystem) {
    this.#path = path
    this.#fs = fs
  }

  /** The place of a file, whose folder must exist: else it fails as the operating system does for an absent file. */
  async find(path: string, at: StoreErrorContext): Promise<string> {
    const place = placeBelow(await this.#realRoot(), path, at)
    await this.#assertReal(dirname(place), at)
    return place
  }

  /** The place of a file, for whoever asks where the file is that was opened there: links on the way are not looked for. */
  async place(path: string, at: StoreErrorContext): Promise<string> {
    return placeBelow(await this.#realRoot(), path, at)
  }

  /** The place of a folder that exists; `''` is the store's own. */
  async findFolder(path: string, at: StoreErrorContext): Promise<string> {
    const root = await this.#realRoot()
    if (path === '') return root
    const place = placeBelow(root, path, at)
    await this.#assertReal(place, at)
    return place
  }

  /** The place of a file that is to be written: folders on the way are made, durably. */
  async make(path: string, at: StoreErrorContext): Promise<string> {
    const root = await this.#realRoot().catch((error: unknown) => {
      if (!isAbsence(error)) throw error
      return this.#makeRoot()
    })
    const place = placeBelow(root, path, at)
    await this.#makeFolder(dirname(place), root, at)
    return place
  }

  async #realRoot(): Promise<string> {
    this.#root ??= await this.#fs.realpath(this.#path)
    return this.#root
  }

  async #makeRoot(): Promise<string> {
    const first = await this.#fs.mkdir(this.#path, { recursive: true })
    if (first !== undefined) await this.#syncUpTo(dirname(first), dirname(this.#path))
    return this.#realRoot()
  }

  /** Flushes every folder from the lower one up to the upper one. */
  async #syncUpTo(upper: string, lower: string): Promise<void> {
    await syncFolder(this.#fs, lower)
    if (lower !== upper && lower !== dirname(lower)) await this.#syncUpTo(upper, dirname(lower))
  }

  /** Makes one folder after the other, since a recursive `mkdir` would follow a link out of the store. */
  async #makeFolder(folder: string, root: string, at: StoreErrorContext): Promise<void> {
    if (folder === root) {
      await this.#makeRoot()
      return
    }
    try {
      await this.#assertReal(folder, at)
      if (this.#durable.has(folder)) return
    } catch (error) {
      if (!isAbsence(error)) throw error
      await this.#makeFolder(dirname(folder), root, at)
      await this.#mkdir(folder, at)
    }
    // Another process may have made the folder a moment ago without having flushed it yet.
    await syncFolder(this.#fs, dirname(folder))
    this.#durable.add(folder)
  }

  async #mkdir(folder: string, at: StoreErrorContext): Promise<void> {
    try {
      await this.#fs.mkdir(folder)
    } catch (error) {
      // Made by another put meanwhile, or a link to nowhere: the check below tells them apart.
      if (errorCode(error) !== 'EEXIST') throw error
      await this.#assertReal(folder, at).catch((reason: unknown) => {
        throw isAbsence(reason) ? outside(at, reason) : reason
      })
    }
  }

  async #assertReal(folder: string, at: StoreErrorContext): Promise<void> {
    if ((await this.#fs.realpath(folder)) !== folder) throw outside(at)
  }
}

/** Joins a path to the root. What is not below the root after resolving is refused without asking the disk. */
export function placeBelow(root: string, path: string, at: StoreErrorContext): string {
  const place = resolve(root, path)
  const below = root.endsWith(sep) ? root : root + sep
  if (!place.startsWith(below) || path.includes('\0')) throw outside(at)
  return place
}

function outside(at: StoreErrorContext, cause?: unknown): UnsafeKeyError {
  return new UnsafeKeyError(
    `Path ${JSON.stringify(at.key)} leads through a link or out of the folder of store ${JSON.stringify(at.storeName)}: ` +
      'remove the link, or move its target into the folder',
    at,
    cause === undefined ? {} : { cause },
  )
}
