import { FileNotFoundError, type ImageKey, type StoredFile, StoreUnavailableError } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { checkContract, testContract, unreachableStoreContract } from '../src/index.js'
import { MapStore } from './support/map-store.js'

const capabilities = ['list', 'stat'] as const

/** Nothing answers, and every method says so. */
class UnreachableStore extends MapStore {
  override check(key: ImageKey): void {
    this.fail(key.path)
  }

  override async *list(prefix: string): AsyncGenerator<StoredFile> {
    yield* []
    this.fail(prefix)
  }

  fail(key: string, cause: unknown = new Error('connect ECONNREFUSED')): never {
    const at = { storeName: this.name, key, reason: 'unavailable' } as const
    throw new StoreUnavailableError('Nothing answers', at, { cause })
  }
}

describe('the contract of stores that cannot be reached', () => {
  testContract({ describe, it }, unreachableStoreContract, { capabilities, create: () => new UnreachableStore() })

  it.each([
    ['connects when it is asked for a URL', 'gives URLs', { getUrl: async () => Promise.reject(new Error('refused')) }],
    ['says that nothing was there to delete', 'rejects a deletion', { deleteFile: async () => undefined }],
    ['shows an empty listing', 'rejects a listing', { list: async function* () {} }],
    ['calls what it cannot see absent', 'rejects a look', { stat: async () => undefined }],
    ['cannot tell', 'rejects a get', { getFile: async (key: ImageKey) => Promise.reject(absence(key)) }],
    ['lets errors of its client out', 'rejects a put', { putFile: async () => Promise.reject(new Error('refused')) }],
    ['shows the bytes in an error', 'rejects a put', { putFile: showingBytes }],
  ])('catches a store that %s', async (_, caught, methods) => {
    const create = () => Object.assign(new UnreachableStore(), methods)

    const results = await checkContract(unreachableStoreContract, { capabilities, create })

    const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
    expect(failed).toEqual([expect.stringContaining(caught)])
  })
})

function absence({ path }: ImageKey): FileNotFoundError {
  return new FileNotFoundError('No such file', { storeName: 'map', key: path })
}

async function showingBytes(file: Uint8Array, { path }: ImageKey): Promise<void> {
  new UnreachableStore().fail(path, Object.assign(new Error('refused'), { command: ['set', path, Buffer.from(file)] }))
}
