export type { DialectName } from '@imageattach/core/sql'
export type { ImageColumns } from './image-columns.js'
export { ImageModel, type ImageModelClass } from './image-model.js'
export { createImageTable, createLedger, type ImageTableOptions, type LedgerOptions } from './migration.js'
export {
  type ObjectionAttachment,
  type ObjectionAttachmentOptions,
  ObjectionImages,
  type ObjectionImagesOptions,
  objectionImages,
} from './objection-images.js'
export type { ImageModelConstructor, KeyColumnName, ObjectionTypes, RelationName } from './objection-types.js'
