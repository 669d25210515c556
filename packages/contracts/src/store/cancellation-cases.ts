import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertAbsent, assertHolds, assertUnavailable, listFiles, listPaths, readStream } from './store-assertions.js'

const turnsBeforeAbort = 24
/** Enough for several writes, and little enough to do it again for every turn. */
const abortedLength = 1_200_000

/** Callers who change their mind. */
export const cancellationCases: readonly ContractCase<Store>[] = [
  {
    name: 'puts nothing when the signal is aborted already',
    async run(store) {
      const key = exampleKey()

      await assertUnavailable(() => store.putFile(exampleBytes(1000), key, { signal: AbortSignal.abort() }), 'aborted')

      await assertAbsent(store, key)
    },
  },
  {
    name: 'leaves nothing in its listing when the signal is aborted already',
    needs: 'list',
    async run(store) {
      await assert.rejects(async () => store.putFile(exampleBytes(1000), exampleKey(), { signal: AbortSignal.abort() }))

      assert.deepEqual(await listPaths(store, ''), [])
    },
  },
  {
    name: 'has put all or nothing when the signal is aborted on the way',
    async run(store) {
      const bytes = exampleBytes(abortedLength)
      for (let turns = 0; turns < turnsBeforeAbort; turns++) {
        const key = exampleKey()
        const controller = new AbortController()

        const putting = Promise.resolve(store.putFile(bytes, key, { signal: controller.signal }))
        const outcome = putting.then(() => 'put' as const).catch((error: unknown) => ({ error }))
        for (let turn = 0; turn < turns; turn++) await setImmediate()
        controller.abort()

        const ended = await outcome
        if (ended === 'put') {
          await assertHolds(store, key, bytes)
        } else {
          await assertUnavailable(() => Promise.reject(ended.error), 'aborted')
          await assertAbsent(store, key)
        }
        await store.deleteFile(key)
      }
    },
  },
  {
    name: 'leaves nothing in its listing when the signal is aborted on the way',
    needs: 'list',
    async run(store) {
      const bytes = exampleBytes(abortedLength)
      for (let turns = 0; turns < turnsBeforeAbort; turns++) {
        const key = exampleKey()
        const controller = new AbortController()

        const putting = Promise.resolve(store.putFile(bytes, key, { signal: controller.signal }))
        const outcome = putting.then(() => [key.path]).catch(() => [])
        for (let turn = 0; turn < turns; turn++) await setImmediate()
        controller.abort()

        // Only when it has ended is it decided: until then, a store far away may be about to finish it.
        const expected = await outcome
        assert.deepEqual(await listPaths(store, ''), expected)
        await store.deleteFile(key)
      }
    },
  },
  {
    name: 'opens no file when the signal is aborted already',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(1000), key)

      await assertUnavailable(() => store.getFile(key, { signal: AbortSignal.abort() }), 'aborted')
    },
  },
  {
    name: 'fails a stream whose signal is aborted while it is read',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(largeLength), key)
      const controller = new AbortController()
      const reader = (await store.getFile(key, { signal: controller.signal })).getReader()
      await reader.read()

      controller.abort()

      await assertUnavailable(async () => {
        for (let isDone = false; !isDone; ) isDone = (await reader.read()).done
      }, 'aborted')
    },
  },
  {
    name: 'deletes nothing when the signal is aborted already',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(1000)
      await store.putFile(bytes, key)

      await assertUnavailable(() => store.deleteFile(key, { signal: AbortSignal.abort() }), 'aborted')

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'tells nothing of a file when the signal is aborted already',
    needs: 'stat',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(1000), key)

      await assertUnavailable(async () => store.stat?.(key, { signal: AbortSignal.abort() }), 'aborted')
    },
  },
  {
    name: 'stops a listing when the signal is aborted',
    needs: 'list',
    async run(store) {
      for (let index = 0; index < 3; index++) await store.putFile(exampleBytes(10), exampleKey())
      const controller = new AbortController()

      await assertUnavailable(async () => {
        for await (const _ of store.list?.('', { signal: controller.signal }) ?? []) controller.abort()
      }, 'aborted')
    },
  },
  {
    name: 'lets a reader stop before the first chunk, after it, and in the midst of forty streams',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(largeLength)
      await store.putFile(bytes, key)

      for (let index = 0; index < 40; index++) {
        const reader = (await store.getFile(key)).getReader()
        if (index % 2 === 0) await reader.read()
        await reader.cancel()
      }

      assert.equal((await readStream(await store.getFile(key))).length, bytes.length)
      await store.deleteFile(key)
      await assertAbsent(store, key)
    },
  },
  {
    name: 'lets a caller stop in the midst of a listing',
    needs: 'list',
    async run(store) {
      for (let index = 0; index < 5; index++) await store.putFile(exampleBytes(10), exampleKey())

      for await (const _ of store.list?.('') ?? []) break

      assert.equal((await listFiles(store, '')).length, 5)
    },
  },
]
