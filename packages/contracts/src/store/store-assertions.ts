import assert from 'node:assert/strict'
import {
  type GetFileOptions,
  type ImageKey,
  isImageAttachError,
  type Store,
  type StoredFile,
  type StoreFailureReason,
} from '@imageattach/core'

/** All bytes of a file. */
export async function readFile(store: Store, key: ImageKey, options?: GetFileOptions): Promise<Uint8Array> {
  return readStream(await store.getFile(key, options))
}

/** All bytes of a stream. */
export async function readStream(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

/** All files that start with the prefix, sorted by path. */
export async function listFiles(store: Store, prefix: string): Promise<readonly StoredFile[]> {
  assert.ok(store.list, 'the store declares the capability "list", but has no method list()')
  const files: StoredFile[] = []
  for await (const file of store.list(prefix)) files.push(file)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The paths of {@link listFiles}. */
export async function listPaths(store: Store, prefix: string): Promise<readonly string[]> {
  return (await listFiles(store, prefix)).map(file => file.path)
}

/** Compares bytes without printing millions of them. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length, 'the number of bytes')
  assert.equal(Buffer.compare(actual, expected), 0, 'the bytes differ from those that were put')
}

/** The file is there, with exactly these bytes. */
export async function assertHolds(store: Store, key: ImageKey, bytes: Uint8Array): Promise<void> {
  assertSameBytes(await readFile(store, key), bytes)
}

/** `getFile` says, in the way that callers rely on, that there is no such file. */
export async function assertAbsent(store: Store, key: ImageKey): Promise<void> {
  await assertStoreError(() => readFile(store, key), 'FILE_NOT_FOUND', store, key)
}

/** The call fails with the error of that code, which names the store and the key. */
export async function assertStoreError(
  call: () => unknown,
  code: 'FILE_NOT_FOUND' | 'STORE_UNAVAILABLE' | 'UNSAFE_KEY',
  store: Store,
  key: ImageKey,
): Promise<void> {
  const error = await failureOf(call)
  assert.ok(isImageAttachError(error), `an error of ImageAttach with code ${code}, not ${String(error)}`)
  assert.equal(error.code, code, `the code of: ${error.message}`)
  assert.ok('storeName' in error && 'key' in error)
  assert.equal(error.storeName, store.name, 'storeName of the error')
  assert.equal(error.key, key.path, 'key of the error')
}

/** The call fails with a `StoreUnavailableError` of that reason. */
export async function assertUnavailable(call: () => unknown, reason: StoreFailureReason): Promise<void> {
  const error = await failureOf(call)
  assert.ok(
    isImageAttachError(error) && error.code === 'STORE_UNAVAILABLE',
    `a StoreUnavailableError, not ${String(error)}`,
  )
  assert.equal(error.reason, reason, 'the reason')
}

/** The call fails with a `RangeError`, as misuse does. */
export async function assertMisuse(call: () => unknown, what: string): Promise<void> {
  const error = await failureOf(call)
  assert.ok(error instanceof RangeError, `a RangeError for ${what}, not ${String(error)}`)
}

/** The error that a call throws or rejects with. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  assert.fail('the call should have failed')
}
