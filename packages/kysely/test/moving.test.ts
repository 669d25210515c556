import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { kyselyImages } from '../src/index.js'
import { createTables } from './support/create-tables.js'
import { engines } from './support/engines.js'

const owners = Array.from({ length: 128 }, (_, index) => ({ user_id: index + 1 }))

describe.each(engines)('a migration on $name', engine => {
  it.skipIf(engine.service?.missing)('takes fewer statements than there are images', async () => {
    const statements: string[] = []
    const { db, close } = await engine.open(undefined, undefined, statement => statements.push(statement))
    await createTables(db)
    const [old, fresh] = [new SwitchableStore('old'), new SwitchableStore('fresh')]
    const images = kyselyImages({ db, store: old, stores: [fresh], resizer: new PngResizer() })
    const pictures = images.attachment('user_picture', { owner: ['user_id'] })
    await db
      .insertInto('user')
      .values(owners.map(({ user_id }) => ({ id: user_id, name: 'x' })))
      .execute()
    for (const owner of owners) await pictures.of(owner).fromBlob(examplePng(4, 3))
    statements.length = 0

    const { moved } = await images.migrate({ from: 'old', to: 'fresh' }).execute()

    expect(moved).toBe(owners.length)
    expect(statements.length).toBeLessThan(owners.length)
    const page = await pictures.load(owners)
    expect(owners.filter(owner => page.get(owner).original?.store !== fresh)).toEqual([])
    await close()
  })
})
