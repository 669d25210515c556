import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { OwnerKeyError, PreparedExpiredError, TransactionRequiredError, UnsavedOwnerError } from '@imageattach/core'
import { Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { ImageColumns, ImageEntity, typeormImages } from '../src/index.js'
import { openBlog, openSqlite } from './support/blog.js'

const image = examplePng(40, 30)

/** Owners whose keys the application makes. */
async function openCountries() {
  const images = typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })

  @Entity()
  class Country {
    @PrimaryColumn() code!: number
  }

  @Entity()
  @ImageColumns()
  class CountryFlag extends ImageEntity {
    @PrimaryColumn() countryCode!: number
    @ManyToOne(() => Country) country?: Relation<Country>
  }

  const countryFlags = images.attachment(CountryFlag, { owner: 'country' })
  const dataSource = await openSqlite([Country, CountryFlag])
  images.connect(dataSource)
  return { Country, countryFlags, manager: dataSource.manager }
}

describe('an owner', () => {
  it('is an entity, a plain object that save has returned, or a key', async () => {
    const { User, manager, userPictures } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    const plain: { id?: number; name: string } = await manager.save(User, { name: 'Bob' })
    await user.picture.fromBlob(image)
    await userPictures.of(plain as typeof user).fromBlob(examplePng(50, 30))

    expect((await userPictures.of({ userId: user.id }).requireOriginal()).width).toBe(40)
    expect((await userPictures.of({ userId: plain.id ?? 0 }).requireOriginal()).width).toBe(50)
  })

  it('is no entity of another class, though it has a property of that name', async () => {
    const { Post, userPictures } = await openBlog()
    const post = Object.assign(new Post(), { userId: 1 })

    expect(() => userPictures.of(post)).toThrow(OwnerKeyError)
    expect(() => userPictures.of(post)).toThrow('UserPicture belongs to User, and this is a Post')
  })

  it('without a key rejects every verb, and both remedies are named', async () => {
    const { User, userPictures } = await openBlog()
    const user = new User()

    const attached = user.picture.fromBlob(image)
    await expect(attached).rejects.toThrow(UnsavedOwnerError)
    await expect(attached).rejects.toThrow(
      'UserPicture: this User has no id: save it first, select id if it is saved, or call attachOnSave(input) now, which attaches the image when it is saved',
    )
    await expect(user.picture.exists()).rejects.toThrow(UnsavedOwnerError)
    await expect(userPictures.load([user])).rejects.toThrow(UnsavedOwnerError)
  })

  it('may be saved after its set was made', async () => {
    const { User, manager } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })
    const { picture } = user

    await manager.save(user)
    await picture.fromBlob(image)

    expect(await user.picture.exists()).toBe(true)
  })

  it('keeps its getter through create, merge and find, and out of JSON and copies', async () => {
    const { User, manager } = await openBlog()
    const user = await manager.save(manager.merge(User, manager.create(User), { name: 'Ada' }))
    await user.picture.fromBlob(image)
    const found = await manager.findOneByOrFail(User, { id: user.id })

    expect(await found.picture.count()).toBe(1)
    expect(JSON.parse(JSON.stringify(found))).toEqual({ id: user.id, name: 'Ada' })
    expect(Object.keys({ ...found })).not.toContain('picture')
    expect(structuredClone(found)).toEqual({ id: user.id, name: 'Ada' })
    expect(() => Object.assign(found, { picture: 'https://evil.example/' })).toThrow(TypeError)
  })
})

describe('load', () => {
  it('takes owners as they were found, and asks one query for all', async () => {
    const { User, dataSource, manager, userPictures } = await openBlog()
    const users = await manager.save(['Ada', 'Bob', 'Cyd'].map(name => manager.create(User, { name })))
    await users[1]?.picture.fromBlob(image, { thumbnails: [{ width: 10 }] })
    const queries: string[] = []
    dataSource.logger.logQuery = query => queries.push(query)

    const page = await userPictures.load(users)

    expect(users.map(user => page.get(user).thumbnail({ width: 10 })?.height)).toEqual([undefined, 7, undefined])
    expect(queries).toHaveLength(1)
  })

  it('gives the sets of several images in their order', async () => {
    const { Post, manager, postPhotos } = await openBlog()
    const post = await manager.save(new Post())
    for (const orderIndex of [2, 10, 1]) {
      await post.photos.getImageSet({ orderIndex }).fromBlob(examplePng(10 + orderIndex, 10))
    }

    const page = await postPhotos.load([post])

    expect(page.get(post).map(set => set.original?.width)).toEqual([11, 12, 20])
    expect(await post.photos.count()).toBe(3)
  })

  it('is not needed for rows that find has fetched with their owner', async () => {
    const { User, dataSource, manager, userPictures } = await openBlog()
    const { picture } = await manager.save(manager.create(User, { name: 'Ada' }))
    await picture.fromBlob(image, { thumbnails: [{ width: 20 }] })
    const user = await manager.findOneOrFail(User, { where: {}, relations: { pictures: { user: true } } })
    const queries: string[] = []
    dataSource.logger.logQuery = query => queries.push(query)

    const loaded = await userPictures.fromRows(user.pictures ?? [])

    expect(queries).toEqual([])
    expect([...loaded].map(({ path }) => path)).toEqual([...(await picture.load())].map(({ path }) => path))
    expect(loaded.thumbnail({ width: 20 })?.height).toBe(15)
    expect(loaded.original?.row).toBe(user.pictures?.find(({ original }) => original))
  })

  it('gives rows as entities', async () => {
    const { User, UserPicture, manager } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))

    const attached = await user.picture.fromBlob(image, { columns: { caption: 'x' } })

    const [row] = await manager.find(UserPicture)
    expect(attached.row).toBeInstanceOf(UserPicture)
    expect(attached.row).toEqual(row)
    expect(row).toMatchObject({ userId: user.id, caption: 'x', original: true, path: attached.path })
  })
})

describe('attachOnSave', () => {
  it('stores the image before the save, and attaches it in the same transaction', async () => {
    const { User, manager, store, images } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })

    await user.picture.attachOnSave(image, { thumbnails: [{ width: 20 }] })
    expect(store.paths()).toHaveLength(2)
    await manager.save(user)
    await images.settled()

    expect(await user.picture.makeBlob()).toEqual(image)
    expect(await user.picture.count()).toBe(2)
  })

  it('works for one of several sets, and when many owners are saved together', async () => {
    const { Post, manager } = await openBlog()
    const posts = Array.from({ length: 5 }, () => new Post())
    for (const post of posts) {
      await post.photos.getImageSet({ orderIndex: 1 }).attachOnSave(image)
      await post.photos.getImageSet({ orderIndex: 2 }).attachOnSave(examplePng(50, 30))
    }

    await manager.save(posts)

    for (const post of posts) expect((await post.photos.images()).map(({ width }) => width)).toEqual([40, 50])
  })

  it('waits on when the save fails, and attaches at the next one', async () => {
    const { User, manager, images, store } = await openBlog()
    await manager.save(manager.create(User, { name: 'Ada' }))
    const user = manager.create(User, { name: 'Bob' })
    await user.picture.attachOnSave(image)

    const failing = manager.transaction(async trx => {
      await trx.save(user)
      await trx.insert(User, { name: 'Ada' })
    })
    await expect(failing).rejects.toThrow(/UNIQUE/)
    await images.settled()
    expect(store.paths()).toHaveLength(1)
    const again = Object.assign(user, { id: undefined })
    await manager.save(again)

    expect(await user.picture.makeBlob()).toEqual(image)
  })

  it('waits on when the savepoint of the save is released and the transaction then rolled back', async () => {
    const { User, manager } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })
    await user.picture.attachOnSave(image)

    const failing = manager.transaction(async trx => {
      await trx.transaction(nested => nested.save(user))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await manager.save(Object.assign(user, { id: undefined }))

    expect(await user.picture.makeBlob()).toEqual(image)
  })

  it('attaches once: an owner that is removed and saved again has no picture', async () => {
    const { User, manager } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })
    await user.picture.attachOnSave(image)
    await manager.save(user)

    await manager.save(await manager.remove(user))

    expect(await user.picture.exists()).toBe(false)
  })

  it('works with insert, which has no transaction of its own', async () => {
    const { User, manager } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })
    await user.picture.attachOnSave(image)

    await manager.insert(User, user)

    expect(await user.picture.makeBlob()).toEqual(image)
  })

  it('works for an owner whose key the application makes, until it is saved', async () => {
    const { Country, countryFlags, manager } = await openCountries()
    const country = Object.assign(new Country(), { code: 276 })

    await countryFlags.of(country).attachOnSave(image)
    await manager.save(country)

    expect(await countryFlags.of(country).exists()).toBe(true)
    await expect(countryFlags.of(country).attachOnSave(image)).rejects.toThrow('the owner is saved already')
  })

  it('wants the entity that is going to be saved, and no key', async () => {
    const { countryFlags } = await openCountries()

    await expect(countryFlags.of({ countryCode: 276 }).attachOnSave(image)).rejects.toThrow(
      'the owner is saved already',
    )
  })

  it('says so when it was not awaited, and the owner was saved meanwhile', async () => {
    const { User, manager } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })

    const attaching = user.picture.attachOnSave(image)
    await manager.save(user)

    await expect(attaching).rejects.toThrow(/^UserPicture: the owner was saved before its image was ready: await/)
  })

  it('fails the save when it cannot attach, and nothing is saved', async () => {
    const { User, manager, images } = await openBlog()
    const user = manager.create(User, { name: 'Ada' })
    await user.picture.attachOnSave(image)
    await manager.query(`delete from imageattach_ledger where state = 'staged'`)

    await expect(manager.save(user)).rejects.toThrow(PreparedExpiredError)
    await images.settled()

    expect(await manager.count(User)).toBe(0)
  })

  it('refuses an owner that is saved, and an input that is no image', async () => {
    const { User, manager, store } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))

    await expect(user.picture.attachOnSave(image)).rejects.toThrow(
      new TypeError('UserPicture: the owner is saved already: use fromBlob(input)'),
    )
    await expect(new User().picture.attachOnSave(new Uint8Array(9))).rejects.toThrow('image')
    expect(store.paths()).toEqual([])
  })
})

describe('remove', () => {
  it('takes the images along, those of every table, in the same transaction', async () => {
    const { User, manager, images, store, UserPicture } = await openBlog()
    const users = await manager.save(['Ada', 'Bob'].map(name => manager.create(User, { name })))
    for (const user of users) await user.picture.fromBlob(image, { thumbnails: [{ width: 20 }] })

    await manager.remove(users)
    await images.settled()

    expect([await manager.count(UserPicture), store.paths()]).toEqual([0, []])
  })

  it('works with the relation loaded, and for several sets', async () => {
    const { User, Post, manager, images, store } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    const post = await manager.save(new Post())
    await user.picture.fromBlob(image)
    await post.photos.getImageSet({ orderIndex: 1 }).fromBlob(image)

    await manager.remove(await manager.findOneOrFail(User, { where: { id: user.id }, relations: { pictures: true } }))
    await manager.remove(post)
    await images.settled()

    expect(store.paths()).toEqual([])
  })

  it('keeps everything when it is rolled back', async () => {
    const { User, dataSource, manager, images } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)
    const { id } = user

    const failing = dataSource.transaction(async trx => {
      await trx.remove(user)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await images.settled()

    const found = await manager.findOneByOrFail(User, { id })
    expect(await found.picture.makeBlob()).toEqual(image)
  })

  it('does one thing after the other on the one connection of its transaction', async () => {
    const { User, dataSource, manager } = await openBlog()
    const users = await manager.save(['Ada', 'Bob', 'Cyd'].map(name => manager.create(User, { name })))
    for (const user of users) await user.picture.fromBlob(image)
    const held: string[] = []
    dataSource.logger.logQuery = (query, parameters) => {
      const [name] = Array.isArray(parameters) ? parameters : []
      if (query.includes('imageattach_ledger') && String(name).startsWith('set:')) held.push(String(name))
    }

    await manager.remove(users)

    const [first, second, third] = new Set(held)
    expect(held).toEqual([first, first, second, second, third, third])
  })

  describe('that fails inside a transaction which goes on', () => {
    async function openWithOrder() {
      const blog = await openBlog()
      const user = await blog.manager.save(blog.manager.create(blog.User, { name: 'Ada' }))
      await user.picture.fromBlob(image)
      await blog.dataSource.query('create table bill (user_id integer references user (id))')
      await blog.dataSource.query('insert into bill values (?)', [user.id])
      return { ...blog, user }
    }

    it('is not committed without the images, and the error tells why', async () => {
      const { dataSource, user } = await openWithOrder()

      const committing = dataSource.transaction(async trx => {
        await expect(trx.remove(user)).rejects.toThrow('FOREIGN KEY constraint failed')
      })

      await expect(committing).rejects.toThrow(TransactionRequiredError)
      await expect(committing).rejects.toThrow(/^User: .* wrap the remove in manager\.transaction\(/)
      expect(await user.picture.exists()).toBe(true)
    })

    it('brings the images back when it has a savepoint of its own', async () => {
      const { User, dataSource, manager, user } = await openWithOrder()

      await dataSource.transaction(async trx => {
        await expect(trx.transaction(nested => nested.remove(user))).rejects.toThrow('FOREIGN KEY')
        await trx.update(User, user.id, { name: 'kept' })
      })

      expect(await manager.findOneBy(User, { name: 'kept' })).not.toBeNull()
      expect(await user.picture.exists()).toBe(true)
    })

    it('may be tried again', async () => {
      const { dataSource, images, store, user } = await openWithOrder()

      await dataSource.transaction(async trx => {
        await expect(trx.remove(user)).rejects.toThrow('FOREIGN KEY')
        await trx.query('delete from bill')
        await trx.remove(user)
      })
      await images.settled()

      expect(store.paths()).toEqual([])
    })
  })

  it('without a transaction is refused, and nothing is removed', async () => {
    const { User, manager } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)

    await expect(manager.remove(user, { transaction: false })).rejects.toThrow(TransactionRequiredError)

    expect(await user.picture.exists()).toBe(true)
  })
})

describe('delete', () => {
  it.each(['delete', 'query'] as const)('by %s leaves owners alone that have no images', async way => {
    const { User, manager } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))

    if (way === 'delete') await manager.delete(User, user.id)
    else await manager.createQueryBuilder().delete().from(User).where({ id: user.id }).execute()

    expect(await manager.count(User)).toBe(0)
  })

  it('is refused by the foreign key while there are images, and works after removeFor', async () => {
    const { User, dataSource, manager, images, store, userPictures } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)

    await expect(manager.delete(User, user.id)).rejects.toThrow('FOREIGN KEY constraint failed')
    expect(await user.picture.makeBlob()).toEqual(image)

    await dataSource.transaction(async trx => {
      await userPictures.using(trx).removeFor([user])
      await trx.delete(User, user.id)
    })
    await images.settled()
    expect([await manager.count(User), store.paths()]).toEqual([0, []])
  })
})
