import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defaultLimits, InvalidImageError, sniffMimetype } from '@imageattach/core'
import { sharpResizer } from '@imageattach/sharp'
import { describe, expect, it } from 'vitest'

interface Expectation {
  readonly file: string
  readonly expect: 'valid' | 'reject' | 'either'
  readonly width?: number
  readonly height?: number
  readonly mimetype?: string
  readonly needs?: string
}

// A folder of hostile files that is too large for the repository. `npm run corpus` tries each in a process of its
// own; here they share one, since none of them should be able to hurt it.
const corpus = process.env.IMAGEATTACH_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const resizer = sharpResizer()

describe.each(['bad', 'generated', 'odd'])('the corpus, %s', folder => {
  const files = readManifest(join(corpus, folder))

  it.skipIf(files.length === 0)('is judged as its manifest expects', { timeout: 60_000 }, async () => {
    const surprises: string[] = []
    for (const file of files) {
      const outcome = await tryFile(join(corpus, folder, file.file), file.needs === 'tiff')
      const given = `${file.width}×${file.height} ${file.mimetype}`
      const accepted =
        file.expect !== 'reject' && (outcome === given || (file.width === undefined && outcome !== 'refused'))
      if (!accepted && !(outcome === 'refused' && file.expect !== 'valid')) surprises.push(`${file.file}: ${outcome}`)
    }

    expect(surprises).toEqual([])
  })
})

function readManifest(folder: string): readonly Expectation[] {
  const path = join(folder, 'MANIFEST.json')
  if (!existsSync(path)) return []
  const { files }: { readonly files: readonly Expectation[] } = JSON.parse(readFileSync(path, 'utf8'))
  return files.filter(({ file }) => existsSync(join(folder, file)))
}

async function tryFile(path: string, tiff: boolean): Promise<string> {
  const input = readFileSync(path)
  const mimetype = sniffMimetype(input) ?? ''
  const mimetypes = tiff ? [...defaultLimits.mimetypes, 'image/tiff'] : defaultLimits.mimetypes
  if (!mimetypes.includes(mimetype)) return 'refused'
  try {
    const inspected = await resizer.inspect(input, { limits: defaultLimits })
    await resizer.resize(input, [{ width: 32, height: 32, mimetype: 'image/webp' }], { limits: defaultLimits })
    return `${inspected.width}×${inspected.height} ${inspected.mimetype}`
  } catch (error) {
    if (error instanceof InvalidImageError) return 'refused'
    throw error
  }
}
