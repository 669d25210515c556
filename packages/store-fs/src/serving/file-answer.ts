import type { ServedBytes } from './servable-store.js'

/** Header fields by name. */
export type HeaderFields = Readonly<Record<string, string>>

/** A request, as much of it as matters for a file. */
export interface FileRequest {
  readonly method: string
  /** What the client asked for, undecoded, with the query: `/pictures/a/b.jpg?_ts=1`. */
  readonly target: string
  /** The value of a header field whose name is given in lower case; several of one name are joined by commas. */
  header(name: string): string | undefined
  /** Gives memory for a small body, for adapters that use theirs again. Default: fresh memory. */
  allocate?(length: number): Uint8Array<ArrayBuffer>
}

/** The whole answer to a request. */
export interface FileAnswer {
  readonly status: number
  readonly headers: HeaderFields
  /** Small ones are in memory already; others are read as fast as the client takes them, and closed by the adapter. */
  readonly body?: Uint8Array<ArrayBuffer> | ServedBytes
}

/** Nothing of an answer like this may be kept: a file may come to be there a moment later. */
export function textAnswer(status: number, text: string, headers: HeaderFields): FileAnswer {
  const body = new TextEncoder().encode(`${text}\n`)
  return {
    status,
    headers: {
      ...headers,
      'Cache-Control': 'no-store',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': String(body.length),
    },
    body,
  }
}
