import { publicUrl } from '@imageattach/core'
import type { HeaderFields } from './file-answer.js'

/** Options of {@link serveNode} and its siblings. */
export interface ServeOptions {
  /**
   * What the paths of the files' URLs start with, such as `/pictures/`, as the browser asks for them, wherever the
   * handler is mounted. `/` serves nothing but files.
   */
  readonly prefix: string
  /** Lets scripts of any site read the files. Default false: pages can show them, as far as the policy below allows. */
  readonly cors?: boolean
  /**
   * Which sites may show the files in their pages. Default `same-origin`, or `cross-origin` with `cors`; `same-site`
   * for pages of `www.example.com` with files of `img.example.com`.
   */
  readonly resourcePolicy?: 'same-origin' | 'same-site' | 'cross-origin'
  /** Lets the web server in front send the bytes. Default: they are sent from here. */
  readonly handOver?: HandOver
  /**
   * Seconds. A client that takes no more of a large file for so long loses it: the file is closed, and the connection
   * ends instead of the rest. Default 120.
   */
  readonly sendTimeout?: number
  /**
   * Hears of failures of the store; the client gets 502, 503, or a connection that ends too early. Default: a
   * warning of the process.
   */
  readonly onError?: (error: unknown) => void
}

/** How the web server in front is told which file to send. */
export interface HandOver {
  /** nginx knows the first, Apache and lighttpd the second. */
  readonly header: 'X-Accel-Redirect' | 'X-Sendfile'
  /** What the path of the file is put to: an internal location of nginx (`/files/`), or a folder (`/srv/images/`). */
  readonly to: string
}

/** The prefix with one slash at each end. Throws `TypeError` for one that no URL can start with in just this form. */
export function normalizePrefix(prefix: string): string {
  const segments = prefix.replace(/^\/|\/$/g, '')
  if (segments === '') return '/'
  const isPlain = segments.split('/').every(segment => /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(segment))
  if (isPlain) return `/${segments}/`
  throw new TypeError(
    `Prefix ${JSON.stringify(prefix)} cannot be served: use segments of letters, digits, "_", "-", "~" and inner dots`,
  )
}

/** What is put into the header; nginx decodes it, as it does with the path of a request. */
export function handOverHeader({ header, to }: HandOver, path: string): HeaderFields {
  return { [header]: header === 'X-Sendfile' ? `${to.replace(/\/$/, '')}/${path}` : publicUrl(to, path) }
}
