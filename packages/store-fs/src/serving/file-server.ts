import type { ImageKey } from '@imageattach/core'
import { describeFile, type FileDescription } from './describe-file.js'
import { failureAnswer, isNotFound, warnOfFailure } from './failure-answer.js'
import { type FileAnswer, type FileRequest, textAnswer } from './file-answer.js'
import { fileBody } from './file-body.js'
import { cacheHeaders, preflightHeaders, securityHeaders, typeHeaders } from './file-headers.js'
import { openThroughStore } from './open-through-store.js'
import { requestedKey } from './requested-key.js'
import { checkSendTimeout } from './send-timeout.js'
import type { ServableStore, ServedFile, ServedStats } from './servable-store.js'
import { handOverHeader, normalizePrefix, type ServeOptions } from './serve-options.js'
import { hasBytes } from './validators.js'

/**
 * Answers a request for a file, and never fails; `undefined`, at once, for a path that is not below the prefix, which
 * is for somebody else to answer.
 */
export type FileServer = (request: FileRequest) => Promise<FileAnswer> | undefined

const methods = 'GET, HEAD, OPTIONS'

/**
 * The one function behind {@link serveNode} and its siblings, which knows no server and no framework. Write an adapter
 * of your own on it: send what it answers, and close a body that is no array.
 *
 * ```ts
 * import { createFileServer, type ServableStore } from '@imageattach/store-fs/http'
 *
 * export async function statusOf(store: ServableStore, target: string): Promise<number | undefined> {
 *   const server = createFileServer(store, { prefix: '/pictures/' })
 *   const answer = await server({ method: 'HEAD', target, header: () => undefined })
 *   return answer?.status
 * }
 * ```
 */
export function createFileServer(store: ServableStore, options: ServeOptions): FileServer {
  const { handOver, onError = warnOfFailure } = options
  const sendTimeout = checkSendTimeout(options.sendTimeout ?? 120)
  const prefix = normalizePrefix(options.prefix)
  const common = securityHeaders(options)
  const notFound = textAnswer(404, 'There is no such file.', common)
  const wrongMethod = textAnswer(405, `Only ${methods}.`, { ...common, Allow: methods })
  const allowed = { status: 204, headers: { ...common, ...preflightHeaders(options), Allow: methods } }

  return request => (request.target.startsWith(prefix) ? answer(request) : undefined)

  async function answer(request: FileRequest): Promise<FileAnswer> {
    const { method } = request
    if (method === 'GET') return find(request)
    if (method === 'HEAD') {
      const { status, headers } = await find(request)
      return { status, headers }
    }
    return method === 'OPTIONS' ? allowed : wrongMethod
  }

  async function find(request: FileRequest): Promise<FileAnswer> {
    try {
      const path = request.target.slice(prefix.length).split('?', 1)[0] ?? ''
      const key = requestedKey(path)
      return (key && (await answerFor(key, path, request))) ?? notFound
    } catch (error) {
      if (isNotFound(error)) return notFound
      onError(error)
      return failureAnswer(error, common)
    }
  }

  async function answerFor(key: ImageKey, path: string, request: FileRequest): Promise<FileAnswer | undefined> {
    if (store.statServed && handOver === undefined && hasBytes(request.header, key)) {
      const stats = await store.statServed(key)
      return stats && describe(stats, key, path, request)
    }
    const file = await (store.openServed ? store.openServed(key) : openThroughStore(store, key))
    return file && answerWith(file, key, path, request)
  }

  /** Closes the file, or leaves that to the body. */
  async function answerWith(file: ServedFile, key: ImageKey, path: string, request: FileRequest): Promise<FileAnswer> {
    if (handOver !== undefined) {
      await file.close()
      const where = handOverHeader(handOver, file.path || path)
      return {
        status: 200,
        headers: { ...common, ...typeHeaders(path), 'Content-Length': '0', ...cacheHeaders(key), ...where },
      }
    }
    const { span, ...answer } = describe(file, key, path, request)
    if (span !== undefined && request.method === 'GET') {
      const allocate = request.allocate && { allocate: request.allocate }
      const body = await fileBody(file, span, { ...allocate, onError, sendTimeout })
      return { ...answer, body }
    }
    await file.close()
    return answer
  }

  function describe(stats: ServedStats, key: ImageKey, path: string, request: FileRequest): FileDescription {
    // HEAD knows no Range.
    const header = (name: string) => (request.method === 'HEAD' && name === 'range' ? undefined : request.header(name))
    const description = describeFile(stats, key, header, typeHeaders(path))
    // A client that has the bytes has what was said about them, too.
    if (description.status === 304) return description
    return { ...description, headers: { ...common, ...description.headers } }
  }
}
