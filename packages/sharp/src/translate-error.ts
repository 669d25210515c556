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
  return new InvalidImageError('corrupt', `The ${image.mimetype} cannot be decoded: ${summary(error)}`, {
    cause: error,
  })
}

/** libvips often puts only "corrupt header:" on the first line, and the reason on the next. */
function summary(error: Error): string {
  const lines = error.message.split('\n').map(line => line.trim())
  return lines.filter(Boolean).slice(0, 2).join(' ')
}
