import type { PutObjectCommand } from '@aws-sdk/client-s3'

/** Adds headers to what a command sends, before it is signed. */
export function addHeaders(
  command: Pick<PutObjectCommand, 'middlewareStack'>,
  headers: Readonly<Record<string, string>>,
): void {
  command.middlewareStack.add(
    next => args => {
      const { request } = args
      if (hasHeaders(request)) Object.assign(request.headers, headers)
      return next(args)
    },
    { step: 'build', name: 'imageattachHeaders' },
  )
}

function hasHeaders(request: unknown): request is { readonly headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request && typeof request.headers === 'object'
}
