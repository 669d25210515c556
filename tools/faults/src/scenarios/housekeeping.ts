import { newPath } from '@imageattach/core'
import type { App } from '../app.ts'
import { picture } from '../pictures.ts'
import { people, type Scenario, scenario } from './scenario.ts'

/** What cleans up, broken itself. */
export const housekeepingScenarios: readonly Scenario[] = [
  scenario('reap', ({ images }) => drain(images.reap()), {
    async prepare(app, seed) {
      await app.pictures.of(people.full).fromBlob(picture(seed + 10))
      await app.pictures.of(people.other).remove()
      await app.pictures.prepare(picture(seed + 11), { thumbnails: [{ width: 9 }] })
      await makeDue(app)
    },
  }),

  scenario('migrate', ({ images }) => images.migrate({ from: 'local', to: 'second', concurrency: 2 }).execute()),

  scenario('prune', ({ images }) => drain(images.prune({ store: 'local' })), {
    async prepare({ images }) {
      await images.migrate({ from: 'local', to: 'second' }).execute()
    },
  }),

  scenario('sweep', ({ images }) => drain(images.sweep({ minAge: 0 })), {
    needsSweep: true,
    async prepare({ db, store }, seed) {
      const namespace = await db
        .selectFrom('imageattach_ledger')
        .select('path')
        .where('state', '=', 'ns')
        .executeTakeFirstOrThrow()
      for (const number of [1, 2, 3]) {
        const details = { width: 5, height: 5, mimetype: 'image/png', objectType: 'person-picture' }
        const path = newPath({ namespace: namespace.path.slice(3), ...details })
        await store.putFile(picture(seed + number), { ...details, path, objectId: undefined })
      }
    },
  }),
]

/** Reaps whatever is there, however long it was meant to wait. */
export async function makeDue({ db }: App): Promise<void> {
  await db.updateTable('imageattach_ledger').set({ due: 1 }).where('state', '<>', 'ns').execute()
}

export async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}
