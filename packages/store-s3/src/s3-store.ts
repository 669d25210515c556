import { DeleteObjectCommand } from '@aws-sdk/client-s3'
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
  type PresignedUpload,
  type PresignUploadOptions,
  type PutFileOptions,
  publicUrl,
  type SignUrlOptions,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  type StoreErrorContext,
  throwIfAborted,
  UnsafeKeyError,
} from '@imageattach/core'
import { BucketClient } from './bucket-client.js'
import { bucketUrl } from './bucket-url.js'
import { copyOnce } from './copy-once.js'
import { markType } from './is-mark.js'
import { listFiles } from './list-objects.js'
import { type LookOptions, lookAt } from './look-at.js'
import { makeClient } from './make-client.js'
import { S3Marks } from './marks.js'
import { ObjectBody } from './object-body.js'
import { presignUpload } from './presign-upload.js'
import { openObject } from './read-object.js'
import { readStream } from './read-stream.js'
import { resolveTimeouts, type S3StoreOptions } from './s3-store-options.js'
import { serviceOf } from './service-of.js'
import { checkExpiresIn, signUrl } from './sign-url.js'
import { type Signer, signerOf } from './signature.js'
import { type ObjectTraits, writeOnce } from './write-once.js'

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
  readonly signsUrls: boolean
  readonly hasPlainUrls: boolean
  readonly marks: DeletionMarks
  readonly #bucket: BucketClient
  /** What every key starts with. */
  readonly #root: string
  readonly #options: S3StoreOptions
  #bucketUrl: string | undefined

  constructor(options: S3StoreOptions) {
    const timeouts = resolveTimeouts(options.timeouts)
    if (options.signedUrls !== undefined) checkExpiresIn(options.signedUrls.expiresIn)
    this.name = options.name ?? 's3'
    this.signsUrls = options.signedUrls !== undefined
    this.hasPlainUrls = options.publicBaseUrl !== undefined && !this.signsUrls
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
    throwIfAborted(signal, this.#at(path))
    await writeOnce(this.#bucket, { bytes: file, traits: this.#traits(key, reproducible), ...this.#look(path, signal) })
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
    throw this.#notFound(key)
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
    const { publicBaseUrl, signedUrls } = this.#options
    const [path] = this.#pathsOf(key)
    if (signedUrls !== undefined) return this.#signedUrl(path, signedUrls.expiresIn)
    if (publicBaseUrl !== undefined) return publicUrl(publicBaseUrl, this.#root + path)
    return this.#urlInBucket(path)
  }

  async signUrl(key: ImageKey, { expiresIn }: SignUrlOptions): Promise<string> {
    return this.#signedUrl(this.#pathsOf(key)[0], checkExpiresIn(expiresIn))
  }

  async presignUpload(key: ImageKey, { maxBytes, expiresIn }: PresignUploadOptions): Promise<PresignedUpload> {
    const path = checkPath(key.path, this.name)
    const { bucket } = this.#bucket
    const { encryption } = this.#options
    const fields = {
      ...(encryption === undefined ? {} : { 'x-amz-server-side-encryption': encryption.algorithm }),
      ...(encryption?.keyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId }),
    }
    const signer = await this.#signer(path)
    const terms = { bucket, place: this.#root + path, mimetype: key.mimetype, maxBytes, expiresIn, fields }
    return presignUpload(signer, await this.#urlOfBucket(path), terms)
  }

  async copyFrom(source: Store, from: ImageKey, to: ImageKey, options: PutFileOptions = {}): Promise<boolean> {
    const { reproducible = false, signal } = options
    if (!(#bucket in source)) return false
    const target = this.#look(checkPath(to.path, this.name), signal)
    const sources = source.#pathsOf(from).map(path => source.#look(path, signal))
    throwIfAborted(signal, target.at)
    if ((await serviceOf(source.#bucket.client)) !== (await serviceOf(this.#bucket.client))) return false
    for (const look of sources) {
      const found = await lookAt(source.#bucket, look)
      if (found === undefined || found.ContentType === markType) continue
      const traits = this.#traits(to, reproducible)
      return copyOnce(this.#bucket, { bucket: source.#bucket, found, ...look }, target, traits)
    }
    throw source.#notFound(from)
  }

  async *list(prefix: string, { signal }: ListOptions = {}): AsyncGenerator<StoredFile> {
    yield* listFiles(this.#bucket, { root: this.#root, prefix, at: this.#at(prefix), signal })
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    for (const path of this.#pathsOf(key)) {
      const found = await lookAt(this.#bucket, this.#look(path, signal))
      if (found === undefined || found.ContentType === markType) continue
      const { ContentLength: byteSize = 0, LastModified: modifiedAt = new Date(0) } = found
      return { path: key.path, byteSize, modifiedAt }
    }
    return undefined
  }

  async #signedUrl(path: string, expiresIn: number): Promise<string> {
    const [signer, url] = await Promise.all([this.#signer(path), this.#urlInBucket(path)])
    return signUrl(signer, url, expiresIn)
  }

  #signer(path: string): Promise<Signer> {
    return this.#bucket.run({ action: 'sign', at: this.#at(path) }, () => signerOf(this.#bucket.client))
  }

  async #urlInBucket(path: string): Promise<string> {
    return publicUrl(await this.#urlOfBucket(path), this.#root + path)
  }

  async #urlOfBucket(path: string): Promise<string> {
    this.#bucketUrl ??= await this.#bucket.run({ action: 'locate', at: this.#at(path) }, () =>
      bucketUrl(this.#bucket.client, this.#bucket.bucket),
    )
    return this.#bucketUrl
  }

  /** What an object is given beside its bytes. */
  #traits(key: ImageKey, reproducible: boolean): ObjectTraits {
    const { cacheControl = 'public, max-age=31536000, immutable', acl, encryption, headers = {} } = this.#options
    const { storageClass, reducedStorageClass = defaultReducedClass } = this.#options
    const wanted = reproducible ? reducedStorageClass || undefined : storageClass
    return {
      headers,
      parameters: {
        ContentType: key.mimetype,
        CacheControl: cacheControl,
        ...(wanted === undefined ? {} : { StorageClass: wanted }),
        ...(acl === undefined ? {} : { ACL: acl }),
        ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.algorithm }),
        ...(encryption?.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
      },
    }
  }

  /** Where the key's file may be, checked, the likeliest place first: one place unless it is an ancestor's. */
  #pathsOf(key: ImageKey): readonly [string, ...string[]] {
    return key.path === '' ? legacyPaths(key, legacyObjectPath, this.name) : [checkPath(key.path, this.name)]
  }

  #at(path: string): StoreErrorContext {
    return { storeName: this.name, key: path }
  }

  #look(path: string, signal: AbortSignal | undefined): LookOptions {
    return { place: this.#root + path, at: this.#at(path), signal }
  }

  #notFound(key: ImageKey): FileNotFoundError {
    const at = this.#at(this.#pathsOf(key)[0])
    return new FileNotFoundError(`Store ${JSON.stringify(this.name)} has no file ${JSON.stringify(at.key)}`, at)
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
