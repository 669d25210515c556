import type { ControlledTransaction } from 'kysely'
import type { App } from '../app.ts'
import type { Database } from '../database/tables.ts'
import { picture } from '../pictures.ts'
import { people, type Scenario, scenario } from './scenario.ts'

const thumbnails = [{ width: 20 }]

/** The bytes are written inside the transaction. */
const bound = { needsSweep: true }

/** Transactions of the application, in which rows of its own change too. */
export const transactionScenarios: readonly Scenario[] = [
  scenario('prepare', async ({ images, pictures }, seed) => {
    const prepared = await pictures.prepare(picture(seed), { thumbnails })
    await images.transaction(async trx => {
      await trx.insertInto('person').values({ id: 5, name: 'newcomer' }).execute()
      await pictures.using(trx).of({ person_id: 5 }).attach(prepared)
    })
  }),

  scenario('delete-owner', ({ images, pictures }) =>
    images.transaction(async trx => {
      await pictures.using(trx).removeFor([people.full])
      await trx.deleteFrom('person').where('id', '=', people.full.person_id).execute()
    }),
  ),

  scenario(
    'using',
    ({ db, pictures }, seed) =>
      db.transaction().execute(async trx => {
        await trx.updateTable('person').set({ name: 'renamed' }).where('id', '=', people.full.person_id).execute()
        await pictures.using(trx).of(people.full).fromBlob(picture(seed), { thumbnails })
        await pictures.using(trx).of(people.full).generateThumbnail({ width: 12 })
      }),
    bound,
  ),

  scenario(
    'using-rolled-back',
    ({ db, pictures }, seed) =>
      rolledBack(
        db.transaction().execute(async trx => {
          await trx.updateTable('person').set({ name: 'renamed' }).where('id', '=', people.full.person_id).execute()
          await pictures.using(trx).of(people.full).fromBlob(picture(seed), { thumbnails })
          await pictures.using(trx).of(people.other).remove()
          throw new RolledBack()
        }),
      ),
    bound,
  ),

  scenario(
    'savepoint-rolled-back',
    (app, seed) =>
      controlled(app, async trx => {
        await app.pictures
          .using(trx)
          .of(people.full)
          .fromBlob(picture(seed + 1), { thumbnails })
        const inner = await trx.savepoint('inner').execute()
        await app.pictures
          .using(inner)
          .of(people.other)
          .fromBlob(picture(seed + 2), { thumbnails })
        await app.pictures.using(inner).of(people.full).remove()
        await inner.rollbackToSavepoint('inner').execute()
        await trx.commit().execute()
      }),
    bound,
  ),

  scenario(
    'savepoint-released',
    (app, seed) =>
      controlled(app, async trx => {
        const inner = await trx.savepoint('inner').execute()
        await app.pictures
          .using(inner)
          .of(people.full)
          .fromBlob(picture(seed + 1), { thumbnails })
        await inner.releaseSavepoint('inner').execute()
        await app.pictures.using(trx).of(people.other).remove()
        await trx.rollback().execute()
      }),
    bound,
  ),
]

class RolledBack extends Error {}

async function rolledBack(transaction: Promise<unknown>): Promise<void> {
  await transaction.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error
  })
}

/** Runs work in a transaction that it ends itself, and rolls back what it could not end. */
async function controlled({ db }: App, work: (trx: ControlledTransaction<Database>) => Promise<void>): Promise<void> {
  const trx = await db.startTransaction().execute()
  try {
    await work(trx)
  } catch (error) {
    if (!trx.isCommitted && !trx.isRolledBack) {
      await trx
        .rollback()
        .execute()
        .catch(() => undefined)
    }
    throw error
  }
}
