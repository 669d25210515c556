import { describe, expect, it } from 'vitest'
import { ContextError, StoreMismatchError } from '../src/errors.js'
import { StoreRegistry } from '../src/store-registry.js'
import { MemoryStore } from './support/memory-store.js'

const [one, two] = [new MemoryStore('one'), new MemoryStore('two')]

describe('StoreRegistry', () => {
  it('finds stores by name, in the order of their registration', () => {
    const stores = new StoreRegistry().add(one).add(two)

    expect(stores.get('two')).toBe(two)
    expect([...stores]).toEqual([one, two])
    expect([stores.has(one), stores.has(new MemoryStore('one'))]).toEqual([true, false])
  })

  it('takes the first store as the default until another is chosen', () => {
    const stores = new StoreRegistry().add(one).add(two)
    expect(stores.getDefault()).toBe(one)

    stores.setDefault('two')

    expect(stores.getDefault()).toBe(two)
  })

  it('accepts the same store twice, and no other of its name', () => {
    const stores = new StoreRegistry().add(one).add(one)

    expect(() => stores.add(new MemoryStore('one'))).toThrow(RangeError)
    expect(() => stores.add(new MemoryStore('one'))).toThrow(/named "one".*give one of them another name/)
    expect(stores.get('one')).toBe(one)
  })

  it.each(['', 'Upper', 'a b', '-a', '_a', 'a/b', 'ü', 'a'.repeat(65)])('refuses the name %o', name => {
    expect(() => new StoreRegistry().add(new MemoryStore(name))).toThrow(RangeError)
    expect(() => new StoreRegistry().add(new MemoryStore(name))).toThrow(/use 1 to 64 of a-z/)
  })

  it.each([undefined, null, 'one', {}, { name: 'one', putFile: () => undefined }])(
    'refuses %o, which is no store',
    store => {
      expect(() => new StoreRegistry().add(store as unknown as MemoryStore)).toThrow(TypeError)
      expect(() => new StoreRegistry().add(store as unknown as MemoryStore)).toThrow(/stores\.add needs a store/)
    },
  )

  it('keeps the default while stores are added, and when a default is refused', () => {
    const stores = new StoreRegistry().add(one)

    expect(() => stores.setDefault('two')).toThrow(StoreMismatchError)
    stores.add(two)

    expect(stores.getDefault()).toBe(one)
  })

  it.each(['a', '0', 'a-b_c', 'a'.repeat(64)])('accepts the name %s', name => {
    expect(new StoreRegistry().add(new MemoryStore(name)).get(name).name).toBe(name)
  })

  it('names the known stores when one is missing, and the remedy', () => {
    expect(() => new StoreRegistry().add(one).add(two).get('three')).toThrow(StoreMismatchError)
    expect(() => new StoreRegistry().add(one).add(two).get('three')).toThrow(/there are: one, two.*stores\.add/)
    expect(() => new StoreRegistry().get('three')).toThrow(/there are: none/)
    expect(() => new StoreRegistry().add(one).setDefault('three')).toThrow(StoreMismatchError)
  })

  it('has no default while it is empty', () => {
    expect(() => new StoreRegistry().getDefault()).toThrow(ContextError)
    expect(() => new StoreRegistry().getDefault()).toThrow(/stores\.add\(store\)/)
  })
})
