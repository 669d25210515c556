import { resolve } from 'node:path'
import {
  checkPath,
  checkRange,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  type ListOptions,
  legacyFolderPath,
  legacyPaths,
  type PutFileOptions,
  publicUrl,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  type StoreErrorContext,
  spanOf,
  throwIfAborted,
  UnsafeKeyError,
} from '@imageattach/core'
import { copiedFile } from './copied-file.js'
import { type FileSystem, nodeFileSystem } from './file-system.js'
import { givenBytes } from './given-bytes.js'
import { listFiles, statFile } from './list-files.js'
import { openRegularFile, type RegularFile } from './open-regular-file.js'
import { readStream } from './read-stream.js'
import { removeFile } from './remove-file.js'
import { openServedFile } from './serving/open-served-file.js'
import type { ServableStore, ServedFile, ServedStats } from './serving/servable-store.js'
import { statServedFile } from './serving/stat-served-file.js'
import { isAbsence, storeFailure } from './store-failure.js'
import { StoreFolder } from './store-folder.js'
import { Turns } from './turns.js'
import { type FileContent, writeOnce } from './write-once.js'

/** Options of {@link FileSystemStore}. */
export interface FileSystemStoreOptions {
  /** Names the store in rows; never changed once rows name it. Default `local`. */
  readonly name?: string
  /** The folder that holds the files. The first write makes it. */
  readonly path: string
  /** Where a web server shows that folder; a `/` is added at the end if there is none. */
  readonly baseUrl: string
}

/**
 * Keeps files in a folder, for a web server to show. Every file appears whole, flushed to the disk, and is never
 * overwritten. Reads and deletes what SQLAlchemy-ImageAttach left there, too.
 *
 * ```ts
 * import { FileSystemStore } from '@imageattach/store-fs'
 *
 * export const store = new FileSystemStore({
 *   name: 'local',
 *   path: '/srv/images',
 *   baseUrl: 'https://images.example.com/',
 * })
 * ```
 */
export class FileSystemStore implements Store, ServableStore {
  readonly name: string
  readonly readsLegacyLayout = true
  readonly hasPlainUrls: boolean = true
  readonly #baseUrl: string
  readonly #fs: FileSystem
  readonly #folder: StoreFolder
  readonly #turns = new Turns()
  readonly #looks = new Map<string, Promise<ServedStats | undefined>>()

  /** @param fs - for tests: the calls that reach the disk */
  constructor({ name = 'local', path, baseUrl }: FileSystemStoreOptions, fs: FileSystem = nodeFileSystem) {
    if (typeof baseUrl !== 'string') throw new TypeError('baseUrl is no text: where does a browser get the files?')
    this.name = name
    this.#baseUrl = baseUrl
    this.#fs = fs
    this.#folder = new StoreFolder(resolve(path), fs)
  }

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    if (key.path === '') throw this.#readOnlyKey(key)
    const at = this.#at(checkPath(key.path, this.name))
    await this.#write(givenBytes(this.#fs, file, at, signal), at, signal)
  }

  /** From any other `FileSystemStore`; a disk that can share blocks does so. The copy keeps the permission bits. */
  async copyFrom(source: Store, from: ImageKey, to: ImageKey, { signal }: PutFileOptions = {}): Promise<boolean> {
    if (!(#folder in source)) return false
    if (to.path === '') throw this.#readOnlyKey(to)
    const at = this.#at(checkPath(to.path, this.name))
    throwIfAborted(signal, at)
    const place = await source.#placeOf(from)
    await this.#write(copiedFile(this.#fs, place), at, signal)
    return true
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    checkRange(range)
    const paths = this.#pathsOf(key)
    const at = this.#at(paths[0])
    throwIfAborted(signal, at)
    for (const path of paths) {
      const file = await this.#open(path, at)
      if (file === undefined) continue
      try {
        return readStream({ handle: file.handle, span: spanOf(range, file.byteSize), at, signal })
      } catch (error) {
        await file.handle.close()
        throw error
      }
    }
    throw this.#notFound(paths[0])
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    for (const path of this.#pathsOf(key)) {
      const at = this.#at(path)
      throwIfAborted(signal, at)
      try {
        await removeFile(this.#fs, await this.#folder.find(path, at))
      } catch (error) {
        if (!isAbsence(error)) throw storeFailure(error, 'delete', at)
      }
    }
  }

  getUrl(key: ImageKey): string {
    return publicUrl(this.#baseUrl, this.#pathsOf(key)[0])
  }

  async *list(prefix: string, { remains = false, signal }: ListOptions = {}): AsyncGenerator<StoredFile> {
    const at = this.#at(prefix)
    throwIfAborted(signal, at)
    try {
      yield* listFiles(this.#fs, { folder: this.#folder, prefix, at, remains, signal })
    } catch (error) {
      throw storeFailure(error, 'list', at)
    }
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    for (const path of this.#pathsOf(key)) {
      const at = this.#at(path)
      throwIfAborted(signal, at)
      try {
        const file = await statFile(this.#fs, await this.#folder.find(path, at), key.path)
        if (file !== undefined) return file
      } catch (error) {
        if (!isAbsence(error)) throw storeFailure(error, 'look at', at)
      }
    }
    return undefined
  }

  /** Opens a file for `serveNode` and its siblings, which then need no `stat`. */
  async openServed(key: ImageKey): Promise<ServedFile | undefined> {
    for (const path of this.#pathsOf(key)) {
      const at = this.#at(path)
      try {
        const file = await openServedFile(await this.#folder.place(path, at), at)
        if (file !== undefined) return file
      } catch (error) {
        if (!isAbsence(error)) throw storeFailure(error, 'open', at)
      }
    }
    return undefined
  }

  /** Looks at a file for a client that has its bytes: once for all that ask while the disk answers. */
  async statServed(key: ImageKey): Promise<ServedStats | undefined> {
    const [path] = this.#pathsOf(key)
    let look = this.#looks.get(path)
    if (look === undefined) {
      look = this.#look(path).finally(() => this.#looks.delete(path))
      this.#looks.set(path, look)
    }
    return look
  }

  async #look(path: string): Promise<ServedStats | undefined> {
    const at = this.#at(path)
    try {
      return await statServedFile(await this.#folder.place(path, at))
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw storeFailure(error, 'look at', at)
    }
  }

  async #write(content: FileContent, at: StoreErrorContext, signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal, at)
    try {
      const place = await this.#folder.make(at.key, at)
      // Else a failing put could take away the file of another one, which has just found the same bytes there.
      await this.#turns.take(place, () => writeOnce(this.#fs, { content, place, at, signal }))
    } catch (error) {
      throw storeFailure(error, 'write', at)
    }
  }

  /** Where a file is on the disk. Throws {@link FileNotFoundError} when there is none, or no regular one. */
  async #placeOf(key: ImageKey): Promise<string> {
    const paths = this.#pathsOf(key)
    for (const path of paths) {
      const at = this.#at(path)
      try {
        const place = await this.#folder.find(path, at)
        if (await statFile(this.#fs, place, path)) return place
      } catch (error) {
        if (!isAbsence(error)) throw storeFailure(error, 'look at', at)
      }
    }
    throw this.#notFound(paths[0])
  }

  #notFound(path: string): FileNotFoundError {
    return new FileNotFoundError(
      `Store ${JSON.stringify(this.name)} has no file ${JSON.stringify(path)}`,
      this.#at(path),
    )
  }

  async #open(path: string, at: StoreErrorContext): Promise<RegularFile | undefined> {
    try {
      return await openRegularFile(this.#fs, await this.#folder.find(path, at))
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw storeFailure(error, 'open', at)
    }
  }

  /** Where the key's file may be, checked, the likeliest place first: one place unless it is an ancestor's. */
  #pathsOf(key: ImageKey): readonly [string, ...string[]] {
    return key.path === '' ? legacyPaths(key, legacyFolderPath, this.name) : [checkPath(key.path, this.name)]
  }

  #at(path: string): StoreErrorContext {
    return { storeName: this.name, key: path }
  }

  #readOnlyKey(key: ImageKey): UnsafeKeyError {
    return new UnsafeKeyError(
      `A file of ${JSON.stringify(key.objectType)} without a path cannot be written: ` +
        'the layout of SQLAlchemy-ImageAttach is only read, take a path from newPath()',
      this.#at(''),
    )
  }
}
