import type { Store } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { checkStore, formatResults, storeContract, testContract } from '../src/index.js'
import { type BrokenStore, brokenStores } from './support/broken-stores.js'
import { MapStore } from './support/map-store.js'

const capabilities = ['range', 'list', 'stat', 'copyFrom'] as const

const outcomes = new Map<BrokenStore, Promise<readonly string[]>>()

/** The names of the cases that a store fails; each store is checked once. */
function brokenPromises(broken: BrokenStore): Promise<readonly string[]> {
  const known = outcomes.get(broken) ?? failedCases(broken)
  outcomes.set(broken, known)
  return known
}

async function failedCases({ create }: BrokenStore): Promise<readonly string[]> {
  const store: Store = create()
  const signing = (['signUrl', 'presignUpload'] as const).filter(method => store[method] !== undefined)
  const results = await checkStore({ capabilities: [...capabilities, ...signing], create })
  return results.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
}

// Each broken store runs through the whole contract.
describe('the contract of stores', { timeout: 60_000 }, () => {
  testContract({ describe, it }, storeContract, { capabilities, create: () => new MapStore() })

  it('names each promise once', () => {
    const names = storeContract.cases.map(({ name }) => name)

    expect(new Set(names).size).toBe(names.length)
  })

  it.each(brokenStores)('catches a store that $name', async broken => {
    const failed = await brokenPromises(broken)

    const missed = broken.caught.filter(beginning => !failed.some(name => name.startsWith(beginning)))
    expect(missed).toEqual([])
  })

  it('has no case that every broken store passes', async () => {
    const failed = new Set((await Promise.all(brokenStores.map(brokenPromises))).flat())

    expect(storeContract.cases.map(({ name }) => name).filter(name => !failed.has(name))).toEqual([])
  })
})

describe('checkStore', () => {
  it('asks for the capabilities of the methods that the store has', async () => {
    const small = () => {
      const store = new MapStore()
      return Object.assign(store, { list: undefined, stat: undefined, copyFrom: undefined })
    }

    const results = await checkStore({ create: small as unknown as () => MapStore })

    const skipped = results.filter(({ outcome }) => outcome === 'skipped').length
    const needy = storeContract.cases.filter(({ needs }) => needs !== undefined && needs !== 'range').length
    expect(skipped).toBe(needy)
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  })

  it('disposes of every store that it made', async () => {
    const open = new Set<MapStore>()

    await checkStore({
      create: () => {
        const store = new MapStore()
        open.add(store)
        return store
      },
      dispose: store => {
        open.delete(store as MapStore)
      },
    })

    expect(open.size).toBe(0)
  })
})

describe('formatResults', () => {
  it('gives each promise a line, the reason below a broken one, and the sums at the end', () => {
    const text = formatResults([
      { name: 'keeps files', outcome: 'passed' },
      { name: 'deletes files', outcome: 'failed', error: new Error('a file\nis left') },
      { name: 'lists files', outcome: 'skipped' },
    ])

    expect(text).toBe(
      'passed  keeps files\nfailed  deletes files\n        a file\n        is left\nskipped  lists files\n1 passed, 1 failed, 1 skipped',
    )
  })
})
