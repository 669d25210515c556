import { writeFileSync } from 'node:fs'
import type { MemorySample } from './memory.ts'

const plot = { left: 64, right: 736, top: 56, bottom: 236 } as const

/**
 * Draws resident memory over rows, one line for each setting, in the colours of the documentation; for the last of them
 * with the allowance of 15 MB above 5,000 rows.
 */
export function drawMemory(runs: ReadonlyMap<string, readonly MemorySample[]>, file: string): void {
  const base = [...runs.values()].at(-1)?.[0]?.megabytes ?? 0
  const all = [...runs.values()].flat()
  const rows = Math.max(...all.map(sample => sample.rows))
  const top = Math.ceil(Math.max(...all.map(({ megabytes }) => megabytes)) / 50) * 50 + 50
  const x = (row: number) => (plot.left + ((plot.right - plot.left) * row) / rows).toFixed(1)
  const y = (megabytes: number) => (plot.bottom - ((plot.bottom - plot.top) * megabytes) / top).toFixed(1)
  const ticks = Array.from({ length: top / 50 + 1 }, (_, index) => index * 50)
  const lines = [...runs].map(([setting, samples]) => {
    const end = samples.at(-1)?.megabytes ?? 0
    const points = samples.map(sample => `${x(sample.rows)},${y(sample.megabytes)}`).join(' ')
    return `  <polyline points="${points}" class="line"/>
  <text x="${plot.right}" y="${Number(y(end)) - 8}" text-anchor="end" class="small">${setting}</text>`
  })
  const told = [...runs].map(([setting, samples]) => {
    const most = Math.max(...samples.map(({ megabytes }) => megabytes))
    return `${setting}: ${samples[0]?.megabytes} MB after 5,000, ${most} MB at most`
  })
  const label = `Memory of a process that migrates ${rows.toLocaleString('en')} rows. ${told.join('; ')}.`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="ia-fig" viewBox="0 0 760 286" role="img" aria-label="${label}">
  <style>
    svg:root { --ia-ink: #1f2933; --ia-soft: #5b6770; --ia-line: #b8c1c8; --ia-panel: #ffffff; --ia-accent: #0f766e; --ia-accent-soft: #d5f0ec; background: #f6f8f9; }
    @media (prefers-color-scheme: dark) { svg:root { --ia-ink: #e6eaed; --ia-soft: #9aa7b0; --ia-line: #47525b; --ia-panel: #20272d; --ia-accent: #2dd4bf; --ia-accent-soft: #123d3a; background: #161b1f; } }
    .ia-fig text { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-size: 14px; fill: var(--ia-ink); }
    .ia-fig .soft { fill: var(--ia-soft); }
    .ia-fig .small { font-size: 12.5px; }
    .ia-fig .head { font-weight: 600; }
    .ia-fig .rule { stroke: var(--ia-line); stroke-width: 1; fill: none; }
    .ia-fig .allowed { fill: var(--ia-accent-soft); }
    .ia-fig .line { stroke: var(--ia-accent); stroke-width: 1.75; fill: none; }
  </style>
  <text x="24" y="34" class="head">resident memory, MB</text>
  <rect x="${plot.left}" y="${y(base + 15)}" width="${plot.right - plot.left}" height="${(Number(y(base)) - Number(y(base + 15))).toFixed(1)}" class="allowed"/>
${ticks.map(tick => `  <path d="M${plot.left} ${y(tick)}H${plot.right}" class="rule"/>\n  <text x="${plot.left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end" class="soft small">${tick}</text>`).join('\n')}
${lines.join('\n')}
${[0, 0.25, 0.5, 0.75, 1].map(part => `  <text x="${x(rows * part)}" y="${plot.bottom + 22}" text-anchor="${part === 1 ? 'end' : 'middle'}" class="soft small">${(rows * part).toLocaleString('en')}</text>`).join('\n')}
  <text x="${plot.right}" y="${plot.bottom + 44}" text-anchor="end" class="soft small">rows moved; shaded: up to 15 MB more than after 5,000</text>
</svg>
`
  writeFileSync(file, svg)
}
