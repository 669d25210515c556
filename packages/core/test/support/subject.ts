import { expect } from 'vitest'
import type { FileCleanupError } from '../../src/errors.js'
import { createImageAttach, type ImageAttachOptions } from '../../src/image-attach.js'
import type { ImageRow } from '../../src/image-row.js'
import {
  checkKey,
  defaultObjectId,
  defaultObjectType,
  type ImageTable,
  imageColumnNames,
} from '../../src/image-table.js'
import type { KeyValue } from '../../src/key.js'
import { MultipleAttachment } from '../../src/multiple-attachment.js'
import { SingleAttachment } from '../../src/single-attachment.js'
import { FakeResizer } from './fake-resizer.js'
import { type MemoryHandle, MemoryRepository } from './memory-repository.js'
import { MemoryStore } from './memory-store.js'

interface PictureTypes {
  readonly handle: MemoryHandle
  readonly record: Readonly<Record<string, unknown>>
  readonly columns: { readonly caption?: string }
  readonly owner: { readonly user_id: KeyValue }
  readonly discriminator: object
}

interface PhotoTypes extends Omit<PictureTypes, 'owner' | 'discriminator'> {
  readonly owner: { readonly post_id: number }
  readonly discriminator: { readonly order_index: number }
}

export const userPicture = exampleTable('user_picture', ['user_id'])
export const postPhoto = exampleTable('post_photo', ['post_id'], ['order_index'])

/** A table as an adapter would describe it. */
export function exampleTable(
  name: string,
  owner: readonly string[],
  discriminator: readonly string[] = [],
): ImageTable {
  const ownerColumns = owner.map(column => ({ name: column, column }))
  return {
    name,
    sqlName: name,
    owner: ownerColumns,
    discriminator: discriminator.map(column => ({ name: column, column })),
    columns: imageColumnNames,
    columnOf: column => column,
    objectType: defaultObjectType(name),
    objectId: key => defaultObjectId(ownerColumns, key),
  }
}

/** An application on fakes: `user_picture` with one set for each user, `post_photo` with several for each post. */
export function createSubject(options: Partial<ImageAttachOptions> = {}) {
  const repository = new MemoryRepository()
  const store = new MemoryStore()
  const resizer = new FakeResizer()
  const cleanupErrors: FileCleanupError[] = []
  const images = createImageAttach(repository, {
    store,
    resizer,
    keepRetired: 0,
    onCleanupError: error => cleanupErrors.push(error),
    ...options,
  })
  const pictureDefinition = images.define<PictureTypes>({
    table: userPicture,
    ownerKey: owner => checkKey(userPicture, userPicture.owner, owner, 'owner'),
  })
  const photoDefinition = images.define<PhotoTypes>({
    table: postPhoto,
    ownerKey: owner => checkKey(postPhoto, postPhoto.owner, owner, 'owner'),
  })
  return {
    repository,
    store,
    resizer,
    images,
    cleanupErrors,
    definition: pictureDefinition,
    settler: pictureDefinition.services.settler,
    pictures: new SingleAttachment(pictureDefinition),
    photos: new MultipleAttachment(photoDefinition),
  }
}

export type Subject = ReturnType<typeof createSubject>

/** Every row has its file, every file its row, and the ledger is empty. */
export async function expectAgreement({ images, repository, store, cleanupErrors }: Subject): Promise<void> {
  await images.settled()
  expect([...store.files.keys()].sort()).toEqual(repository.rows.map(row => row.path).sort())
  expect(repository.lines).toEqual([])
  expect(cleanupErrors).toEqual([])
}

/** A row as the database holds it; by default an original of the ancestor's, which says nothing of its file. */
export function exampleRow(row: Partial<ImageRow> = {}): ImageRow {
  return {
    key: { user_id: 1 },
    width: 40,
    height: 30,
    mimetype: 'image/png',
    original: true,
    createdAt: '2021-02-03 04:05:06.000789',
    path: '',
    source: '',
    store: '',
    variant: '',
    byteSize: null,
    checksum: null,
    placeholder: null,
    filename: null,
    metadata: null,
    record: {},
    ...row,
  }
}
