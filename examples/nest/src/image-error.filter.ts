import { ImageAttachError, isImageAttachError } from '@imageattach/core'
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import type { Response } from 'express'

/** Answers what ImageAttach refuses with the status that says whose fault it is. */
@Catch(ImageAttachError)
export class ImageErrorFilter implements ExceptionFilter<ImageAttachError> {
  catch(error: ImageAttachError, host: ArgumentsHost): void {
    const statusCode = statusOf(error)
    const message = statusCode < 500 ? error.message : 'The picture could not be kept'
    host.switchToHttp().getResponse<Response>().status(statusCode).json({ statusCode, error: error.code, message })
  }
}

function statusOf(error: ImageAttachError): number {
  if (!isImageAttachError(error)) return 500
  switch (error.code) {
    case 'INVALID_IMAGE':
      return error.reason === 'too-large' ? 413 : 422
    case 'UNSUPPORTED_MIME_TYPE':
      return 415
    case 'CONFLICT':
      return 409
    case 'STORE_UNAVAILABLE':
      return 503
    default:
      return 500
  }
}
