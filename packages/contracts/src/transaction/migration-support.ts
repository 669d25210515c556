import assert from 'node:assert/strict'
import type { MigrationEvent } from '@imageattach/core'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import type { Application, ApplicationOptions, TransactionSubject } from './transaction-subject.js'

/** From where to where the images of these cases go. */
export const route = { from: 'old', to: 'new' } as const

/** An application whose images are in one of two stores. */
export interface MovingApplication {
  readonly app: Application
  readonly old: SwitchableStore
  readonly new: SwitchableStore
  /** What every application of the case is to be opened with. */
  readonly options: ApplicationOptions
}

/** An application that puts its images into store `old`, and knows store `new`. */
export async function openMoving(
  subject: TransactionSubject,
  options: ApplicationOptions = {},
): Promise<MovingApplication> {
  const stores = [new SwitchableStore('old'), new SwitchableStore('new')] as const
  const moving = { stores, ...options }
  return { app: await subject.open(moving), old: stores[0], new: stores[1], options: moving }
}

/** Attaches a picture of its own to each of so many users, with a thumbnail; gives the owners. */
export async function addPictures(
  subject: TransactionSubject,
  app: Application,
  count: number,
): Promise<readonly object[]> {
  const owners: object[] = []
  for (let id = 1; id <= count; id += 1) {
    const owner = await subject.addUser(id)
    await app.pictures.of(owner).fromBlob(examplePng(40, 30, id), { thumbnails: [{ width: 20 }] })
    owners.push(owner)
  }
  await app.images.settled()
  return owners
}

/** Each owner still has the picture that {@link addPictures} gave it, and it is in that store. */
export async function assertPictures(app: Application, owners: readonly object[], store: string): Promise<void> {
  for (const [index, owner] of owners.entries()) {
    const images = await app.pictures.of(owner).images()
    assert.deepEqual(
      images.map(image => [image.width, image.store.name]),
      [
        [40, store],
        [20, store],
      ],
    )
    assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, index + 1))
  }
}

/** What became of the images: outcomes and problems, sorted. */
export function outcomesOf(events: readonly MigrationEvent[]): readonly string[] {
  return events
    .flatMap(event => {
      if (event.kind === 'progress') return []
      return [event.kind === 'file' ? event.outcome : event.problem]
    })
    .sort()
}
