import {
  type ByteRange,
  checkPath,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  type PutFileOptions,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  type StoreFailureReason,
  StoreUnavailableError,
} from '@imageattach/core'

/** A store as small as it can be that keeps every promise. The broken ones derive from it. */
export class MapStore implements Store {
  readonly name: string = 'map'
  readonly files = new Map<string, Uint8Array>()
  readonly times = new Map<string, Date>()

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    this.check(key, signal)
    const existing = this.files.get(key.path)
    if (existing !== undefined && Buffer.compare(existing, file) !== 0) throw this.failure('conflict', key)
    this.files.set(key.path, new Uint8Array(file))
    this.times.set(key.path, this.times.get(key.path) ?? new Date())
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    this.check(key, signal)
    const bytes = this.files.get(key.path)
    if (bytes === undefined) throw this.absence(key)
    return this.stream(new Uint8Array(partOf(bytes, range)), key, signal)
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    this.check(key, signal)
    this.files.delete(key.path)
  }

  getUrl(key: ImageKey): string | Promise<string> {
    return `https://images.example.com/${checkPath(key.path, this.name)}`
  }

  async *list(prefix: string, { signal }: StoreCallOptions = {}): AsyncGenerator<StoredFile> {
    for (const [path, { length }] of [...this.files]) {
      if (signal?.aborted) throw this.failure('aborted', { path: prefix })
      if (path.startsWith(prefix)) yield { path, byteSize: length, modifiedAt: this.writtenAt(path) }
    }
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    this.check(key, signal)
    const bytes = this.files.get(key.path)
    return bytes && { path: key.path, byteSize: bytes.length, modifiedAt: this.writtenAt(key.path) }
  }

  writtenAt(path: string): Date {
    return this.times.get(path) ?? new Date()
  }

  async copyFrom(source: Store, from: ImageKey, to: ImageKey, options: PutFileOptions = {}): Promise<boolean> {
    if (!(source instanceof MapStore)) return false
    this.check(to, options.signal)
    source.check(from, undefined)
    const bytes = source.files.get(from.path)
    if (bytes === undefined) throw source.absence(from)
    await this.putFile(bytes, to, options)
    return true
  }

  check(key: ImageKey, signal: AbortSignal | undefined): void {
    checkPath(key.path, this.name)
    if (signal?.aborted) throw this.failure('aborted', key)
  }

  stream(bytes: Uint8Array, key: ImageKey, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    let position = 0
    return new ReadableStream<Uint8Array>(
      {
        pull: controller => {
          if (signal?.aborted) throw this.failure('aborted', key)
          const chunk = bytes.subarray(position, position + 100_000)
          position += chunk.length
          if (chunk.length > 0) controller.enqueue(chunk)
          if (position === bytes.length) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
  }

  absence(key: ImageKey): FileNotFoundError {
    return new FileNotFoundError('No such file', { storeName: this.name, key: key.path })
  }

  failure(reason: StoreFailureReason, { path }: Pick<ImageKey, 'path'>): StoreUnavailableError {
    return new StoreUnavailableError(`Failed: ${reason}`, { storeName: this.name, key: path, reason })
  }
}

/** The part of a file that a range asks for. */
export function partOf(bytes: Uint8Array, range: ByteRange | undefined): Uint8Array {
  if (range === undefined) return bytes
  const { start, end = start } = range
  const isRange = [start, end].every(Number.isSafeInteger) && start >= 0 && end >= start && start < bytes.length
  if (!isRange) throw new RangeError('No such range')
  return bytes.subarray(start, (range.end ?? bytes.length) + 1)
}
