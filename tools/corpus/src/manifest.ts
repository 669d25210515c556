import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One file of a corpus, and what is to be expected of it. */
export interface CorpusFile {
  /** From the working directory. */
  readonly path: string
  /** From the folder that was asked for. */
  readonly name: string
  readonly expect: 'valid' | 'reject' | 'either'
  readonly width?: number
  readonly height?: number
  readonly mimetype?: string
  /** `tiff`: the expectation holds where TIFF is enabled. */
  readonly needs?: string
}

/** The files of a folder with a MANIFEST.json, or of its sub-folders that have one. Files that are absent are left out. */
export function readCorpus(folder: string): readonly CorpusFile[] {
  if (existsSync(join(folder, 'MANIFEST.json'))) return readManifest(folder, '')
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'MANIFEST.json')))
    .flatMap(entry => readManifest(join(folder, entry.name), `${entry.name}/`))
}

function readManifest(folder: string, prefix: string): readonly CorpusFile[] {
  const manifest: { readonly files: readonly (Omit<CorpusFile, 'path' | 'name'> & { readonly file: string })[] } =
    JSON.parse(readFileSync(join(folder, 'MANIFEST.json'), 'utf8'))
  return manifest.files
    .map(({ file, ...expectation }) => ({ ...expectation, path: join(folder, file), name: prefix + file }))
    .filter(({ path }) => existsSync(path))
}
