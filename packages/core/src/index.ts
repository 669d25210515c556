export { abortFailure, throwIfAborted } from './abort-failure.js'
export { anotherDatabase } from './another-database.js'
export type { AttachOptions } from './attach-original.js'
export { type Attachment, attachmentOf } from './attachment.js'
export { type AttachmentDefinition, keyOf } from './attachment-definition.js'
export type { AttachmentOptions, ObjectId } from './attachment-options.js'
export { type ByteSpan, checkRange, spanOf } from './byte-range.js'
export { checkResizeTargets } from './check-resize-targets.js'
export { checksum } from './checksum.js'
export type { DeletionMarks } from './deletion-marks.js'
export { describeTable, ownerKeyOf, type TableDescription } from './describe-table.js'
export { entityOwnerKey, type OwnerEntity } from './entity-owner-key.js'
export {
  type AnyImageAttachError,
  ConflictError,
  ConnectionError,
  ContextError,
  FileCleanupError,
  FileNotFoundError,
  ImageAttachError,
  type ImageAttachErrorCode,
  type ImageAttachErrorOptions,
  ImageNotFoundError,
  InvalidImageError,
  isFileNotFound,
  isImageAttachError,
  MigrationError,
  OriginalNotFoundError,
  OwnerKeyError,
  PreparedExpiredError,
  ReadOnlyRowError,
  type RejectionReason,
  SchemaError,
  StaleOriginalError,
  StoreError,
  type StoreErrorContext,
  type StoreFailureReason,
  StoreMismatchError,
  StoreUnavailableError,
  ThumbnailNotFoundError,
  TransactionError,
  TransactionNotJoinedError,
  TransactionRequiredError,
  UnsafeKeyError,
  UnsavedOwnerError,
  UnsupportedMimeTypeError,
} from './errors.js'
export { FileProxy } from './file-proxy.js'
export type { ImageHook, ThumbnailOptions } from './generate-thumbnails.js'
export { escapeHtml, type ImgAttributes, imgTag } from './html.js'
export { Image, type ImageJson, type ImgProps } from './image.js'
export {
  type AttachmentDescription,
  createImageAttach,
  ImageAttach,
  type ImageAttachOptions,
  type TransactionOptions,
} from './image-attach.js'
export type { ImageAttachEvent } from './image-attach-event.js'
export type { ImageInput } from './image-input.js'
export { checkPath, type ImageKey, maxPathLength, type NewPathParts, newPath } from './image-key.js'
export type { ImageRow, NewImageRow } from './image-row.js'
export { ImageSet, type RawFileOptions, type ReadOptions } from './image-set.js'
export {
  type ImageColumn,
  type ImageTable,
  imageColumnNames,
  imageColumnsBy,
  type KeyColumn,
  keyColumns,
} from './image-table.js'
export type { ImageTypes } from './image-types.js'
export type { Key, KeyValue } from './key.js'
export { keyOfPath } from './key-of-path.js'
export { LateConnection } from './late-connection.js'
export type { FilePlace, LedgerLine, LedgerState } from './ledger.js'
export { legacyFolderPath, legacyObjectKey, legacyObjectPath, legacySuffixes } from './legacy/legacy-path.js'
export { legacyPaths } from './legacy/legacy-paths.js'
export { defaultLimits, type Limits, resolveLimits } from './limits.js'
export type { LoadedOwners } from './load-sets.js'
export { LoadedImageSet } from './loaded-image-set.js'
export type { MigrationEvent, MigrationProblem, MigrationProblemEvent, MigrationProgress } from './migration-event.js'
export { type MigrationOptions, MigrationPlan } from './migration-plan.js'
export { isKnownMimetype, suffixOf, vectorTypes } from './mimetype.js'
export { MultipleAttachment } from './multiple-attachment.js'
export { type ImageSetFilter, MultipleImageSet } from './multiple-image-set.js'
export type { PaceOptions } from './pace.js'
export { PreparedImage } from './prepared-image.js'
export { publicUrl } from './public-url.js'
export { type RowChange, readOnlyRow } from './read-only-row.js'
export type { ImageFilter } from './read-set.js'
export type { PruneOptions, ReapEvent, ReapOptions } from './reap.js'
export type {
  MovedFile,
  Repository,
  RepositorySession,
  RetiredFile,
  RowMove,
  RowPosition,
  SourceMove,
} from './repository.js'
export { planResize, type ResizeStep } from './resize-plan.js'
export type { ResizeRequest } from './resize-to.js'
export type {
  InspectedImage,
  ResizedImage,
  ResizeKernel,
  Resizer,
  ResizerCallOptions,
  ResizeTarget,
} from './resizer.js'
export type { SchemaSession } from './schema-session.js'
export { SeekableFileProxy } from './seekable-file-proxy.js'
export type { SettleOutcome } from './settler.js'
export { SingleAttachment } from './single-attachment.js'
export { sniffMimetype } from './sniff.js'
export type {
  ByteRange,
  GetFileOptions,
  ListOptions,
  PresignedUpload,
  PresignUploadOptions,
  PutFileOptions,
  SignUrlOptions,
  Store,
  StoreCallOptions,
  StoredFile,
} from './store.js'
export { currentStore, getCurrentStore, popStoreContext, pushStoreContext, storeContext } from './store-context.js'
export { StoreRegistry } from './store-registry.js'
export type { OpenOptions } from './stored-row.js'
export type { SweepEvent, SweepOptions } from './sweep.js'
export { type Size, type SizeRequest, thumbnailSize } from './thumbnail-size.js'
export { Turns } from './turns.js'
export { untilAborted } from './until-aborted.js'
export type { RivalOriginal, RivalOriginals, TableUpgrade, UpgradeOptions, UpgradePlan } from './upgrade.js'
export type { PrepareUploadOptions, Upload, UploadOptions } from './upload.js'
export type { VerifyEvent, VerifyOptions, VerifyProblem } from './verify.js'
export { VERSION } from './version.js'
export { WorkSlots } from './work-slots.js'
