import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { xmlDocument } from './xml.ts'

/**
 * What becomes of a request:
 *
 * - `{ status, code }`: it is answered with this error, and does not reach the server
 * - `reset`: the connection breaks before the request reaches the server
 * - `cut-upload`: as `reset`, when half of the body has reached the server
 * - `hang`: it reaches nobody, and nothing is answered
 * - `lost-answer`: the server does it, and the connection breaks before the answer
 * - `truncated`: the connection breaks in the middle of the answer's body
 * - `corrupted`: one byte of the answer's body is another
 * - `stalled`: the middle of the answer's body is followed by nothing
 * - `slow`: the answer's body comes one byte at a time, and never ends
 */
export type Fault =
  | { readonly status: number; readonly code: string }
  | 'reset'
  | 'cut-upload'
  | 'hang'
  | 'lost-answer'
  | 'truncated'
  | 'corrupted'
  | 'stalled'
  | 'slow'

export interface FaultOptions {
  /** How many requests fail. Default 1. */
  readonly times?: number
  /** Which requests fail, by method. Default: any. */
  readonly method?: string
}

/** A proxy that is listening. */
export interface FaultProxy {
  readonly url: string
  /** The method of every request so far. */
  readonly requests: readonly string[]
  /** Makes the next requests fail. */
  inject(fault: Fault, options?: FaultOptions): void
  stop(): Promise<void>
}

interface Exchange {
  readonly request: IncomingMessage
  readonly body: Uint8Array
  readonly response: ServerResponse
}

/** Starts a proxy in front of an HTTP server. Signatures stay valid, since the Host header is passed on. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const faults: { readonly fault: Fault; readonly method: string | undefined }[] = []
  const requests: string[] = []
  const server = createServer((request, response) => {
    exchange(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    inject(fault, { times = 1, method } = {}) {
      for (let time = 0; time < times; time++) faults.push({ fault, method })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? ''
    requests.push(method)
    const index = faults.findIndex(candidate => candidate.method === undefined || candidate.method === method)
    const [found] = index < 0 ? [] : faults.splice(index, 1)
    const body = await readAll(request)
    await suffer({ request, body, response }, found?.fault)
  }

  async function suffer({ request, body, response }: Exchange, fault: Fault | undefined): Promise<void> {
    if (fault === 'hang') return
    if (fault === 'reset') {
      response.socket?.resetAndDestroy()
      return
    }
    if (fault === 'cut-upload') {
      await sendHalf(target, request, body)
      response.socket?.resetAndDestroy()
      return
    }
    if (typeof fault === 'object') {
      const text = xmlDocument('Error', { Code: fault.code, Message: 'Injected' })
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? '' : text)
      return
    }
    const answer = await forward(target, request, body)
    const bytes = await readAll(answer)
    if (fault === 'lost-answer') {
      response.socket?.resetAndDestroy()
      return
    }
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    await sendBody(response, bytes, fault)
  }
}

async function sendBody(response: ServerResponse, bytes: Uint8Array, fault: Fault | undefined): Promise<void> {
  const middle = bytes.length >> 1
  switch (fault) {
    case 'corrupted':
      response.end(bytes.map((byte, index) => (index === middle ? byte ^ 1 : byte)))
      return
    case 'truncated':
      response.write(bytes.subarray(0, middle), () => response.socket?.destroy())
      return
    case 'stalled':
      response.write(bytes.subarray(0, middle))
      return
    case 'slow':
      for (let index = 0; index < middle && !response.destroyed; index++) {
        response.write(bytes.subarray(index, index + 1))
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      return
    default:
      response.end(bytes)
  }
}

async function forward(target: string, request: IncomingMessage, body: Uint8Array): Promise<IncomingMessage> {
  const outgoing = open(target, request)
  outgoing.end(body)
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage] // what the event carries
  return answer
}

async function sendHalf(target: string, request: IncomingMessage, body: Uint8Array): Promise<void> {
  const outgoing = open(target, request)
  outgoing.on('error', () => undefined)
  await new Promise(resolve => outgoing.write(body.subarray(0, body.length >> 1), resolve))
  outgoing.destroy()
}

function open(target: string, request: IncomingMessage) {
  const { hostname, port } = new URL(target)
  // Each through a connection of its own, so that a broken one is nobody else's.
  return httpRequest({
    hostname,
    port,
    method: request.method,
    path: request.url,
    headers: request.headers,
    agent: false,
  })
}

async function readAll(stream: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as Uint8Array) // no encoding is set, so that chunks are bytes
  return new Uint8Array(Buffer.concat(chunks))
}
