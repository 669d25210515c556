import { type ImageColumn, readOnlyRow } from '@imageattach/core'
import type {
  EntityMetadata,
  EntitySubscriberInterface,
  InsertEvent,
  RemoveEvent,
  SoftRemoveEvent,
  UpdateEvent,
} from 'typeorm'
import { imageColumns } from './image-columns.js'

/** Lets nobody but ImageAttach, which writes SQL, write image rows. Columns of the application can be changed. */
export class ReadOnlyRows implements EntitySubscriberInterface<object> {
  readonly #areImages: (metadata: EntityMetadata) => boolean

  constructor(areImages: (metadata: EntityMetadata) => boolean) {
    this.#areImages = areImages
  }

  async beforeInsert({ metadata }: InsertEvent<object>): Promise<void> {
    if (this.#areImages(metadata)) throw readOnlyRow(metadata.name, 'insert')
  }

  /** `save` tells the columns that change; for `update` and query builders the entity is the values that they set. */
  async beforeUpdate({ metadata, entity, databaseEntity, updatedColumns }: UpdateEvent<object>): Promise<void> {
    if (!this.#areImages(metadata)) return
    const changed = databaseEntity ? updatedColumns.map(({ propertyName }) => propertyName) : Object.keys(entity ?? {})
    const column = changed.find((name): name is ImageColumn => name in imageColumns)
    if (column) throw readOnlyRow(metadata.name, 'change', column)
  }

  async beforeRemove({ metadata }: RemoveEvent<object>): Promise<void> {
    if (this.#areImages(metadata)) throw readOnlyRow(metadata.name, 'delete')
  }

  async beforeSoftRemove({ metadata }: SoftRemoveEvent<object>): Promise<void> {
    if (this.#areImages(metadata)) throw readOnlyRow(metadata.name, 'delete')
  }
}
