import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './answer.ts'
import { authenticate } from './authenticate.ts'
import { Bucket } from './bucket.ts'
import { type Incoming, readIncoming } from './incoming.ts'
import { listObjects } from './list-objects.ts'
import { copyObject, getObject, putObject } from './objects.ts'
import { postObject } from './post-object.ts'
import { S3Error } from './s3-error.ts'
import type { Credentials } from './signature.ts'
import { xmlDocument } from './xml.ts'

export interface S3ServerOptions {
  /** The buckets that exist at the start; CreateBucket makes more. Default: `images`. */
  readonly buckets?: readonly string[]
  /** How many objects a page of a listing holds at most. Default 1,000. */
  readonly pageSize?: number
}

/** A server that is listening. */
export interface RunningS3Server extends Credentials {
  readonly url: string
  /** The objects of a bucket, to look at and to spoil. */
  bucket(name: string): Bucket
  stop(): Promise<void>
}

/**
 * Starts a server that speaks the part of S3 which a store needs, in path style, and keeps objects in memory. Every
 * signature, checksum and condition is verified, as far as the documentation of S3 tells how.
 */
export async function startS3Server({
  buckets = ['images'],
  pageSize = 1000,
}: S3ServerOptions = {}): Promise<RunningS3Server> {
  const credentials: Credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'TESTSECRET', region: 'us-east-1' }
  const all = new Map(buckets.map(name => [name, new Bucket()]))

  const server = createServer((request, response) => {
    respond(request, response).catch(error => response.destroy(error))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port

  return {
    ...credentials,
    url: `http://127.0.0.1:${port}`,
    bucket: bucketOf,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  function bucketOf(name: string): Bucket {
    const bucket = all.get(name)
    if (bucket === undefined) throw new S3Error(404, 'NoSuchBucket')
    return bucket
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer
    try {
      answer = await route(await readIncoming(request))
    } catch (error) {
      if (request.destroyed && !request.complete) return
      answer = errorAnswer(error)
    }
    response.writeHead(answer.status, { 'x-amz-request-id': 'in-memory', ...answer.headers })
    // An answer to HEAD has the headers of its body, and no body.
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  }

  async function route(incoming: Incoming): Promise<Answer> {
    const { method, key, bucket: name, headers } = incoming
    if (key === '' && method === 'POST') return postObject(bucketOf(name), incoming, credentials)
    const sender = authenticate(incoming, credentials)
    if (key === '' && method === 'PUT' && sender === 'owner') {
      all.set(name, all.get(name) ?? new Bucket())
      return { status: 200 }
    }
    const bucket = bucketOf(name)
    if (sender === 'anybody' && !(isRead(method) && bucket.get(key)?.acl === 'public-read')) {
      throw new S3Error(403, 'AccessDenied')
    }
    if (key === '') {
      if (method === 'HEAD') return { status: 200 }
      if (method === 'GET') return listObjects(bucket, incoming, pageSize)
    } else {
      if (isRead(method)) return getObject(bucket, incoming)
      if (method === 'PUT') {
        return headers['x-amz-copy-source'] === undefined
          ? putObject(bucket, incoming)
          : copyObject(bucket, incoming, bucketOf)
      }
      if (method === 'DELETE') {
        bucket.delete(key)
        return { status: 204 }
      }
    }
    throw new S3Error(501, 'NotImplemented')
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function errorAnswer(error: unknown): Answer {
  const { status, code, message } = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error))
  const body = xmlDocument('Error', { Code: code, Message: message, RequestId: 'in-memory' })
  return { status, headers: { 'content-type': 'application/xml' }, body }
}
