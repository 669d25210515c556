import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { ContextError } from '../src/errors.js'
import { SingleAttachment } from '../src/single-attachment.js'
import type { Store } from '../src/store.js'
import { currentStore, getCurrentStore, popStoreContext, pushStoreContext, storeContext } from '../src/store-context.js'
import { exampleImage } from './support/example-image.js'
import { gate } from './support/gate.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject } from './support/subject.js'

const [one, two] = [new MemoryStore('one'), new MemoryStore('two')]

describe('storeContext', () => {
  it('makes the store current, also behind an await, and for that work only', async () => {
    const seen = await storeContext(one, async () => {
      await Promise.resolve()
      return getCurrentStore()
    })

    expect(seen).toBe(one)
    expect(currentStore()).toBeUndefined()
  })

  it('nests, and the same store may repeat', () => {
    const seen: (Store | undefined)[] = []

    storeContext(one, () => {
      storeContext(two, () => storeContext(two, () => seen.push(currentStore())))
      seen.push(currentStore())
    })

    expect(seen).toEqual([two, one])
  })

  it('does not let concurrent work see the store of another', async () => {
    const [enteredOne, enteredTwo] = [gate(), gate()]

    const [first, second] = await Promise.all([
      storeContext(one, async () => {
        enteredOne.open()
        await enteredTwo.passed
        return currentStore()
      }),
      storeContext(two, async () => {
        enteredTwo.open()
        await enteredOne.passed
        return currentStore()
      }),
    ])

    expect([first, second]).toEqual([one, two])
  })

  it('ends when the work throws or rejects', async () => {
    const fail = () => {
      throw new Error('broken')
    }

    expect(() => storeContext(one, fail)).toThrow('broken')
    await expect(storeContext(one, async () => fail())).rejects.toThrow('broken')

    expect(currentStore()).toBeUndefined()
  })

  it('gives back what the work gives', () => {
    expect(storeContext(one, () => 42)).toBe(42)
  })

  it.each([[undefined], [null], ['one'], [{ name: 'one' }]])('refuses %o, which is no store', value => {
    const work = () => undefined

    expect(() => storeContext(value as unknown as Store, work)).toThrow(TypeError)
    expect(() => pushStoreContext(value as unknown as Store)).toThrow(TypeError)
  })
})

describe('getCurrentStore', () => {
  it('fails outside a context, and names the remedy', () => {
    expect(() => getCurrentStore()).toThrow(ContextError)
    expect(() => getCurrentStore()).toThrow(/storeContext\(store/)
  })
})

describe('pushStoreContext and popStoreContext', () => {
  /** In a context of its own, so that nothing leaks into other tests. */
  const isolated = (work: () => void) => new AsyncLocalStorage().run(undefined, () => storeContext(one, work))

  it('open and close contexts, the last first', () => {
    isolated(() => {
      pushStoreContext(two)

      expect(currentStore()).toBe(two)
      expect(popStoreContext()).toBe(two)
      expect(currentStore()).toBe(one)
      expect(popStoreContext()).toBe(one)
      expect(currentStore()).toBeUndefined()
      expect(() => popStoreContext()).toThrow(ContextError)
    })
  })
})

describe('the store of a new image', () => {
  const image = exampleImage(40, 30)

  it('is the one given, else the context’s, else the attachment’s, else the default', async () => {
    const three = new MemoryStore('three')
    const { pictures, definition } = createSubject({ stores: [one, two, three] })
    const withStore: typeof pictures = new SingleAttachment({ ...definition, store: three })
    const nameOf = async (attachment: typeof pictures, options = {}) =>
      (await attachment.of({ user_id: 1 }).fromBlob(image, options)).store.name

    expect(await storeContext(two, () => nameOf(withStore, { store: one }))).toBe('one')
    expect(await storeContext(two, () => nameOf(withStore))).toBe('two')
    expect(await nameOf(withStore)).toBe('three')
    expect(await nameOf(pictures)).toBe('memory')
  })

  it('must be registered, since rows name it', async () => {
    const { pictures, store, repository } = createSubject()
    const stranger = new MemoryStore('stranger')
    const impostor = new MemoryStore('memory')
    const set = pictures.of({ user_id: 1 })

    for (const unregistered of [stranger, impostor]) {
      await expect(set.fromBlob(image, { store: unregistered })).rejects.toThrow(ContextError)
      await expect(storeContext(unregistered, () => set.fromBlob(image))).rejects.toThrow(
        /images\.stores\.add\(store\)/,
      )
    }
    expect([store.files.size, stranger.files.size, impostor.files.size, repository.lines.length]).toEqual([0, 0, 0, 0])
  })

  it('does not matter to reading: the row names the store', async () => {
    const { pictures } = createSubject({ stores: [two] })
    const set = pictures.of({ user_id: 1 })
    await set.fromBlob(image)

    const read = await storeContext(two, () => set.makeBlob())

    expect(read).toEqual(image)
    await expect(set.locate({ store: two })).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
  })
})
