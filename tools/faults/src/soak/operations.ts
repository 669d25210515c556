import { createHash } from 'node:crypto'
import type { App } from '../app.ts'
import { picture, type randomNumbers } from '../pictures.ts'
import { drain } from '../scenarios/housekeeping.ts'
import { alone, nobody, together } from './people.ts'

type Random = ReturnType<typeof randomNumbers>

/** A thing that an application does, and how often compared with others. */
export interface Operation {
  readonly name: string
  readonly weight: number
  run(app: App, random: Random): Promise<unknown>
}

const widths = [{ width: 10 }, { width: 15 }, { width: 20 }, { width: 25 }, { width: 30 }]

const verbs: readonly Operation[] = [
  {
    name: 'attach',
    weight: 8,
    run: ({ pictures }, random) =>
      pictures.of(one(alone, random)).fromBlob(picture(random(1e9)), { thumbnails: widths.slice(0, random(3)) }),
  },
  { name: 'remove', weight: 3, run: ({ pictures }, random) => pictures.of(one(alone, random)).remove() },
  {
    name: 'remove-many',
    weight: 1,
    run: ({ pictures }) => pictures.removeFor(alone.map(person_id => ({ person_id }))),
  },
  {
    name: 'thumbnail',
    weight: 6,
    run: ({ pictures }, random) =>
      pictures.of(one([...alone, ...together], random)).generateThumbnail({ width: 10 + random(20) }),
  },
  {
    name: 'findOrGenerate',
    weight: 4,
    async run({ pictures }, random) {
      const set = pictures.of(one([...alone, ...together], random))
      const request = { width: 10 + random(20) }
      await Promise.all(Array.from({ length: 5 }, () => set.findOrGenerate(request)))
    },
  },
]

const transactions: readonly Operation[] = [
  {
    name: 'prepare',
    weight: 5,
    async run({ images, pictures }, random) {
      const bytes = picture(random(1e9))
      const owner = one(together, random)
      const prepared = await pictures.prepare(bytes, { thumbnails: widths.slice(0, random(3)) })
      await images.transaction(async trx => {
        await rename(trx, owner.person_id, nameOf(bytes))
        await pictures.using(trx).of(owner).attach(prepared)
      })
    },
  },
  {
    name: 'using',
    weight: 6,
    async run({ db, pictures }, random) {
      const bytes = picture(random(1e9))
      const owner = one(together, random)
      const failing = random(3) === 0
      const work = db.transaction().execute(async trx => {
        await rename(trx, owner.person_id, nameOf(bytes))
        await pictures
          .using(trx)
          .of(owner)
          .fromBlob(bytes, { thumbnails: widths.slice(0, random(2)) })
        if (failing) throw new RolledBack()
      })
      await work.catch(ignoreRollback)
    },
  },
  {
    name: 'remove-using',
    weight: 2,
    run: ({ images, pictures }, random) => {
      const owner = one(together, random)
      return images.transaction(async trx => {
        await rename(trx, owner.person_id, nobody)
        await pictures.using(trx).of(owner).remove()
      })
    },
  },
  {
    name: 'savepoint',
    weight: 4,
    async run({ db, pictures }, random) {
      const [kept, undone] = [picture(random(1e9)), picture(random(1e9))]
      const owner = one(together, random)
      const keep = random(2) === 0
      const trx = await db.startTransaction().execute()
      try {
        await rename(trx, owner.person_id, nameOf(kept))
        await pictures
          .using(trx)
          .of(owner)
          .fromBlob(kept, { thumbnails: [{ width: 20 }] })
        const inner = await trx.savepoint('inner').execute()
        await rename(inner, owner.person_id, nameOf(undone))
        await pictures.using(inner).of(owner).fromBlob(undone)
        await inner.rollbackToSavepoint('inner').execute()
        await (keep ? trx.commit() : trx.rollback()).execute()
      } catch (error) {
        if (!trx.isCommitted && !trx.isRolledBack)
          await trx
            .rollback()
            .execute()
            .catch(() => undefined)
        throw error
      }
    },
  },
]

const housekeeping: readonly Operation[] = [
  { name: 'reap', weight: 2, run: ({ images }) => drain(images.reap()) },
  { name: 'sweep', weight: 2, run: ({ images }) => drain(images.sweep({ minAge: 0 })) },
]

const operations = [...verbs, ...transactions, ...housekeeping].flatMap(operation =>
  Array.from({ length: operation.weight }, () => operation),
)

export function anyOperation(random: Random): Operation {
  const operation = operations[random(operations.length)]
  if (operation) return operation
  throw new RangeError('There are operations')
}

/** What the name of a person says when this picture is the original. */
function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function one(ids: readonly number[], random: Random): { readonly person_id: number } {
  return { person_id: ids[random(ids.length)] ?? 0 }
}

/** The first statement: it waits for whoever else changes this person, so that names and pictures change in one order. */
async function rename(trx: App['db'], id: number, name: string): Promise<void> {
  await trx.updateTable('person').set({ name }).where('id', '=', id).execute()
}

class RolledBack extends Error {}

function ignoreRollback(error: unknown): void {
  if (!(error instanceof RolledBack)) throw error
}
