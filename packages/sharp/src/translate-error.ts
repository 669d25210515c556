import { InvalidImageError } from '@imageattach/core'

/** sharp throws plain errors without a code, so its messages are all there is to tell them apart. */
export function translateError(error: unknown, image: { readonly mimetype: string }): unknown {
  if (!(error instanceof Error) || error instanceof InvalidImageError) return error
  if (/exceeds pixel limit/.test(error.message)) {
    return new InvalidImageError('too-many-pixels', 'The image is above limits.maxPixels', { cause: error })
  }
  if (/^timeout:/.test(error.message)) {
    return new InvalidImageError('timeout', 'The image took longer than limits.timeout', { cause: error })
  }
  return new InvalidImageError('corrupt', `The ${image.mimetype} cannot be decoded: ${firstLine(error)}`, {
    cause: error,
  })
}

function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? ''
}
