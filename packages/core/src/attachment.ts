import type { AttachmentDefinition } from './attachment-definition.js'
import type { ImageTypes } from './image-types.js'
import { MultipleAttachment } from './multiple-attachment.js'
import { SingleAttachment } from './single-attachment.js'

/** What `images.attachment(…)` gives: without discriminators one set for each owner, with them several. */
export type Attachment<
  T extends ImageTypes,
  TDiscriminator extends readonly unknown[],
> = TDiscriminator extends readonly [] ? SingleAttachment<T> : MultipleAttachment<T>

/** For adapters: the attachment of a definition. */
export function attachmentOf<T extends ImageTypes, TDiscriminator extends readonly unknown[]>(
  definition: AttachmentDefinition<T>,
  discriminator: TDiscriminator | undefined,
): Attachment<T, TDiscriminator> {
  if (discriminator !== undefined && !Array.isArray(discriminator)) {
    throw new TypeError(`discriminator is an array of columns: ['${String(discriminator)}']`)
  }
  const attachment = discriminator?.length ? new MultipleAttachment(definition) : new SingleAttachment(definition)
  return attachment as Attachment<T, TDiscriminator> // the type asks what the line above asks
}
