import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { ConnectionError, OwnerKeyError, SchemaError, TransactionRequiredError } from '@imageattach/core'
import {
  Column,
  DataSource,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { describe, expect, it } from 'vitest'
import { createLedger, ImageColumns, ImageEntity, typeormImages } from '../src/index.js'
import { blogOf, openBlog, openSqlite } from './support/blog.js'

const image = examplePng(40, 30)

function newImages() {
  return typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })
}

@Entity()
class Owner {
  @PrimaryGeneratedColumn() id!: number
}

describe('before connect', () => {
  it('sets can be made, and their verbs say what to do', async () => {
    const { User, images, userPictures } = blogOf()

    for (const set of [new User().picture, userPictures.of({ userId: 1 })]) {
      await expect(set.fromBlob(image)).rejects.toThrow(ConnectionError)
      await expect(set.locate()).rejects.toThrow(
        'There is no database yet: call images.connect(dataSource) once, when the application starts',
      )
    }
    await expect(images.transaction(async () => 1)).rejects.toThrow(ConnectionError)
  })

  it('connect wants a data source that is initialized', () => {
    const { images, entities } = blogOf()
    const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities })

    expect(() => images.connect(dataSource)).toThrow(ConnectionError)
    expect(() => images.connect(dataSource)).toThrow('images.connect(await dataSource.initialize())')
  })

  it('connect wants a data source at all, which a circle of imports may leave undefined', () => {
    expect(() => blogOf().images.connect(undefined as never)).toThrow(ConnectionError)
  })

  it('attachments want an entity, which a circle of imports may leave undefined', () => {
    expect(() => newImages().attachment(undefined as never, { owner: 'owner' as never })).toThrow(SchemaError)
    expect(() => newImages().attachment(undefined as never, { owner: 'owner' as never })).toThrow(
      /undefined: .*write images\.attachment\(\(\) => Entity, …\)/,
    )
  })

  it('attachments can be made later, and are checked then', async () => {
    const images = newImages()
    images.connect(await openSqlite([Owner]))

    expect(() => images.attachment(blogOf().UserPicture, { owner: 'user' })).toThrow(SchemaError)
  })
})

describe('connect', () => {
  it('refuses a second data source, and takes the same one again', async () => {
    const { images, dataSource, entities } = await openBlog()

    const subscribers = [...dataSource.subscribers]
    expect(() => images.connect(dataSource)).not.toThrow()
    const second = await openSqlite(entities)
    expect(() => images.connect(second)).toThrow(ConnectionError)
    expect(() => images.connect(second)).toThrow(/another dataSource/)
    expect(dataSource.subscribers).toEqual(subscribers)
  })

  it('hears of removes again when the data source was initialized again', async () => {
    const { images, dataSource, manager, User, store } = await openBlog()
    await dataSource.destroy()
    images.connect(await dataSource.initialize())
    await createLedger(dataSource)
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)

    await manager.remove(user)
    await images.settled()

    expect(store.paths()).toEqual([])
  })

  it('refuses a database that nobody has tried', () => {
    const fake = Object.create(new DataSource({ type: 'better-sqlite3', database: ':memory:' }), {
      isInitialized: { value: true },
      options: { value: { type: 'oracle' } },
    }) as DataSource // only what is looked at
    expect(() => newImages().connect(fake)).toThrow(
      'ImageAttach does not know oracle; it works on better-sqlite3, postgres, mariadb, mysql',
    )
  })
})

describe('connect refuses, and says what to do', () => {
  it('a class that is no entity of the data source', async () => {
    const { images } = blogOf()

    const dataSource = await openSqlite([Owner])

    expect(() => images.connect(dataSource)).toThrow(
      'UserPicture is no entity of this DataSource: add it to its `entities`',
    )
  })

  it('an entity without the image columns', async () => {
    @Entity()
    class Picture extends ImageEntity {
      @PrimaryColumn() ownerId!: number
      @ManyToOne(() => Owner) owner?: Relation<Owner>
    }
    const images = newImages()
    images.attachment(Picture, { owner: 'owner' })

    const dataSource = await openSqlite([Owner, Picture])

    expect(() => images.connect(dataSource)).toThrow(SchemaError)
    expect(() => images.connect(dataSource)).toThrow(
      /^Picture has no image column "width": put @ImageColumns\(\) above/,
    )
  })

  it('a relation that is none', async () => {
    @Entity()
    @ImageColumns()
    class Picture extends ImageEntity {
      @PrimaryColumn() ownerId!: number
      @ManyToOne(() => Owner) owner?: Relation<Owner>
    }
    const images = newImages()
    images.attachment(Picture, { owner: 'user' as 'owner' })

    const dataSource = await openSqlite([Owner, Picture])

    expect(() => images.connect(dataSource)).toThrow(
      'Picture: `owner` is "user", which is no @ManyToOne or @OneToOne relation to the owner; there is owner',
    )
  })

  it('an owner column or a discriminator outside the primary key', async () => {
    @Entity()
    @ImageColumns()
    class Picture extends ImageEntity {
      @Column() place!: number
      @ManyToOne(() => Owner) owner?: Relation<Owner>
    }
    const images = newImages()
    images.attachment(Picture, { owner: 'owner', discriminator: ['place'] })

    const dataSource = await openSqlite([Owner, Picture])

    expect(() => images.connect(dataSource)).toThrow(/^Picture: "ownerId" must be part of the primary key/)
  })

  it('a key column that no discriminator names', async () => {
    const { images, PostPhoto, entities } = blogOf()
    images.attachment(PostPhoto, { owner: 'post' })

    const dataSource = await openSqlite(entities)

    expect(() => images.connect(dataSource)).toThrow(
      'PostPhoto: "orderIndex" is part of the primary key, so it tells sets of one owner apart; name it in `discriminator`, or take it out of the key',
    )
  })

  it('a discriminator that is no column', async () => {
    const { images, PostPhoto, entities } = blogOf()
    images.attachment(PostPhoto, { owner: 'post', discriminator: ['page' as 'orderIndex'] })

    const dataSource = await openSqlite(entities)

    expect(() => images.connect(dataSource)).toThrow('PostPhoto has no column "page"')
  })

  it('an owner with a composite key, unless there is an objectId', async () => {
    @Entity()
    class Seat {
      @PrimaryColumn() row!: string
      @PrimaryColumn() seat!: number
    }
    @Entity()
    @ImageColumns()
    class SeatPhoto extends ImageEntity {
      @PrimaryColumn() ownerRow!: string
      @PrimaryColumn() ownerSeat!: number
      @ManyToOne(() => Seat) owner?: Relation<Seat>
    }
    const dataSource = await openSqlite([Seat, SeatPhoto])
    const refused = newImages()
    refused.attachment(SeatPhoto, { owner: 'owner' })
    expect(() => refused.connect(dataSource)).toThrow(OwnerKeyError)
    expect(() => refused.connect(dataSource)).toThrow(/pass `objectId: key => …` to images.attachment/)

    const images = newImages()
    const photos = images.attachment(SeatPhoto, {
      owner: 'owner',
      objectId: key => `${key.ownerRow.charCodeAt(0)}${key.ownerSeat}`,
    })
    images.connect(dataSource)
    const seat = await dataSource.manager.save(Object.assign(new Seat(), { row: 'A', seat: 1 }))
    await photos.of(seat).fromBlob(image)

    expect(await photos.of({ ownerRow: 'A', ownerSeat: 1 }).exists()).toBe(true)
    expect(await photos.of({ ownerRow: 'A', ownerSeat: 2 }).exists()).toBe(false)
  })

  it.each([
    { side: 'owner', option: 'cascade' },
    { side: 'image', option: 'cascade' },
    { side: 'image', option: 'orphanedRowAction' },
  ] as const)('$option on the side of the $side', async ({ side, option }) => {
    const options = option === 'cascade' ? { cascade: true } : { orphanedRowAction: 'delete' as const }
    @Entity()
    class Person {
      @PrimaryGeneratedColumn() id!: number
      @OneToMany(
        () => Picture,
        picture => picture.person,
        side === 'owner' ? options : {},
      )
      pictures?: Relation<Picture[]>
    }
    @Entity()
    @ImageColumns()
    class Picture extends ImageEntity {
      @PrimaryColumn() personId!: number
      @ManyToOne(
        () => Person,
        person => person.pictures,
        side === 'image' ? options : {},
      )
      person?: Relation<Person>
    }
    const images = newImages()
    images.attachment(Picture, { owner: 'person' })

    const dataSource = await openSqlite([Person, Picture])

    const place = side === 'owner' ? 'Person.pictures' : 'Picture.person'
    expect(() => images.connect(dataSource)).toThrow(SchemaError)
    expect(() => images.connect(dataSource)).toThrow(`${place}: take \`${option}\` away`)
  })
})

describe('a transaction', () => {
  it('that has ended binds no verb, neither as manager nor as query runner', async () => {
    const { User, dataSource, manager } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    const runner = dataSource.createQueryRunner()

    const ended = await dataSource.transaction(async trx => trx)

    for (const handle of [ended, runner]) {
      const set = user.picture.using(handle)
      await expect(set.fromBlob(image)).rejects.toThrow(TransactionRequiredError)
      await expect(set.exists()).rejects.toThrow(/has no open transaction: it has ended, or was not begun/)
    }
  })

  it('of another data source is refused', async () => {
    const { User, entities, manager } = await openBlog()
    const another = await openSqlite(entities)
    const user = await manager.save(manager.create(User, { name: 'Ada' }))

    await another.transaction(async trx => {
      const attaching = user.picture.using(trx).fromBlob(image)
      await expect(attaching).rejects.toThrow(ConnectionError)
      await expect(attaching).rejects.toThrow('This transaction belongs to another database than these images')
    })
    await expect(user.picture.using(another.manager).exists()).rejects.toThrow(ConnectionError)
  })

  it('of a query runner binds verbs, and savepoints inside it do', async () => {
    const { User, dataSource, manager, images } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    const runner = dataSource.createQueryRunner()

    await runner.startTransaction()
    await user.picture.using(runner).fromBlob(image)
    const undone = runner.manager.transaction(async nested => {
      await user.picture.using(nested).fromBlob(examplePng(50, 30))
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    await runner.commitTransaction()
    await images.settled()

    expect(await user.picture.makeBlob()).toEqual(image)
  })

  it('settles its files when it ends, and nobody need ask', async () => {
    const { User, dataSource, manager, store } = await openBlog()
    const user = await manager.save(manager.create(User, { name: 'Ada' }))
    await user.picture.fromBlob(image)

    await dataSource.transaction(trx => user.picture.using(trx).fromBlob(examplePng(50, 30)))

    await expect.poll(() => store.paths().length, { timeout: 900, interval: 5 }).toBe(1)
  })
})

it('tells which migration is missing', async () => {
  const { images, entities, userPictures } = blogOf()
  const options = { type: 'better-sqlite3', database: ':memory:', entities } as const
  images.connect(await new DataSource(options).initialize())

  const attached = userPictures.of({ userId: 1 }).fromBlob(image)

  await expect(attached).rejects.toThrow(SchemaError)
  await expect(attached).rejects.toThrow(/in a migration/)
})
