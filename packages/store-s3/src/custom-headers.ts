import type { CopyObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'

/** Adds headers to what a command sends, before it is signed. */
export function addHeaders(
  command: PutObjectCommand | CopyObjectCommand,
  headers: Readonly<Record<string, string>>,
): void {
  const stack = command.middlewareStack as PutObjectCommand['middlewareStack'] // what is added looks at no input
  stack.add(
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
