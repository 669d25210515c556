import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { keyOfPath } from '@imageattach/core'
import { MemoryStore } from '@imageattach/store-memory'
import { describe, expect, it } from 'vitest'
import { SandboxStore } from '../src/index.js'
import { collect, contents, read } from './support/contents.js'
import { Failures, observedStore } from './support/observed-store.js'
import { makeStore, pairs } from './support/stores.js'

const kept = exampleKey()
const deleted = [exampleKey(), exampleKey()] as const
const added = [exampleKey(), exampleKey({ mimetype: 'image/png' })] as const
const temporary = exampleKey()

/** A store with three files, and a sandbox over it in which two were deleted, two added, and one came and went. */
async function changedSandbox<TBelow extends SandboxStore['underlying'], TAbove extends SandboxStore['overriding']>(
  underlying: TBelow,
  overriding: TAbove,
) {
  const sandbox = new SandboxStore({ underlying, overriding })
  for (const [index, key] of [kept, ...deleted].entries()) await underlying.putFile(exampleBytes(100 + index), key)
  for (const key of deleted) await sandbox.deleteFile(key)
  for (const [index, key] of added.entries()) await sandbox.putFile(exampleBytes(200 + index), key)
  await sandbox.putFile(exampleBytes(300), temporary)
  await sandbox.deleteFile(temporary)
  return sandbox
}

const byPath = (a: { key: { path: string } }, b: { key: { path: string } }) => (a.key.path < b.key.path ? -1 : 1)
const differences = [
  ...deleted.map((key, index) => ({ kind: 'deleted', key: keyOfPath(key.path), byteSize: 101 + index })),
  ...added.map((key, index) => ({ kind: 'added', key: keyOfPath(key.path), byteSize: 200 + index })),
].sort(byPath)

describe.each(pairs)('the changes of a sandbox over %s, with %s on top', (below, above) => {
  const create = async () => changedSandbox(await makeStore[below]('below'), await makeStore[above]('above'))

  it('are what was added and what was deleted, with sizes', async () => {
    const sandbox = await create()

    expect([...(await collect(sandbox.diff()))].sort(byPath)).toEqual(differences)
  })

  it('are promoted to the store below, after which there are none', async () => {
    const sandbox = await create()
    const before = await contents(sandbox)

    const events = await collect(sandbox.promote())

    expect([...events].sort(byPath)).toEqual(differences.map(change => ({ ...change, outcome: 'done' })))
    expect(await contents(sandbox.underlying)).toEqual(before)
    expect(await contents(sandbox)).toEqual(before)
    expect(await contents(sandbox.overriding)).toEqual({})
    expect(await collect(sandbox.diff())).toEqual([])
    expect(await collect(sandbox.promote())).toEqual([])
  })

  it('are told and left by a dry run', async () => {
    const sandbox = await create()
    const [top, bottom] = [await contents(sandbox.overriding), await contents(sandbox.underlying)]

    const promoted = await collect(sandbox.promote({ dryRun: true }))
    const discarded = await collect(sandbox.discard({ dryRun: true }))

    expect([...promoted].sort(byPath)).toEqual(differences.map(change => ({ ...change, outcome: 'planned' })))
    expect(discarded.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'planned'))
    expect([await contents(sandbox.overriding), await contents(sandbox.underlying)]).toEqual([top, bottom])
  })

  it('are gone once they are discarded', async () => {
    const sandbox = await create()
    const bottom = await contents(sandbox.underlying)

    await collect(sandbox.discard())

    expect(await contents(sandbox)).toEqual(bottom)
    expect(await contents(sandbox.underlying)).toEqual(bottom)
    expect(await contents(sandbox.overriding)).toEqual({})
  })
})

describe('promote', () => {
  it('gives the store below the type that the path tells', async () => {
    const types: string[] = []
    const underlying = new MemoryStore()
    const put = underlying.putFile.bind(underlying)
    underlying.putFile = async (file, key, options) => {
      types.push(key.mimetype)
      await put(file, key, options)
    }
    const sandbox = new SandboxStore({ underlying, overriding: new MemoryStore() })
    for (const key of added) await sandbox.putFile(exampleBytes(10), key)

    await collect(sandbox.promote())

    expect(types.sort()).toEqual(['image/jpeg', 'image/png'])
  })

  it('tells of a file that it cannot write below, keeps it, and goes on', async () => {
    const sandbox = await changedSandbox(new MemoryStore(), new MemoryStore())
    await sandbox.underlying.putFile(exampleBytes(7), added[0]) // somebody else's bytes

    const events = await collect(sandbox.promote())

    expect(events.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { kind: 'added', key: { path: added[0].path }, cause: { code: 'STORE_UNAVAILABLE', reason: 'conflict' } },
    ])
    expect(await read(sandbox, added[0])).toBe(Buffer.from(exampleBytes(200)).toString('base64'))
    expect(Object.keys(await contents(sandbox.overriding))).toEqual([added[0].path])
  })

  it('stops when the signal is aborted, and is finished by the next run', async () => {
    const sandbox = await changedSandbox(new MemoryStore(), new MemoryStore())
    const before = await contents(sandbox)
    const controller = new AbortController()

    const stopped = (async () => {
      for await (const _ of sandbox.promote({ signal: controller.signal })) controller.abort()
    })()

    await expect(stopped).rejects.toMatchObject({ reason: 'aborted' })
    expect(await contents(sandbox)).toEqual(before)
    await collect(sandbox.promote())
    expect(await contents(sandbox.underlying)).toEqual(before)
  })

  const faults = {
    'fails before it is made': (nth: number) => new Failures(call => call === nth),
    'fails although it was made': (nth: number) => new Failures(call => call === nth, 'after'),
    'is the last before the process is killed': (nth: number) => new Failures(call => call >= nth),
  }

  it.each(Object.entries(faults))('loses nothing when call 1, 2, 3 … %s', async (_, failuresAt) => {
    for (let nth = 1; ; nth++) {
      const [underlying, overriding] = [new MemoryStore({ name: 'below' }), new MemoryStore({ name: 'above' })]
      const sandbox = await changedSandbox(underlying, overriding)
      const before = await contents(sandbox)
      const failures = failuresAt(nth)
      const failing = new SandboxStore({
        underlying: observedStore(underlying, failures.observe),
        overriding: observedStore(overriding, failures.observe),
      })

      const run = await collect(failing.promote()).catch((error: unknown) => error)
      expect(await contents(sandbox), `call ${nth}`).toEqual(before)
      if (failures.calls < nth) {
        expect(nth).toBeGreaterThan(15)
        break
      }
      const isTold = !Array.isArray(run) || run.some(({ outcome }) => outcome === 'failed')
      expect(isTold, `call ${nth} is told`).toBe(true)

      await collect(sandbox.promote())
      expect(await contents(underlying), `call ${nth}, finished`).toEqual(before)
      expect(await contents(overriding), `call ${nth}, finished`).toEqual({})
    }
  })

  it('shows the same files at every moment', async () => {
    const [underlying, overriding] = [new MemoryStore({ name: 'below' }), new MemoryStore({ name: 'above' })]
    const sandbox = await changedSandbox(underlying, overriding)
    const before = await contents(sandbox)
    let moments = 0
    const look = async () => {
      expect(await contents(sandbox)).toEqual(before)
      for (const key of [...deleted, temporary]) await expect(sandbox.getFile(key)).rejects.toThrow('has no file')
      moments += 1
    }

    const watched = new SandboxStore({
      underlying: observedStore(underlying, look),
      overriding: observedStore(overriding, look),
    })
    await collect(watched.promote())

    expect(moments).toBeGreaterThan(40)
  })
})

describe('discard', () => {
  it('is finished by the next run when call 1, 2, 3 … fails, and never touches the store below', async () => {
    for (let nth = 1; ; nth++) {
      const [underlying, overriding] = [new MemoryStore({ name: 'below' }), new MemoryStore({ name: 'above' })]
      const sandbox = await changedSandbox(underlying, overriding)
      const bottom = await contents(underlying)
      const failures = new Failures(call => call === nth)
      const failing = new SandboxStore({ underlying, overriding: observedStore(overriding, failures.observe) })

      await collect(failing.discard()).catch(() => undefined)
      if (failures.calls < nth) break

      expect(await contents(underlying)).toEqual(bottom)
      await collect(sandbox.discard())
      expect(await contents(sandbox), `call ${nth}`).toEqual(bottom)
      expect(await contents(overriding), `call ${nth}`).toEqual({})
    }
  })
})

describe('a sandbox whose calls fail', () => {
  it('keeps a deleted file deleted when call 1, 2, 3 … of a put over it fails', async () => {
    for (let nth = 1; ; nth++) {
      const [underlying, overriding] = [new MemoryStore(), new MemoryStore()]
      const sandbox = new SandboxStore({ underlying, overriding })
      await underlying.putFile(exampleBytes(10), kept)
      await sandbox.deleteFile(kept)
      const failures = new Failures(call => call === nth)
      const failing = new SandboxStore({ underlying, overriding: observedStore(overriding, failures.observe) })

      const outcome = await failing.putFile(exampleBytes(20), kept).catch((error: unknown) => error)
      if (failures.calls < nth) break

      expect(outcome, `call ${nth}`).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      await expect(sandbox.getFile(kept)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    }
  })

  it('keeps an added file whole, and deletes it with the next call, when call 1, 2, 3 … of its deletion fails', async () => {
    const [key] = added
    for (let nth = 1; ; nth++) {
      const [underlying, overriding] = [new MemoryStore(), new MemoryStore()]
      const sandbox = new SandboxStore({ underlying, overriding })
      await sandbox.putFile(exampleBytes(10), key)
      const failures = new Failures(call => call === nth)
      const failing = new SandboxStore({ underlying, overriding: observedStore(overriding, failures.observe) })

      const outcome = await failing.deleteFile(key).catch((error: unknown) => error)
      if (failures.calls < nth) break

      expect(outcome, `call ${nth}`).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(await read(sandbox, key)).toBe(Buffer.from(exampleBytes(10)).toString('base64'))
      await sandbox.deleteFile(key)
      await expect(sandbox.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    }
  })
})
