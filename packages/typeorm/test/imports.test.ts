import { examplePng } from '@imageattach/contracts'
import type { DataSource } from 'typeorm'
import { describe, expect, it, vi } from 'vitest'
import { createLedger } from '../src/index.js'
import type { User } from './support/modules/user.js'

const image = examplePng(40, 30)
const modules: Readonly<Record<string, () => Promise<object>>> = {
  'all-in-one': () => import('./support/modules/all-in-one.js'),
  user: () => import('./support/modules/user.js'),
  'user-picture': () => import('./support/modules/user-picture.js'),
  'user-pictures': () => import('./support/modules/user-pictures.js'),
  images: () => import('./support/modules/images.js'),
  'data-source': () => import('./support/modules/data-source.js'),
}

/** Modules of a fresh application, in the order in which they are imported. */
async function importAll(names: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  vi.resetModules()
  const found: object[] = []
  for (const name of names) found.push((await modules[name]?.()) ?? {})
  return Object.assign({}, ...found)
}

describe('an application', () => {
  const several = Object.keys(modules).filter(name => name !== 'all-in-one')
  const orders = several.map(entry => [entry, ...several.filter(name => name !== entry)])

  it.each([['all-in-one'], ...orders.map(order => order)])('whose first module is %s works', async (...names) => {
    const application = await importAll(names)
    // The names are those of the modules.
    const { dataSource, images, User } = application as {
      readonly dataSource: DataSource
      readonly images: { connect(dataSource: DataSource): void }
      readonly User: typeof import('./support/modules/user.js').User
    }
    images.connect(await dataSource.initialize())
    await createLedger(dataSource)

    const user: User = await dataSource.manager.save(dataSource.manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)

    expect(await user.picture.makeBlob()).toEqual(image)
  })
})
