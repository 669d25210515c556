import type { Image, ImageInput, ImageSet, SizeRequest } from '@imageattach/core'
import type { Action } from './journal.js'
import type { ResizerName } from './protocol.js'
import { sourceText } from './source-text.js'

/** The sizes that every upload gets at once. */
const ladder = [{ width: 480 }, { width: 150 }] as const

/** A set, and how the journal speaks of it. */
export interface NamedSet {
  readonly set: Pick<ImageSet, 'fromFile' | 'fromBlob' | 'generateThumbnail' | 'images' | 'makeBlob' | 'remove'>
  /** `photo 2`. */
  readonly name: string
  /** The expression that gives the set. */
  readonly code: string
  readonly resizer: ResizerName
}

/** What came with the bytes. */
export interface Upload {
  readonly file: ImageInput
  readonly filename: string | undefined
  /** What the browser takes it for. */
  readonly mimetype: string | undefined
  readonly signal: AbortSignal
}

/** Puts an image into the set, in the place of the one that was there. */
export function upload({ set, name, code, resizer }: NamedSet, { file, filename, mimetype, signal }: Upload): Action {
  const claims = { ...(filename ? { filename } : {}), ...(mimetype ? { mimetype } : {}) }
  const lines = Object.entries(claims).map(([option, value]) => `  ${option}: ${sourceText(value)},`)
  return {
    title: `Upload ${name}`,
    code: [
      ...resizerComment(resizer),
      `const image = await ${code}.fromFile(request.body, {`,
      `  thumbnails: ${sourceText(ladder)},`,
      ...lines,
      '  signal: request.signal,',
      '})',
    ].join('\n'),
    async run() {
      return describeImage(await set.fromFile(file, { thumbnails: ladder, ...claims, signal }))
    },
  }
}

/** Asks for a size, which is made if it is not there. */
export function generateThumbnail({ set, name, code, resizer }: NamedSet, request: SizeRequest): Action {
  return {
    title: `Ask for a size of ${name}`,
    code: [
      ...resizerComment(resizer),
      `const thumbnail = await ${code}.generateThumbnail(${sourceText(request)})`,
    ].join('\n'),
    async run() {
      return describeImage(await set.generateThumbnail(request))
    },
  }
}

/** Removes the original and its thumbnails. */
export function remove({ set, name, code }: NamedSet): Action {
  return {
    title: `Delete ${name}`,
    code: `const count = await ${code}.remove()`,
    async run() {
      return describeCount(await set.remove())
    },
  }
}

/** `3 rows are gone; …` */
export function describeCount(count: number): string {
  if (count === 0) return 'There was nothing to delete'
  return `${count} ${count === 1 ? 'row is' : 'rows are'} gone; the files follow when they have been kept long enough`
}

export function resizerComment(resizer: ResizerName): readonly string[] {
  return resizer === 'sharp' ? [] : [`// images was made with resizer: ${resizer}Resizer()`]
}

function describeImage({ width, height, mimetype, byteSize = 0 }: Image): string {
  return `${width} × ${height}, ${mimetype}, ${byteSize.toLocaleString('en')} bytes`
}
