export type { DialectName } from '@imageattach/core/sql'
export type { ImageColumns } from './image-columns.js'
export type { ImageTableName, KeyColumnName } from './image-table-name.js'
export {
  type KyselyAttachment,
  type KyselyAttachmentOptions,
  KyselyImages,
  type KyselyImagesOptions,
  kyselyImages,
} from './kysely-images.js'
export type { KyselyTypes } from './kysely-types.js'
export type { LedgerTable } from './ledger-table.js'
export { createImageTable, createLedger, type ImageTableOptions, type LedgerOptions } from './migration.js'
