import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { qualityDifferences } from './ladder-quality.ts'
import { inspect, ladderTargets, naive, ours, ways, widths } from './ladder-ways.ts'
import { measure, median, sum } from './statistics.ts'

/** Options of a benchmark, from the command line. */
export interface BenchOptions {
  /** A folder with the user's own data. */
  readonly folder: string | undefined
  readonly json: boolean
  /** Draws the figure of the documentation anew, where a benchmark has one. */
  readonly figure: boolean
  /** The parts to run, with commas between. Default: all. */
  readonly only: string | undefined
}

const rounds = 7

/**
 * CPU time of making widths 1024, 512, 256, 128 and 64 of every photo in a folder, against sharp used in the usual
 * ways. All ways take turns within each round, so that a busy machine slows them alike; figures are medians.
 */
export async function ladder({ folder, json }: BenchOptions): Promise<void> {
  const photos = findPhotos(folder)
  if (photos.length === 0)
    throw new Error('No photos: give a folder with JPEG, PNG, WebP or AVIF files wider than 1024 pixels')
  const files: FileResult[] = []
  for (const photo of photos) files.push(await measureFile(photo))
  const summary = summarize(files)
  console.log(json ? JSON.stringify({ widths, rounds, files, ...summary }) : format(files, summary))
}

interface FileResult {
  readonly file: string
  /** Median CPU milliseconds by way. */
  readonly cpu: Readonly<Record<string, number>>
  readonly wall: Readonly<Record<string, number>>
  readonly inspectCpu: number
  /** SSIM of ours to the truth minus SSIM of naive to the truth, by width. */
  readonly quality: readonly number[]
}

function findPhotos(folder: string | undefined): readonly string[] {
  const shared = process.env.IMAGEATTACH_CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus')
  const from = folder ?? join(shared, 'photos')
  if (!existsSync(from)) return []
  return readdirSync(from)
    .filter(name => /\.(jpe?g|png|webp|avif)$/i.test(name))
    .toSorted()
    .map(name => join(from, name))
}

async function measureFile(path: string): Promise<FileResult> {
  const input = readFileSync(path)
  const targets = ladderTargets(await inspect(input))
  const samples = Object.entries(ways).map(([name, way]) => ({ name, way, cpu: [] as number[], wall: [] as number[] }))
  const inspections: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    for (const { way, cpu, wall } of samples) {
      const measured = await measure(() => way(input, targets))
      // The first round warms up.
      if (round === 0) continue
      cpu.push(measured.cpu)
      wall.push(measured.wall)
    }
    inspections.push((await measure(() => inspect(input))).cpu)
  }
  return {
    file: basename(path),
    cpu: Object.fromEntries(samples.map(({ name, cpu }) => [name, median(cpu)])),
    wall: Object.fromEntries(samples.map(({ name, wall }) => [name, median(wall)])),
    inspectCpu: median(inspections),
    quality: await qualityDifferences(input, targets),
  }
}

interface Summary {
  /** CPU of all files together, against naive. */
  readonly overall: Readonly<Record<string, number>>
  /** Median over files of CPU against naive. */
  readonly perFile: Readonly<Record<string, number>>
  readonly wall: Readonly<Record<string, number>>
  readonly inspect: number
  readonly quality: readonly { readonly width: number; readonly median: number; readonly worst: number }[]
}

function summarize(files: readonly FileResult[]): Summary {
  const each = (compute: (name: string) => number) =>
    Object.fromEntries(Object.keys(ways).map(name => [name, compute(name)]))
  const total = (name: string, kind: 'cpu' | 'wall') => sum(files.map(file => file[kind][name] ?? Number.NaN))
  return {
    overall: each(name => total(name, 'cpu') / total(naive, 'cpu')),
    perFile: each(name => median(files.map(({ cpu }) => (cpu[name] ?? Number.NaN) / (cpu[naive] ?? Number.NaN)))),
    wall: each(name => total(name, 'wall') / total(naive, 'wall')),
    inspect: sum(files.map(({ inspectCpu }) => inspectCpu)) / total(naive, 'cpu'),
    quality: widths.map((width, index) => {
      const differences = files.map(({ quality }) => quality[index] ?? Number.NaN)
      return { width, median: median(differences), worst: Math.min(...differences) }
    }),
  }
}

function format(files: readonly FileResult[], summary: Summary): string {
  const ratio = (value: number | undefined) => (value ?? Number.NaN).toFixed(2)
  const signed = (value: number) => (value < 0 ? '' : '+') + value.toFixed(4)
  const lines = [
    `CPU against naive, widths ${widths.join('/')}, ${files.length} photos, ${rounds} rounds`,
    '',
    `${'way'.padEnd(52)}overall  per file  wall`,
    ...Object.keys(ways).map(
      name =>
        name.padEnd(52) +
        `${ratio(summary.overall[name])}     ${ratio(summary.perFile[name])}      ${ratio(summary.wall[name])}`,
    ),
    `${'(imageattach: inspect, once per upload)'.padEnd(52)}${ratio(summary.inspect)}`,
    '',
    `${'photo'.padEnd(40)}naive ms  ours ms  ratio  bound`,
    ...files.map(({ file, cpu }) => {
      const [theirs = Number.NaN, mine = Number.NaN, bound = Number.NaN] = [
        naive,
        ours,
        Object.keys(ways).at(-1) ?? '',
      ].map(name => cpu[name])
      return `${file.padEnd(40)}${theirs.toFixed(0).padStart(8)} ${mine.toFixed(0).padStart(8)}  ${ratio(mine / theirs)}   ${ratio(bound / theirs)}`
    }),
    '',
    'SSIM to a lossless full-size Lanczos resize, ours minus naive',
    ...summary.quality.map(
      ({ width, median: middle, worst }) =>
        `${String(width).padStart(5)} px  median ${signed(middle)}  worst ${signed(worst)}`,
    ),
  ]
  return lines.join('\n')
}
