import { DeleteObjectCommand, HeadObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import {
  checkPath,
  checkRange,
  type DeletionMarks,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  type ListOptions,
  legacyObjectPath,
  legacyPaths,
  type PutFileOptions,
  publicUrl,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  UnsafeKeyError,
} from '@imageattach/core'
import { BucketClient } from './bucket-client.js'
import { bucketUrl } from './bucket-url.js'
import { markType } from './is-mark.js'
import { listFiles } from './list-objects.js'
import { makeClient } from './make-client.js'
import { S3Marks } from './marks.js'
import { ObjectBody } from './object-body.js'
import { openObject } from './read-object.js'
import { readStream } from './read-stream.js'
import { resolveTimeouts, type S3StoreOptions } from './s3-store-options.js'
import { type ErrorContext, throwIfAborted } from './store-failure.js'
import { writeOnce } from './write-once.js'

const defaultReducedClass = 'REDUCED_REDUNDANCY'

/**
 * Keeps files in a bucket of Amazon S3, or of a server that speaks its protocol. Every file appears whole and is never
 * overwritten; every read is checked. Reads and deletes what SQLAlchemy-ImageAttach left there, too.
 *
 * ```ts
 * import { S3Store } from '@imageattach/store-s3'
 *
 * export const store = new S3Store({
 *   bucket: 'example-images',
 *   region: 'eu-central-1',
 *   publicBaseUrl: 'https://images.example.com/',
 * })
 * ```
 */
export class S3Store implements Store {
  readonly name: string
  readonly readsLegacyLayout = true
  readonly marks: DeletionMarks
  readonly #bucket: BucketClient
  /** What every key starts with. */
  readonly #root: string
  readonly #options: S3StoreOptions
  #bucketUrl: Promise<string> | undefined

  constructor(options: S3StoreOptions) {
    const timeouts = resolveTimeouts(options.timeouts)
    this.name = options.name ?? 's3'
    this.#bucket = new BucketClient(makeClient(options, timeouts), options.bucket, timeouts)
    this.#root = rootOf(options.prefix)
    this.#options = options
    const { reducedStorageClass = defaultReducedClass } = options
    this.marks = new S3Marks({
      bucket: this.#bucket,
      root: this.#root,
      storeName: this.name,
      parameters: reducedStorageClass ? { StorageClass: reducedStorageClass } : {},
      pathsOf: key => this.#pathsOf(key),
    })
  }

  async putFile(file: Uint8Array, key: ImageKey, { reproducible = false, signal }: PutFileOptions = {}): Promise<void> {
    if (key.path === '') throw this.#readOnlyKey(key)
    const path = checkPath(key.path, this.name)
    const at = this.#at(path)
    throwIfAborted(signal, at)
    const parameters = this.#parameters(key, reproducible)
    const { headers = {} } = this.#options
    await writeOnce(this.#bucket, { bytes: file, place: this.#root + path, at, signal, parameters, headers })
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    checkRange(range)
    const paths = this.#pathsOf(key)
    const at = this.#at(paths[0])
    for (const path of paths) {
      const place = this.#root + path
      const object = await openObject(this.#bucket, { place, at, range, signal })
      if (object === undefined) continue
      const body = new ObjectBody(object, this.#bucket.timeouts, start => {
        const rest = { start, ...(range?.end === undefined ? {} : { end: range.end }) }
        return openObject(this.#bucket, { place, at, range: rest, signal, etag: object.etag })
      })
      return readStream({ body, sha256: object.sha256, at, signal })
    }
    throw new FileNotFoundError(`Store ${JSON.stringify(this.name)} has no file ${JSON.stringify(at.key)}`, at)
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    for (const path of this.#pathsOf(key)) {
      const command = new DeleteObjectCommand({ Bucket: this.#bucket.bucket, Key: this.#root + path })
      await this.#bucket.runIfPresent({ action: 'delete', at: this.#at(path), signal }, options =>
        this.#bucket.client.send(command, options),
      )
    }
  }

  getUrl(key: ImageKey): string | Promise<string> {
    const place = this.#root + this.#pathsOf(key)[0]
    const { publicBaseUrl } = this.#options
    if (publicBaseUrl !== undefined) return publicUrl(publicBaseUrl, place)
    this.#bucketUrl ??= bucketUrl(this.#bucket.client, this.#bucket.bucket)
    return this.#bucketUrl.then(base => publicUrl(base, place))
  }

  async *list(prefix: string, { signal }: ListOptions = {}): AsyncGenerator<StoredFile> {
    yield* listFiles(this.#bucket, { root: this.#root, prefix, at: this.#at(prefix), signal })
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    for (const path of this.#pathsOf(key)) {
      const command = new HeadObjectCommand({ Bucket: this.#bucket.bucket, Key: this.#root + path })
      const found = await this.#bucket.runIfPresent({ action: 'look at', at: this.#at(path), signal }, options =>
        this.#bucket.client.send(command, options),
      )
      if (found === undefined || found.ContentType === markType) continue
      const { ContentLength: byteSize = 0, LastModified: modifiedAt = new Date(0) } = found
      return { path: key.path, byteSize, modifiedAt }
    }
    return undefined
  }

  /** What an object is given beside its bytes. */
  #parameters(key: ImageKey, reproducible: boolean): Omit<PutObjectCommandInput, 'Bucket' | 'Key' | 'Body'> {
    const { cacheControl = 'public, max-age=31536000, immutable', acl, encryption } = this.#options
    const { storageClass, reducedStorageClass = defaultReducedClass } = this.#options
    const wanted = reproducible ? reducedStorageClass || undefined : storageClass
    return {
      ContentType: key.mimetype,
      CacheControl: cacheControl,
      ...(wanted === undefined ? {} : { StorageClass: wanted }),
      ...(acl === undefined ? {} : { ACL: acl }),
      ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.algorithm }),
      ...(encryption?.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
    }
  }

  /** Where the key's file may be, checked, the likeliest place first: one place unless it is an ancestor's. */
  #pathsOf(key: ImageKey): readonly [string, ...string[]] {
    return key.path === '' ? legacyPaths(key, legacyObjectPath, this.name) : [checkPath(key.path, this.name)]
  }

  #at(path: string): ErrorContext {
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

/** As the ancestor read a prefix, so that its keys are found: a slash in front stays, those behind go. */
function rootOf(prefix = ''): string {
  const trimmed = prefix.trim().replace(/\/+$/, '')
  return trimmed === '' ? '' : `${trimmed}/`
}
