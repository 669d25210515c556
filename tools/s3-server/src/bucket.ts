import { createHash } from 'node:crypto'
import { S3Error } from './s3-error.ts'

/** What the server keeps of an object. */
export interface StoredObject {
  readonly bytes: Uint8Array
  /** The headers that came with it and go with it, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly storageClass: string
  readonly acl: string
  readonly modifiedAt: Date
  readonly etag: string
}

/** The headers that a server gives back as they came. */
const keptHeaders =
  /^(cache-control|content-(disposition|encoding|language|type)|expires|x-amz-meta-.*|x-amz-checksum-(crc32|sha1|sha256)|x-amz-server-side-encryption(-.*)?|x-amz-tagging)$/

const storageClasses: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
])

/** The objects of one bucket. Each is there as a whole or not at all. */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>()

  /** Writes an object, in the place of the one that was there. */
  put(key: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>): StoredObject {
    const { 'x-amz-storage-class': storageClass = 'STANDARD', 'x-amz-acl': acl = 'private' } = headers
    if (Buffer.byteLength(key) > 1024) throw new S3Error(400, 'KeyTooLongError')
    if (!storageClasses.has(storageClass)) throw new S3Error(400, 'InvalidStorageClass')
    const object = {
      bytes,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.test(name))),
      storageClass,
      acl,
      modifiedAt: new Date(),
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
    }
    this.#objects.set(key, object)
    return object
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key)
  }

  delete(key: string): void {
    this.#objects.delete(key)
  }

  /** All keys, in the order of their bytes. */
  keys(): readonly string[] {
    return [...this.#objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  clear(): void {
    this.#objects.clear()
  }
}
