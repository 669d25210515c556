import { isImageAttachError } from '@imageattach/core'
import { type FileAnswer, type HeaderFields, textAnswer } from './file-answer.js'

/** Whether a failure says that there is no such file, or none that may be reached. */
export function isNotFound(error: unknown): boolean {
  return isImageAttachError(error) && (error.code === 'FILE_NOT_FOUND' || error.code === 'UNSAFE_KEY')
}

/** The answer to a failure of the store. It tells the client when to come back, and nothing about the store. */
export function failureAnswer(error: unknown, headers: HeaderFields): FileAnswer {
  const isSpoiled = isImageAttachError(error) && error.code === 'STORE_UNAVAILABLE' && error.reason === 'checksum'
  return isSpoiled
    ? textAnswer(502, 'The file is damaged.', headers)
    : textAnswer(503, 'The file cannot be read now.', { ...headers, 'Retry-After': '5' })
}

/** Where failures go that nobody asked to hear of. */
export function warnOfFailure(error: unknown): void {
  console.warn('ImageAttach could not serve a file:', error)
}
