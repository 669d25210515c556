export { type ImageColumnOptions, ImageColumns, imageColumns } from './image-columns.js'
export { ImageEntity } from './image-entity.js'
export { CreateImageLedger1764000000000, createLedger, type LedgerOptions } from './migration.js'
export { imageIndices, OneOriginal } from './one-original.js'
export {
  TypeormAttachment,
  TypeormImageSet,
  TypeormMultipleAttachment,
  TypeormMultipleImageSet,
} from './typeorm-attachment.js'
export {
  type TypeormAttachmentOf,
  type TypeormAttachmentOptions,
  TypeormImages,
  type TypeormImagesOptions,
  typeormImages,
} from './typeorm-images.js'
export type { ImageEntityTarget, KeyName, RelationName, TypeormHandle, TypeormTypes } from './typeorm-types.js'
