import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'
import { isImageAttachError, type Store } from '@imageattach/core'
import type { Contract } from '../contract.js'
import { exampleKey } from './example-key.js'
import type { StoreCapability } from './store-contract.js'

/** Milliseconds. */
const patience = 60_000

/** Bytes that an error must not show, as text or as numbers. */
const secret = new TextEncoder().encode('these bytes are a picture of somebody')
const shownSecret = /these bytes are|74 68 65 73 65 20|116,\s*104,\s*101,\s*115,\s*101/

/**
 * The promises of a store whose service does not answer. `create` makes one of an address at which nothing is; that
 * alone must not fail.
 *
 * ```ts
 * import { testContract, unreachableStoreContract } from '@imageattach/contracts'
 * import { S3Store } from '@imageattach/store-s3'
 * import { describe, it } from 'vitest'
 *
 * testContract({ describe, it }, unreachableStoreContract, {
 *   capabilities: ['list', 'stat'],
 *   create: () => new S3Store({ bucket: 'images', region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' }),
 * })
 * ```
 */
export const unreachableStoreContract: Contract<Store> = {
  name: 'the contract of stores that cannot be reached',
  cases: [
    {
      name: 'gives URLs all the same',
      async run(store) {
        assert.equal(typeof (await store.getUrl(exampleKey())), 'string')
      },
    },
    unavailable('rejects a put as unavailable, and tells neither success nor the bytes', store =>
      store.putFile(secret, exampleKey()),
    ),
    unavailable('rejects a get as unavailable, not as absent', store => store.getFile(exampleKey())),
    unavailable('rejects a deletion as unavailable, not as done', store => store.deleteFile(exampleKey())),
    unavailable(
      'rejects a listing as unavailable, not as empty',
      async store => {
        for await (const _ of store.list?.('') ?? []) assert.fail('there is nothing to list')
      },
      'list',
    ),
    unavailable('rejects a look as unavailable, not as absent', async store => store.stat?.(exampleKey()), 'stat'),
  ],
}

function unavailable(name: string, call: (store: Store) => Promise<unknown>, needs?: StoreCapability) {
  return {
    name,
    ...(needs ? { needs } : {}),
    async run(store: Store) {
      const controller = new AbortController()
      const error = await Promise.race([
        call(store).then(
          () => assert.fail('the call should have failed'),
          (reason: unknown) => reason,
        ),
        setTimeout(patience, undefined, { signal: controller.signal }).then(() =>
          assert.fail(`the call should have failed within ${patience / 1_000} seconds`),
        ),
      ]).finally(() => controller.abort())

      assert.ok(
        isImageAttachError(error) && error.code === 'STORE_UNAVAILABLE',
        `STORE_UNAVAILABLE, not ${String(error)}`,
      )
      assert.equal(error.reason, 'unavailable', 'the reason')
      assert.ok(error.cause !== undefined, 'the cause is kept')
      assert.doesNotMatch(inspect(error, { depth: 9, maxStringLength: null }), shownSecret, 'the error shows the bytes')
    },
  }
}
