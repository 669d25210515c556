/**
 * Tries one file, as an attachment would: sniff, limits, full decode, three thumbnails. Prints one line of JSON.
 *
 * `node try-file.ts sharp|jimp FILE [tiff]`
 */
import { readFileSync } from 'node:fs'
import { defaultLimits, InvalidImageError, type Resizer, sniffMimetype } from '@imageattach/core'
import type { Outcome } from './judge.ts'

const [resizerName, path = '', tiff] = process.argv.slice(2)
const limits = { ...defaultLimits, mimetypes: [...defaultLimits.mimetypes, ...(tiff ? ['image/tiff'] : [])] }

const resizer = await createResizer()
const input = readFileSync(path)
const idle = process.memoryUsage.rss()
const started = process.cpuUsage()
const outcome = await tryFile().catch(describeError)
const { user, system } = process.cpuUsage(started)
console.log(JSON.stringify({ outcome, idle, peak: process.resourceUsage().maxRSS * 1024, cpu: (user + system) / 1000 }))

async function createResizer(): Promise<Resizer> {
  if (resizerName === 'jimp') return (await import('@imageattach/jimp')).jimpResizer()
  return (await import('@imageattach/sharp')).sharpResizer()
}

async function tryFile(): Promise<Outcome> {
  const mimetype = sniffMimetype(input)
  if (input.length > limits.maxBytes) return { kind: 'reject', reason: 'too-large', message: '' }
  if (mimetype === undefined || !limits.mimetypes.includes(mimetype) || !resizer.inputs.includes(mimetype)) {
    return { kind: 'reject', reason: 'unsupported', message: `sniffed ${mimetype}` }
  }
  const inspected = await resizer.inspect(input, { limits })
  const targets = [256, 128, 64].map(width => ({
    width,
    height: Math.max(1, Math.trunc((inspected.height * width) / inspected.width)),
    mimetype: 'image/png',
  }))
  await resizer.resize(
    input,
    targets.filter(({ height }) => height <= 4096),
    { limits },
  )
  return { kind: 'valid', ...inspected }
}

function describeError(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof InvalidImageError
    ? { kind: 'reject', reason: error.reason, message }
    : { kind: 'error', message }
}
