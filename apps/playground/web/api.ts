import type { ActionResult, ResizerName, State } from '../server/protocol.js'

/** What the page can ask of the server. */
export type Place = '/picture' | '/photos' | `/photos/${number}`

export interface UploadOptions {
  readonly method: 'PUT' | 'POST'
  readonly place: Place
  readonly resizer: ResizerName
  readonly file: Blob
  readonly filename: string
  readonly signal: AbortSignal
  /** Told how much has been sent, from 0 to 1. */
  readonly onProgress: (sent: number) => void
}

export async function fetchState(): Promise<State> {
  const response = await fetch('/api/state')
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as State
}

/** Sends a request without a file. */
export async function send(
  method: 'POST' | 'DELETE',
  path: string,
  options: { readonly resizer: ResizerName; readonly body?: object },
): Promise<ActionResult> {
  const { resizer, body } = options
  const response = await fetch(`/api${path}?resizer=${resizer}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })
  return readResult(response.headers.get('content-type'), await response.text())
}

/** Sends a file as the body, just as it is. XMLHttpRequest, since `fetch` tells nothing of the progress. */
export function upload(options: UploadOptions): Promise<ActionResult> {
  const { method, place, resizer, file, filename, signal, onProgress } = options
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, `/api${place}?resizer=${resizer}`)
    request.setRequestHeader('x-filename', encodeURIComponent(filename))
    request.upload.onprogress = event => onProgress(event.loaded / Math.max(1, event.total))
    request.onload = () => {
      try {
        resolve(readResult(request.getResponseHeader('content-type'), request.responseText))
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new Error('The server could not be reached, or closed the connection. Try again.'))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

function readResult(type: string | null, text: string): ActionResult {
  if (type?.startsWith('application/json')) return JSON.parse(text) as ActionResult
  throw new Error(text)
}
