import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import {
  type DeletionMarks,
  type ImageKey,
  keyOfPath,
  legacyObjectKey,
  type StoreCallOptions,
  type StoreErrorContext,
} from '@imageattach/core'
import type { BucketClient } from './bucket-client.js'
import { isMark, markType } from './is-mark.js'
import { isPath, listObjects } from './list-objects.js'

/** What {@link S3Marks} needs of its store. */
export interface S3MarksOptions {
  readonly bucket: BucketClient
  readonly root: string
  readonly storeName: string
  /** What a mark is given beside its type. */
  readonly parameters: Pick<PutObjectCommandInput, 'StorageClass'>
  /** Where the key's file may be. */
  pathsOf(key: ImageKey): readonly string[]
}

/** Marks as SQLAlchemy-ImageAttach wrote them: an empty object in the place of the file, told by its type. */
export class S3Marks implements DeletionMarks {
  readonly #options: S3MarksOptions

  constructor(options: S3MarksOptions) {
    this.#options = options
  }

  async mark(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    const { bucket, root, parameters } = this.#options
    // All places: which one a host of the ancestor used depended on its table of types.
    for (const path of this.#options.pathsOf(key)) {
      const command = new PutObjectCommand({
        ...parameters,
        Bucket: bucket.bucket,
        Key: root + path,
        Body: new Uint8Array(0),
        ContentLength: 0,
        ContentType: markType,
      })
      await bucket.run({ action: 'mark', at: this.#at(path), signal }, options => bucket.client.send(command, options))
    }
  }

  async isMarked(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<boolean> {
    for (const path of this.#options.pathsOf(key)) if (await this.#isMark(path, signal)) return true
    return false
  }

  async unmark(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    const { bucket, root } = this.#options
    for (const path of this.#options.pathsOf(key)) {
      if (!(await this.#isMark(path, signal))) continue
      const command = new DeleteObjectCommand({ Bucket: bucket.bucket, Key: root + path })
      await bucket.runIfPresent({ action: 'delete', at: this.#at(path), signal }, options =>
        bucket.client.send(command, options),
      )
    }
  }

  async *list({ signal }: StoreCallOptions = {}): AsyncGenerator<ImageKey, void, undefined> {
    const { bucket, root } = this.#options
    for await (const { path, byteSize } of listObjects(bucket, { root, prefix: '', at: this.#at(''), signal })) {
      const key = legacyObjectKey(path) ?? (isPath(path) ? keyOfPath(path) : undefined)
      if (key && byteSize === 0 && (await this.#isMark(path, signal))) yield key
    }
  }

  #isMark(path: string, signal: AbortSignal | undefined): Promise<boolean> {
    const { bucket, root } = this.#options
    return isMark(bucket, { place: root + path, at: this.#at(path), signal })
  }

  #at(path: string): StoreErrorContext {
    return { storeName: this.#options.storeName, key: path }
  }
}
