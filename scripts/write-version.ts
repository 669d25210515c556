/** Writes the version of core into its source, after changesets has raised it. */
import { readFileSync, writeFileSync } from 'node:fs'

const manifest = new URL('../packages/core/package.json', import.meta.url)
const source = new URL('../packages/core/src/version.ts', import.meta.url)

const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
writeFileSync(source, readFileSync(source, 'utf8').replace(/VERSION = '[^']*'/, `VERSION = '${version}'`))
