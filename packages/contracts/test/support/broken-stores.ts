import { posix } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { GetFileOptions, ImageKey, PutFileOptions, Store, StoreCallOptions, StoredFile } from '@imageattach/core'
import { checkPath } from '@imageattach/core'
import { MapStore } from './map-store.js'

/** A store that breaks one promise, and the cases that must notice. */
export interface BrokenStore {
  /** What it does wrong. */
  readonly name: string
  readonly create: () => Store
  /** The names of the cases, or their beginnings. */
  readonly caught: readonly string[]
}

function broken(name: string, create: () => Store, ...caught: readonly string[]): BrokenStore {
  return { name, create, caught }
}

/** Whole turns of the event loop, in which others may look. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate()
}

const brokenRoundTrips: readonly BrokenStore[] = [
  broken(
    'has a name that no row holds',
    () =>
      new (class extends MapStore {
        override readonly name = 'My Store'
      })(),
    'has a name',
  ),
  broken(
    'takes no bytes for no file',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          if (file.length > 0) await super.putFile(file, key, options)
        }
      })(),
    'returns a file of no bytes',
  ),
  broken(
    'loses the last byte',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          await super.putFile(file.subarray(0, -1), key, options)
        }
      })(),
    'returns a file of one byte',
    'returns a large file',
  ),
  broken(
    'takes bytes for text',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          await super.putFile(new TextEncoder().encode(new TextDecoder().decode(file)), key, options)
        }
      })(),
    'returns every value of a byte',
  ),
  broken(
    'writes the buffer behind a view',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          await super.putFile(new Uint8Array(file.buffer), key, options)
        }
      })(),
    'writes only the part that a view shows',
  ),
  broken(
    'drops what can be made again',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          if (!options.reproducible) await super.putFile(file, key, options)
        }
      })(),
    'returns a file that was put as reproducible',
  ),
  broken(
    'has room for short names only',
    () =>
      new (class extends MapStore {
        override check(key: ImageKey, signal: AbortSignal | undefined) {
          super.check(key, signal)
          if (key.path.length > 255) throw this.failure('unavailable', key)
        }
      })(),
    'keeps a file for the longest path',
  ),
  broken(
    'gives the whole file as one chunk',
    () =>
      new (class extends MapStore {
        override stream(bytes: Uint8Array) {
          return oneChunk(bytes)
        }
      })(),
    'streams a large file',
    'fails a stream whose signal is aborted',
  ),
  broken(
    "keeps the caller's own buffer",
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          await super.putFile(file, key, options)
          this.files.set(key.path, file)
        }
      })(),
    'keeps the file when the caller changes its buffer',
  ),
  broken(
    'hands its own memory out',
    () =>
      new (class extends MapStore {
        override async getFile(key: ImageKey, options: GetFileOptions = {}) {
          const stream = await super.getFile(key, options)
          const bytes = this.files.get(key.path)
          return options.range || !bytes ? stream : this.stream(bytes, key, options.signal)
        }
      })(),
    'keeps the file when a reader changes the chunks',
  ),
  broken(
    'reads all files into one buffer',
    () =>
      new (class extends MapStore {
        readonly #buffer = new Uint8Array(8_192)
        #used = 0
        override stream(bytes: Uint8Array, key: ImageKey, signal: AbortSignal | undefined) {
          if (bytes.length > this.#buffer.length - this.#used) return super.stream(bytes, key, signal)
          const copy = this.#buffer.subarray(this.#used, this.#used + bytes.length)
          copy.set(bytes)
          this.#used += bytes.length
          return super.stream(copy, key, signal)
        }
      })(),
    'hands out memory of each file alone',
  ),
  broken(
    'has one stream for all readers of a file',
    () =>
      new (class extends MapStore {
        readonly #streams = new Map<string, Promise<ReadableStream<Uint8Array>>>()
        override async getFile(key: ImageKey, options?: GetFileOptions) {
          const stream = this.#streams.get(key.path) ?? super.getFile(key, options)
          this.#streams.set(key.path, stream)
          return stream
        }
      })(),
    'serves two readers',
  ),
]

const brokenRanges: readonly BrokenStore[] = [
  broken(
    'ignores ranges',
    () =>
      new (class extends MapStore {
        override getFile(key: ImageKey, { signal }: GetFileOptions = {}) {
          return super.getFile(key, signal ? { signal } : {})
        }
      })(),
    'gives the first bytes',
    'gives a single byte',
    'gives the last byte',
    'gives a part from the middle',
    'gives the rest of a file when a range has no end',
    'gives the rest of a file when a range ends past it',
    'refuses a range that no file has',
    'refuses a range that starts past the file',
  ),
  broken(
    'leaves out the last byte of a range',
    () =>
      new (class extends MapStore {
        override getFile(key: ImageKey, options: GetFileOptions = {}) {
          const { range } = options
          if (range?.end === undefined || range.end <= range.start) return super.getFile(key, options)
          return super.getFile(key, { ...options, range: { start: range.start, end: range.end - 1 } })
        }
      })(),
    'gives the first bytes',
    'gives a part from the middle',
  ),
]

const brokenDeletions: readonly BrokenStore[] = [
  broken(
    'gives an empty stream for an absent file',
    () =>
      new (class extends MapStore {
        override async getFile(key: ImageKey, options: GetFileOptions = {}) {
          this.check(key, options.signal)
          return this.files.has(key.path) ? super.getFile(key, options) : oneChunk()
        }
      })(),
    'says that a file is absent',
    'does not find a file any more',
    'puts nothing when the signal is aborted already',
  ),
  broken(
    'calls an absent file a failure',
    () =>
      new (class extends MapStore {
        override async getFile(key: ImageKey, options?: GetFileOptions) {
          return super.getFile(key, options).catch((error: unknown) => {
            throw (error as Error).name === 'FileNotFoundError' ? this.failure('unavailable', key) : error
          })
        }
      })(),
    'says that a file is absent',
  ),
  broken(
    'finds a file by the beginning of its path',
    () =>
      new (class extends MapStore {
        override async getFile(key: ImageKey, options?: GetFileOptions) {
          this.check(key, options?.signal)
          const stem = key.path.replace(/\.jpg$/, '')
          const path = [...this.files.keys()].find(candidate => candidate.startsWith(stem))
          return super.getFile({ ...key, path: path ?? key.path }, options)
        }
      })(),
    'says so as well for an absent file beside one that exists',
    'says so as well for a folder',
  ),
  broken(
    'cannot delete what is absent',
    () =>
      new (class extends MapStore {
        override async deleteFile(key: ImageKey, options?: StoreCallOptions) {
          this.check(key, options?.signal)
          if (!this.files.has(key.path)) throw this.absence(key)
          await super.deleteFile(key, options)
        }
      })(),
    'deletes an absent file',
    'deletes a file twice',
  ),
  broken(
    'deletes nothing',
    () =>
      new (class extends MapStore {
        override async deleteFile(key: ImageKey, options?: StoreCallOptions) {
          this.check(key, options?.signal)
        }
      })(),
    'does not find a file any more',
    'deletes a file twice',
    'does not list a file any more',
    'tells nothing of an absent file, of a deleted one',
  ),
  broken(
    'deletes by prefix',
    () =>
      new (class extends MapStore {
        override async deleteFile(key: ImageKey, options?: StoreCallOptions) {
          await super.deleteFile(key, options)
          for (const path of [...this.files.keys()]) if (path.startsWith(key.path)) this.files.delete(path)
        }
      })(),
    'leaves every file whose name begins like',
    'deletes no file of a folder',
  ),
  broken(
    'ends a stream early when its file is deleted',
    () =>
      new (class extends MapStore {
        override stream(bytes: Uint8Array, key: ImageKey, signal: AbortSignal | undefined) {
          const reader = super.stream(bytes, key, signal).getReader()
          return new ReadableStream<Uint8Array>(
            {
              pull: async controller => {
                const { done, value } = await reader.read()
                if (done || !this.files.has(key.path)) controller.close()
                else controller.enqueue(value)
              },
            },
            { highWaterMark: 0 },
          )
        }
      })(),
    'finishes a stream that was open before the deletion',
  ),
]

const brokenWrites: readonly BrokenStore[] = [
  broken(
    'overwrites in place',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          this.files.set(key.path, new Uint8Array(file))
        }
      })(),
    'refuses other bytes of the same length',
    'refuses more bytes',
    'refuses fewer bytes',
    'keeps one of two different files',
  ),
  broken(
    'accepts nothing twice',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          if (this.files.has(key.path)) throw this.failure('conflict', key)
          await super.putFile(file, key, options)
        }
      })(),
    'accepts the same bytes',
    'keeps one whole file when the same is put twenty times',
  ),
  broken(
    'says nothing of other bytes',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          if (!this.files.has(key.path)) await super.putFile(file, key, options)
        }
      })(),
    'refuses other bytes of the same length',
    'keeps one of two different files',
  ),
  broken(
    'shows half a file',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          if (this.files.has(key.path)) return super.putFile(file, key, options)
          this.files.set(key.path, file.slice(0, file.length / 2))
          await aWhile()
          this.files.set(key.path, new Uint8Array(file))
        }
      })(),
    'shows nothing of a file, or all of it',
    'lists nothing of a file, or all of it',
  ),
  broken(
    'lists its temporary files',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          this.check(key, options?.signal)
          this.files.set(`${key.path}.tmp`, file)
          await aWhile()
          this.files.delete(`${key.path}.tmp`)
          await super.putFile(file, key, options)
        }
      })(),
    'lists nothing of a file, or all of it',
  ),
  broken(
    'writes all files through one buffer',
    () =>
      new (class extends MapStore {
        #buffer = new Uint8Array()
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          this.#buffer = new Uint8Array(file)
          await aWhile()
          await super.putFile(this.#buffer, key, options)
        }
      })(),
    'keeps twenty files that are put at once',
  ),
  broken(
    'looks first and writes later',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          const isNew = !this.files.has(key.path)
          await aWhile()
          if (isNew) this.files.delete(key.path)
          await super.putFile(file, key, options)
        }
      })(),
    'keeps one of two different files',
  ),
]

const brokenKeys: readonly BrokenStore[] = [
  broken(
    'checks no path',
    () =>
      new (class extends MapStore {
        override check(key: ImageKey, signal: AbortSignal | undefined) {
          if (signal?.aborted) throw this.failure('aborted', key)
        }
        override getUrl(key: ImageKey) {
          return `https://images.example.com/${key.path}`
        }
      })(),
    'refuses to put under an unsafe path',
    'refuses to get from an unsafe path',
    'refuses to delete an unsafe path',
    'refuses a URL for an unsafe path',
    'refuses to look at an unsafe path',
    'never writes for a key without a path',
    'refuses a key without a path',
    'touches no file when it refuses',
  ),
  broken(
    'tidies a path up and goes on',
    () =>
      new (class extends MapStore {
        #tidy(key: ImageKey) {
          return { ...key, path: posix.normalize(key.path) }
        }
        override putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions) {
          return super.putFile(file, this.#tidy(key), options)
        }
        override deleteFile(key: ImageKey, options?: StoreCallOptions) {
          return super.deleteFile(this.#tidy(key), options)
        }
      })(),
    'refuses to put under an unsafe path',
    'touches no file when it refuses',
  ),
  broken(
    'refuses two dots alone',
    () =>
      new (class extends MapStore {
        override check(key: ImageKey, signal: AbortSignal | undefined) {
          if (key.path.split('/').includes('..')) checkPath(key.path, this.name)
          if (signal?.aborted) throw this.failure('aborted', key)
        }
      })(),
    'refuses to put under an unsafe path',
    'never writes for a key without a path',
  ),
]

const brokenCancellations: readonly BrokenStore[] = [
  broken(
    'ignores signals',
    () =>
      new (class extends MapStore {
        override check(key: ImageKey) {
          super.check(key, undefined)
        }
        override stream(bytes: Uint8Array, key: ImageKey) {
          return super.stream(bytes, key, undefined)
        }
        override list(prefix: string) {
          return super.list(prefix)
        }
      })(),
    'puts nothing when the signal is aborted already',
    'leaves nothing in its listing when the signal is aborted already',
    'opens no file when the signal is aborted already',
    'fails a stream whose signal is aborted',
    'deletes nothing when the signal is aborted already',
    'stops a listing when the signal is aborted',
  ),
  broken(
    'leaves half a file when the signal is aborted on the way',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          this.files.set(key.path, file.slice(0, file.length / 2))
          await aWhile()
          this.check(key, options.signal)
          this.files.set(key.path, new Uint8Array(file))
        }
      })(),
    'has put all or nothing when the signal is aborted on the way',
    'leaves nothing in its listing when the signal is aborted on the way',
  ),
  broken(
    'leaves its temporary file when the signal is aborted on the way',
    () =>
      new (class extends MapStore {
        override async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}) {
          this.check(key, options.signal)
          this.files.set(`${key.path}.tmp`, file)
          await aWhile()
          this.check(key, options.signal)
          this.files.delete(`${key.path}.tmp`)
          await super.putFile(file, key, options)
        }
      })(),
    'leaves nothing in its listing when the signal is aborted on the way',
  ),
  broken(
    'cannot stop a stream',
    () =>
      new (class extends MapStore {
        override stream(bytes: Uint8Array, key: ImageKey, signal: AbortSignal | undefined) {
          const stream = super.stream(bytes, key, signal)
          const reader = stream.getReader()
          return new ReadableStream<Uint8Array>(
            {
              pull: async controller => {
                const { done, value } = await reader.read()
                if (done) controller.close()
                else controller.enqueue(value)
              },
              cancel: () => Promise.reject(new Error('This stream has no brake')),
            },
            { highWaterMark: 0 },
          )
        }
      })(),
    'lets a reader stop',
  ),
  broken(
    'stays locked by a listing that was left',
    () =>
      new (class extends MapStore {
        #isListing = false
        override async *list(prefix: string, options?: StoreCallOptions): AsyncGenerator<StoredFile> {
          if (this.#isListing) throw this.failure('unavailable', { path: prefix })
          this.#isListing = true
          yield* super.list(prefix, options)
          this.#isListing = false
        }
      })(),
    'lets a caller stop in the midst of a listing',
  ),
]

const brokenUrls: readonly BrokenStore[] = [
  broken(
    'has no URL for an absent file',
    () =>
      new (class extends MapStore {
        override getUrl(key: ImageKey) {
          if (!this.files.has(checkPath(key.path, this.name))) throw this.absence(key)
          return super.getUrl(key)
        }
      })(),
    'gives the same URL',
  ),
  broken(
    'draws lots for the host',
    () =>
      new (class extends MapStore {
        override getUrl(key: ImageKey) {
          return `https://host-${Math.random()}.example.com/${checkPath(key.path, this.name)}`
        }
      })(),
    'gives the same URL',
  ),
  broken(
    'counts its calls in URLs that it calls plain',
    () =>
      new (class extends MapStore {
        readonly hasPlainUrls = true
        #calls = 0
        override getUrl(key: ImageKey) {
          this.#calls += 1
          return `https://images.example.com/${checkPath(key.path, this.name)}?call=${this.#calls}`
        }
      })(),
    'gives the same URL',
  ),
  broken(
    'makes slugs for URLs',
    () =>
      new (class extends MapStore {
        override getUrl(key: ImageKey) {
          return `https://images.example.com/${checkPath(key.path, this.name).replaceAll(/[^a-z0-9]/g, '-')}`
        }
      })(),
    'gives every key a URL of its own',
  ),
  broken(
    'leaves a quotation mark in a URL',
    () =>
      new (class extends MapStore {
        override getUrl(key: ImageKey) {
          return `https://images.example.com/"my files"/${checkPath(key.path, this.name)}`
        }
      })(),
    'gives a URL that needs no further encoding',
  ),
]

const brokenListings: readonly BrokenStore[] = [
  broken(
    'lists one page',
    () =>
      new (class extends MapStore {
        override async *list(prefix: string, options?: StoreCallOptions) {
          let count = 0
          for await (const file of super.list(prefix, options)) if (count++ < 50) yield file
        }
      })(),
    'lists every file once',
  ),
  broken(
    'lists a folder of its own making',
    () =>
      new (class extends MapStore {
        override async *list(prefix: string, options?: StoreCallOptions) {
          yield { path: 'lost-and-found', byteSize: 0, modifiedAt: new Date() }
          yield* super.list(prefix, options)
        }
      })(),
    'lists nothing when nothing was put',
    'lists every file once',
  ),
  broken(
    'ignores the prefix',
    () =>
      new (class extends MapStore {
        override list(_prefix: string, options?: StoreCallOptions) {
          return super.list('', options)
        }
      })(),
    'lists the files whose path starts with the prefix',
    'does not take characters of a prefix as a pattern',
    'finds nothing outside its root',
  ),
  broken(
    'takes a prefix for a folder',
    () =>
      new (class extends MapStore {
        override list(prefix: string, options?: StoreCallOptions) {
          return super.list(prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`, options)
        }
      })(),
    'lists the files whose path starts with the prefix',
  ),
  broken(
    'takes a prefix for a pattern of SQL',
    () =>
      new (class extends MapStore {
        override async *list(prefix: string, options?: StoreCallOptions) {
          const pattern = prefix
            .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('%', '.*')
            .replaceAll('_', '.')
          for await (const file of super.list('', options)) if (new RegExp(`^${pattern}`).test(file.path)) yield file
        }
      })(),
    'does not take characters of a prefix as a pattern',
  ),
  broken(
    'climbs with a prefix',
    () =>
      new (class extends MapStore {
        override list(prefix: string, options?: StoreCallOptions) {
          return super.list(prefix.replaceAll(/(\.*\/)+/g, ''), options)
        }
      })(),
    'finds nothing outside its root',
  ),
  broken(
    'does not know when it wrote',
    () =>
      new (class extends MapStore {
        override async *list(prefix: string, options?: StoreCallOptions) {
          for await (const file of super.list(prefix, options)) yield { ...file, modifiedAt: new Date(Number.NaN) }
        }
      })(),
    'lists when each file was written',
  ),
  broken(
    'tells the time of the call for that of the file',
    () =>
      new (class extends MapStore {
        override writtenAt() {
          return new Date()
        }
      })(),
    'lists when each file was written',
  ),
  broken(
    'counts time in seconds',
    () =>
      new (class extends MapStore {
        override writtenAt(path: string) {
          return new Date(super.writtenAt(path).getTime() / 1_000)
        }
      })(),
    'lists when each file was written',
    'tells the path, length and time',
  ),
  broken(
    'lists a thousand files at most',
    () =>
      new (class extends MapStore {
        override async *list(prefix: string, options?: StoreCallOptions) {
          let count = 0
          for await (const file of super.list(prefix, options)) if (count++ < 1_000) yield file
        }
      })(),
    'lists more files than services put on a page',
  ),
  broken(
    'looks at a file for nobody',
    () =>
      new (class extends MapStore {
        override stat(key: ImageKey) {
          return super.stat(key)
        }
      })(),
    'tells nothing of a file when the signal is aborted already',
  ),
  broken(
    'counts characters for bytes',
    () =>
      new (class extends MapStore {
        override async stat(key: ImageKey) {
          const file = await super.stat(key)
          return file && { ...file, byteSize: new TextDecoder().decode(this.files.get(key.path)).length }
        }
      })(),
    'tells the path, length and time',
  ),
  broken(
    'fails to look at an absent file',
    () =>
      new (class extends MapStore {
        override async stat(key: ImageKey) {
          const file = await super.stat(key)
          if (file === undefined) throw this.absence(key)
          return file
        }
      })(),
    'tells nothing of an absent file',
  ),
]

function oneChunk(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) if (chunk.length > 0) controller.enqueue(chunk)
      controller.close()
    },
  })
}

/** One store for every way to break a promise that we could think of. */
const brokenCopies: readonly BrokenStore[] = [
  broken(
    'says that it has copied what it has not',
    () =>
      new (class extends MapStore {
        override async copyFrom() {
          return true
        }
      })(),
    'copies a file, and leaves',
    'copies a file without bytes',
    'copies a large file',
    'keeps a copy whose source',
    'says that the source is absent',
    'copies nothing from a store',
    'copies the same bytes to the same key',
    'refuses to copy to or from',
    'copies nothing when the signal',
    'copies twenty files at once',
  ),
  broken(
    'moves instead of copying',
    () =>
      new (class extends MapStore {
        override async copyFrom(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions) {
          const isCopied = await super.copyFrom(source, from, to, options)
          if (isCopied) await source.deleteFile(from)
          return isCopied
        }
      })(),
    'copies a file, and leaves',
    'copies the same bytes to the same key',
  ),
  broken(
    'makes an empty file of an absent one',
    () =>
      new (class extends MapStore {
        override async copyFrom(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions) {
          if (source instanceof MapStore && !source.files.has(from.path)) this.files.set(to.path, new Uint8Array(0))
          return super.copyFrom(source, from, to, options)
        }
      })(),
    'says that the source is absent',
  ),
  broken(
    'copies through this process from anywhere',
    () =>
      new (class extends MapStore {
        override async copyFrom(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions) {
          if (source instanceof MapStore) return super.copyFrom(source, from, to, options)
          await this.putFile(new Uint8Array(await new Response(await source.getFile(from)).arrayBuffer()), to, options)
          return true
        }
      })(),
    'copies nothing from a store',
  ),
  broken(
    'copies over other bytes',
    () =>
      new (class extends MapStore {
        override async copyFrom(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions) {
          this.files.delete(to.path)
          return super.copyFrom(source, from, to, options)
        }
      })(),
    'copies the same bytes to the same key',
  ),
]

/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:1/'

const brokenSignatures: readonly BrokenStore[] = [
  broken(
    'signs anything, each time anew, for a server that is not there',
    () => Object.assign(new MapStore(), { signUrl: async () => `${nowhere}${Math.random()}` }),
    'shows a file to whoever',
    'shows nothing for a signed URL',
    'signs a URL before',
    'gives a signed URL again',
    'refuses to sign for no time',
    'refuses to sign an unsafe',
  ),
  broken(
    'gives forms for anything, and takes none',
    () => Object.assign(new MapStore(), { presignUpload: async () => ({ url: nowhere, fields: { key: 'one' } }) }),
    'takes a file by a form',
    'takes no more bytes',
    'takes no file of another type',
    'takes no file by a form',
    'refuses a form',
  ),
]

export const brokenStores: readonly BrokenStore[] = [
  ...brokenRoundTrips,
  ...brokenRanges,
  ...brokenDeletions,
  ...brokenWrites,
  ...brokenKeys,
  ...brokenCancellations,
  ...brokenUrls,
  ...brokenListings,
  ...brokenCopies,
  ...brokenSignatures,
]
