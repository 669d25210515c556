import { describe, expect, it } from 'vitest'
import { exampleImage } from './support/example-image.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject } from './support/subject.js'

const image = exampleImage(40, 30)

async function loaded() {
  const subject = createSubject()
  const set = subject.pictures.of({ user_id: 1 })
  await set.fromBlob(image, { thumbnails: [{ width: 20 }, { width: 80 }], columns: { caption: 'secret' } })
  return { ...subject, live: set, set: await set.load() }
}

describe('LoadedImageSet', () => {
  it('is iterable: the original, then the largest first', async () => {
    const { set } = await loaded()

    expect([...set].map(({ width }) => width)).toEqual([40, 80, 20])
    expect([...set]).toEqual(set.images)
  })

  it('finds sizes without asking anybody', async () => {
    const { set, repository } = await loaded()
    repository.before = step => {
      throw new Error(`${step} was not to be reached`)
    }

    expect(set.thumbnail({ width: 20 })?.height).toBe(15)
    expect(set.thumbnail({ ratio: 2 })?.width).toBe(80)
    expect(set.thumbnail({ width: 40 })).toBe(set.original)
    expect(set.thumbnail({ width: 30 })).toBeUndefined()
    expect(() => set.thumbnail({ width: 0 })).toThrow(RangeError)
  })

  it('stays as it was loaded', async () => {
    const { set, live } = await loaded()

    await live.remove()

    expect([set.images.length, set.original?.width]).toEqual([3, 40])
  })

  it('has the widths as srcset, the smallest first', async () => {
    const { set } = await loaded()
    const url = (width: number) => set.thumbnail({ width })?.url

    expect(set.srcset()).toBe(`${url(20)} 20w, ${url(40)} 40w, ${url(80)} 80w`)
  })

  it('keeps a comma in a URL apart from those of srcset', async () => {
    const subject = createSubject({
      store: Object.assign(new MemoryStore(), { getUrl: () => 'https://example.com/a,b' }),
    })
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)

    expect((await set.load()).srcset()).toMatch(/^https:\/\/example\.com\/a%2Cb\?_ts=\d{20} 40w$/)
  })

  it('is written as JSON without a row', async () => {
    const { set } = await loaded()

    const json = JSON.stringify(set)

    expect(json).not.toContain('secret')
    expect(JSON.parse(json)).toEqual(
      set.images.map(({ url, width, height, original }) => ({
        url,
        width,
        height,
        original,
        mimetype: 'image/png',
        variant: '',
        placeholder: null,
      })),
    )
  })

  it('renders its original', async () => {
    const { set } = await loaded()

    expect(set.toHtml({ alt: '<' })).toBe(`<img src="${set.url}" width="40" height="30" alt="&lt;">`)
  })

  it('renders nothing when it is empty', async () => {
    const set = await createSubject().pictures.of({ user_id: 1 }).load()

    expect([set.toHtml(), set.srcset(), set.url, set.original, [...set]]).toEqual(['', '', undefined, undefined, []])
  })
})

describe('load', () => {
  it('asks a store of plain URLs only for those that are shown', async () => {
    const asked: number[] = []
    const store = Object.assign(new MemoryStore(), {
      hasPlainUrls: true,
      getUrl(key: { readonly width: number }) {
        asked.push(key.width)
        return 'https://example.com/a'
      },
    })
    const { pictures } = createSubject({ store })
    const user = { user_id: 1 }
    await pictures.of(user).fromBlob(image, { thumbnails: [{ width: 20 }] })
    asked.length = 0

    const page = await pictures.load([user])

    expect(asked).toEqual([])
    expect(page.get(user).thumbnail({ width: 20 })).toBe(page.get(user).thumbnail({ width: 20 }))
    expect(asked).toEqual([20])
  })

  it('signs the URLs of all images at once while it loads', async () => {
    const asked: number[] = []
    const store = Object.assign(new MemoryStore(), {
      async getUrl(key: { readonly width: number }) {
        asked.push(key.width)
        return `https://example.com/${key.width}`
      },
    })
    const { pictures } = createSubject({ store })
    const user = { user_id: 1 }
    await pictures.of(user).fromBlob(image, { thumbnails: [{ width: 20 }] })
    asked.length = 0

    const page = await pictures.load([user])

    expect(asked.sort()).toEqual([20, 40])
    expect(page.get(user).thumbnail({ width: 20 })?.url).toMatch(/^https:\/\/example\.com\/20\?_ts=/)
  })

  it('asks once for any number of owners, and tells them apart by identity', async () => {
    const { pictures, repository } = await loaded()
    const steps: string[] = []
    repository.before = step => steps.push(step)
    const users = [{ user_id: 2 }, { user_id: 1 }, { user_id: 1n }]

    const page = await pictures.load(users)

    expect(users.map(user => page.get(user).images.length)).toEqual([0, 3, 3])
    expect(steps).toEqual(['findMany'])
    expect(() => page.get({ user_id: 1 })).toThrow(RangeError)
  })

  it('takes the key out of any row', async () => {
    const { pictures } = await loaded()
    const users = [{ id: 1, name: 'Anna' }]

    const page = await pictures.load(users, ({ id }) => ({ user_id: id }))

    expect(users.map(user => page.get(user).original?.width)).toEqual([40])
  })

  it('asks nothing for nobody', async () => {
    const { pictures, repository } = await loaded()
    repository.before = step => {
      throw new Error(`${step} was not to be reached`)
    }

    await pictures.load([])
    expect(await pictures.removeFor([])).toBe(0)
  })

  it('gives the sets of an owner in the order of their discriminators', async () => {
    const { photos } = createSubject()
    const posts = [{ post_id: 1 }, { post_id: 2 }]
    for (const index of [10, 9, -1]) {
      await photos
        .of({ post_id: 1 })
        .getImageSet({ order_index: index })
        .fromBlob(exampleImage(50 + index, 10))
    }

    const page = await photos.load(posts)
    const byKey = await photos.load([1], post_id => ({ post_id }))

    expect(posts.map(post => page.get(post).map(set => set.original?.width))).toEqual([[49, 59, 60], []])
    expect(byKey.get(1)).toHaveLength(3)
  })
})

describe('MultipleImageSet', () => {
  async function threePhotos() {
    const { photos } = createSubject()
    const set = photos.of({ post_id: 1 })
    for (const index of [2, 1, 3]) {
      await set.getImageSet({ order_index: index }).fromBlob(exampleImage(40 + index, 30), {
        thumbnails: [{ width: 4 }],
      })
    }
    return { photos, set }
  }

  it('is iterated set by set', async () => {
    const { set } = await threePhotos()
    const keys: unknown[] = []

    for await (const { key } of set) keys.push(key)

    expect(keys).toEqual([1, 2, 3].map(order_index => ({ post_id: 1, order_index })))
  })

  it('gives the images of all sets, set after set', async () => {
    const { set } = await threePhotos()

    expect((await set.images()).map(({ width }) => width)).toEqual([41, 4, 42, 4, 43, 4])
    expect((await set.images({ original: true })).map(({ width }) => width)).toEqual([41, 42, 43])
  })

  it('is filtered and turned round', async () => {
    const { set } = await threePhotos()
    const indexes = async (filter: Parameters<typeof set.imageSets>[0]) =>
      (await set.imageSets(filter)).map(({ key }) => key.order_index)

    expect(await indexes({ descending: true })).toEqual([3, 2, 1])
    expect(await indexes({ where: { order_index: 2 } })).toEqual([2])
    expect(await set.count({ where: { order_index: 9 } })).toBe(0)
    await expect(set.count({ where: { page: 1 } as never })).rejects.toThrow(TypeError)
  })

  it('is bound to a transaction with all its sets', async () => {
    const { photos, set } = await threePhotos()
    const { images, ...other } = createSubject()

    await images.transaction(async trx => {
      const bound = other.photos.using(trx).of({ post_id: 1 })
      await bound.getImageSet({ order_index: 1 }).fromBlob(image)
      expect(await bound.count()).toBe(1)
      expect(await other.photos.of({ post_id: 1 }).using(trx).count()).toBe(1)
    })

    expect(await other.photos.of({ post_id: 1 }).count()).toBe(1)
    expect(await photos.removeFor([{ post_id: 1 }])).toBe(6)
    expect(await set.count()).toBe(0)
  })
})
